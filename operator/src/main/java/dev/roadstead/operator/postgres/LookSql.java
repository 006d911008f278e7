package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.contract.Relation;
import java.util.HexFormat;

/**
 * What a grant's view would show, as a query for somebody who may read the tables: the same columns, masks and rows, without
 * the lease, and hashed with another key, because only owners of views may read the mesh's.
 */
public final class LookSql {

    private final String dataSchema;
    private final String key;

    /**
     * For the tables of one store.
     *
     * @param dataSchema where they lie
     * @param key what to hash with; made for this purpose, since it is part of the statement
     */
    public LookSql(String dataSchema, byte[] key) {
        this.dataSchema = dataSchema;
        this.key = "'\\x" + HexFormat.of().formatHex(key) + "'::bytea";
    }

    /**
     * Some rows of a relation.
     *
     * @param rows at most this many
     */
    public String query(Relation relation, RelationLens lens, int rows) {
        return ViewSql.look(relation, lens, dataSchema, key).query() + " LIMIT " + rows;
    }

    /** Whether anything is hashed. */
    public boolean hashes(Lens lens) {
        return lens.relations().stream()
                .anyMatch(relation -> relation.columns().keySet().stream()
                        .anyMatch(column -> relation.effects(column).contains(Effect.HASH)));
    }
}
