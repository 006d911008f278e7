package dev.roadstead.api.v1alpha1;

/** The names every kind shares, and the forms that names and texts take. */
public final class Api {

    public static final String GROUP = "roadstead.dev";
    public static final String VERSION = "v1alpha1";
    /** The category: {@code kubectl get roadstead -A} lists objects of all kinds. */
    public static final String CATEGORY = "roadstead";
    /** Stands for "any" in a Policy, where nothing is granted by omission. */
    public static final String ANY = "*";

    /** The annotation that asks for new credentials: each new value once. */
    public static final String ROTATE = GROUP + "/rotate";

    /** Length of the names that become part of names in a store: Domain, DataProduct, OutputPort. */
    static final int NAME = 40;
    /** Length of a DNS label, of a label value, and of an identifier in PostgreSQL. */
    static final int LABEL = 63;
    /** Length of a DNS subdomain. */
    static final int SUBDOMAIN = 253;

    /** A DNS label that starts with a letter and has no double hyphen. */
    static final String NAME_PATTERN = "^[a-z]([a-z0-9]|-[a-z0-9])*$";

    static final String NAME_OR_ANY_PATTERN = "^(\\*|[a-z]([a-z0-9]|-[a-z0-9])*)$";
    static final String LABEL_PATTERN = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    static final String LABEL_OR_ANY_PATTERN = "^(\\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$";
    static final String SUBDOMAIN_PATTERN = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
    static final String PORT_VERSION_PATTERN = "^v[1-9][0-9]{0,4}$";
    /** A column or relation that needs no thought about quoting. */
    static final String IDENTIFIER_PATTERN = "^[A-Za-z_][A-Za-z0-9_]*$";

    /** A column, or a relation and a column of it. */
    static final String COLUMN_PATTERN = "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?$";

    static final String IDENTIFIER_OR_ANY_PATTERN = "^(\\*|[A-Za-z_][A-Za-z0-9_]*)$";
    static final String CLASSIFICATION_PATTERN = "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";

    static final String TAG_PATTERN = "^[A-Za-z0-9]([-A-Za-z0-9_.:/]*[A-Za-z0-9])?$";

    static final String NAME_RULE =
            "size(self.metadata.name) <= 40" + " && self.metadata.name.matches('^[a-z]([a-z0-9]|-[a-z0-9])*$')";
    static final String NAME_MESSAGE =
            "metadata.name: at most 40 characters, a to z, 0 to 9 and single hyphens, starting"
                    + " with a letter, because it becomes part of names in stores; choose a shorter or simpler name";
    static final String LONG_NAME_RULE =
            "size(self.metadata.name) <= 63" + " && self.metadata.name.matches('^[a-z]([a-z0-9]|-[a-z0-9])*$')";
    static final String LONG_NAME_MESSAGE = "metadata.name: at most 63 characters, a to z, 0 to 9 and single hyphens,"
            + " starting with a letter, because it is used as a label value; choose a shorter or simpler name";

    private Api() {}
}
