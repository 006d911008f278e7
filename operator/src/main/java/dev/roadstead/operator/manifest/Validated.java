package dev.roadstead.operator.manifest;

import java.util.List;

/**
 * What came out of looking at files.
 *
 * @param objects how many were looked at
 * @param otherKinds how many documents are not of this mesh, and were passed over
 * @param refused what is wrong
 * @param notChecked what could not be looked at, because it is not in the files
 */
public record Validated(int objects, int otherKinds, List<Finding> refused, List<String> notChecked) {
    public Validated {
        refused = List.copyOf(refused);
        notChecked = List.copyOf(notChecked);
    }
}
