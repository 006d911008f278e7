package dev.roadstead.operator.access;

/** One version of an output port. */
public record PortId(String domain, String name, String version) {

    /** The address people use. */
    @Override
    public String toString() {
        return domain + "/" + name + " (" + version + ")";
    }
}
