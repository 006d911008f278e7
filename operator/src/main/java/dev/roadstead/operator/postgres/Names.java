package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Naming scheme {@code n1}: {@code -} becomes {@code _}, parts are joined by {@code __}. Domain, product and port names
 * hold no {@code --}, so two tuples never give one name. What is longer than PostgreSQL's 63 bytes keeps its first 44
 * and ends in a hash of the tuple. Roles are cluster-wide and visible to every login, so their names carry the store's
 * id and nothing readable.
 */
final class Names {
    static final int MAX_BYTES = 63;
    private static final int KEPT_BYTES = 44;
    private static final int HASH_HEX = 16;
    private static final String FIRST = "_a";
    private static final String SECOND = "_b";

    private final String rolePrefix;

    /** @param storeId the store's identity, a UUID */
    Names(String storeId) {
        this.rolePrefix = "rs_" + storeId.replace("-", "").substring(0, 8) + "_";
    }

    static String dataSchema(StoreKey key) {
        return schema("data", key.domain(), key.product(), key.store(), "data");
    }

    static String workSchema(StoreKey key) {
        return schema("work", key.domain(), key.product(), key.store(), "work");
    }

    static String portSchema(PortKey key) {
        return schema("port", key.domain(), key.port(), key.version(), "port");
    }

    /**
     * The schema of one grant.
     *
     * @param address the ten hex digits of (identity, purpose)
     */
    static String grantSchema(PortKey key, String address) {
        return schema("grant", key.domain(), key.port(), key.version(), address);
    }

    /** What the names of this store's roles begin with. */
    String rolePrefix() {
        return rolePrefix;
    }

    String gate() {
        return rolePrefix + "gate";
    }

    /** Members may read the mask key: the roles that own views. */
    String keyReader() {
        return rolePrefix + "keys";
    }

    String admin(String domain) {
        return rolePrefix + "a_" + hash(10, "admin", domain);
    }

    String dataOwner(StoreKey key) {
        return rolePrefix + "d_" + hash(10, "data", key.domain(), key.product(), key.store());
    }

    String portOwner(StoreKey key) {
        return rolePrefix + "p_" + hash(10, "port", key.domain(), key.product(), key.store());
    }

    String writerGroup(StoreKey key) {
        return rolePrefix + "w_" + hash(10, "writers", key.domain(), key.product(), key.store());
    }

    /** What both slots of a writer's login begin with. */
    String writer(StoreKey key, String writer) {
        return rolePrefix + "x_" + hash(10, "writer", key.domain(), key.product(), key.store(), writer);
    }

    /** The login that reads the ports of a store to check them; it has one slot, because only the operator uses it. */
    String checker(StoreKey key) {
        return rolePrefix + "q_" + hash(10, "checker", key.domain(), key.product(), key.store());
    }

    /**
     * What both slots of a consumer's login begin with.
     *
     * @param identity ten random hex digits: a hash could be guessed, and would tell who reads
     */
    String consumer(String identity) {
        return rolePrefix + "c_" + identity;
    }

    /** Where the first login goes; a rotation makes the other one. */
    static String firstSlot(String base) {
        return base + FIRST;
    }

    static String otherSlot(String login) {
        String base = login.substring(0, login.length() - FIRST.length());
        return login.endsWith(FIRST) ? base + SECOND : base + FIRST;
    }

    /** Both logins that there may be. */
    static List<String> slots(String base) {
        return List.of(base + FIRST, base + SECOND);
    }

    private static String schema(String kind, String... parts) {
        String name = String.join("__", parts).replace('-', '_');
        if (name.length() <= MAX_BYTES) {
            return name;
        }
        String[] tuple = new String[parts.length + 1];
        tuple[0] = kind;
        System.arraycopy(parts, 0, tuple, 1, parts.length);
        return name.substring(0, KEPT_BYTES) + "__" + hash(HASH_HEX, tuple);
    }

    /** The first hex digits of sha256 over the length-prefixed parts, so that no two tuples share one input. */
    static String hash(int digits, String... tuple) {
        StringBuilder text = new StringBuilder();
        for (String part : tuple) {
            text.append(part.length()).append(':').append(part).append(';');
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
