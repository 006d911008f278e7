package dev.roadstead.operator.load;

/**
 * All that is needed to load into a table.
 *
 * @param address how people call it
 * @param access the writer's login
 * @param contract what the contracts say about the table
 */
public record LoadTarget(RelationAddress address, WriterAccess access, ContractColumns contract) {}
