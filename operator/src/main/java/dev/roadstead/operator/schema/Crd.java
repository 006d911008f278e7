package dev.roadstead.operator.schema;

import java.util.Map;

/**
 * One kind of the API.
 *
 * @param apiVersion group and version
 * @param namespaced whether its objects lie in namespaces
 * @param schema the structural schema
 */
public record Crd(String apiVersion, String kind, boolean namespaced, Map<String, Object> schema) {}
