package dev.roadstead.operator.load;

/**
 * A column of the table, as the catalogue has it.
 *
 * @param name its name
 * @param type its type with length or precision, for instance {@code numeric(12,2)}: what a value is checked against
 * @param baseType its type without: a cast to {@code varchar(3)} would cut a value off, an assignment refuses it
 * @param required whether every row must bring a value
 * @param generated whether the store computes it
 * @param keyPosition its place in the primary key, from 1; 0: not part of it
 */
record TableColumn(String name, String type, String baseType, boolean required, boolean generated, int keyPosition) {

    /** Every text is a text. */
    boolean takesAnyText() {
        return type.equals("text");
    }
}
