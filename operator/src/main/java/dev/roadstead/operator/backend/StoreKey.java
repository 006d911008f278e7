package dev.roadstead.operator.backend;

/** One store of one data product. All three parts are DNS labels. */
public record StoreKey(String domain, String product, String store) {
    @Override
    public String toString() {
        return domain + "/" + product + "/" + store;
    }
}
