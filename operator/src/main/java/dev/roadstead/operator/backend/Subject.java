package dev.roadstead.operator.backend;

/**
 * A consumer identity: a data product, or an access request that stands for itself.
 *
 * @param domain the consumer's domain
 * @param name the product's or the request's name
 */
public record Subject(String domain, Kind kind, String name) implements LoginHolder {
    public enum Kind {
        PRODUCT,
        REQUEST
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + domain + "/" + name;
    }
}
