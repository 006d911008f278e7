package dev.roadstead.operator.catalogue;

/**
 * The type of a column, with what stands behind domains and arrays.
 *
 * @param written as {@code format_type} prints it, with modifiers
 * @param schema where the innermost type lies
 * @param name of the innermost type in the catalogue, for instance {@code bpchar}
 * @param kind of the innermost type, as in {@code pg_type.typtype}: b, c, d, e, m, p or r
 * @param element the innermost type as {@code format_type} prints it, with modifiers
 * @param arrays how many arrays are around it: more than one only with domains between them
 * @param domain whether there is a domain around it
 */
public record FoundType(
        String written, String schema, String name, String kind, String element, int arrays, boolean domain) {}
