package dev.roadstead.operator.backend;

/** One version of one output port, named by the domain that owns it. */
public record PortKey(String domain, String port, String version) {
    @Override
    public String toString() {
        return domain + "/" + port + "." + version;
    }
}
