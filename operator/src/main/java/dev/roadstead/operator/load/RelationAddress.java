package dev.roadstead.operator.load;

import java.util.regex.Pattern;

/** A relation on the command line: {@code domain/product/store.relation}. */
public record RelationAddress(String domain, String product, String store, String relation) {

    private static final Pattern FORM = Pattern.compile(
            "(?<domain>[a-z][a-z0-9-]*)/(?<product>[a-z][a-z0-9-]*)/(?<store>[a-z][a-z0-9-]*)\\.(?<relation>.+)");

    /** Reads an address; an {@link IllegalArgumentException} says what it should look like. */
    public static RelationAddress parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' names no table; write DOMAIN/PRODUCT/STORE.TABLE, for"
                    + " instance flights/nyc/main.departures");
        }
        return new RelationAddress(
                matcher.group("domain"), matcher.group("product"), matcher.group("store"), matcher.group("relation"));
    }

    /** The store it lies in: {@code domain/product/store}. */
    public String storeAddress() {
        return domain + "/" + product + "/" + store;
    }

    @Override
    public String toString() {
        return storeAddress() + "." + relation;
    }
}
