package dev.roadstead.operator.kube;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which Domain the mark on each Namespace names, as last read by the reconcilers of Domains. Kept in memory because the
 * operator does not watch Namespaces, and not in labels because those are anybody's to write.
 */
public final class NamespaceHolders {

    private final Map<String, String> byNamespace = new ConcurrentHashMap<>();

    /** Empty if nobody has looked yet, or nobody holds it. */
    public Optional<String> holder(String namespace) {
        return Optional.ofNullable(byNamespace.get(namespace));
    }

    /**
     * Records whose mark a Namespace carries.
     *
     * @return whether that is news
     */
    public boolean held(String namespace, String domain) {
        return !domain.equals(byNamespace.put(namespace, domain));
    }

    /** Records that the Domain no longer holds the Namespace. */
    public boolean released(String namespace, String domain) {
        return byNamespace.remove(namespace, domain);
    }
}
