package dev.roadstead.operator.manifest;

/**
 * One thing that is wrong in a file.
 *
 * @param place file, document and line
 * @param object for instance {@code Policy sales/marketing-churn}
 * @param field its path in the object
 * @param message the cause, and what to do
 */
public record Finding(String place, String object, String field, String message) {

    /** A message that begins with the field, as conditions have it. */
    static Finding of(Document document, String object, String message) {
        int end = message.indexOf(": ");
        boolean named = end > 0 && message.lastIndexOf('\n', end) < 0;
        return named
                ? new Finding(document.place(), object, message.substring(0, end), message.substring(end + 2))
                : new Finding(document.place(), object, "spec", message);
    }
}
