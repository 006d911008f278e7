package dev.roadstead.operator.status;

/** What conditions are about. The order here is the order in every status: from cause to effect, Ready near the end. */
public enum ConditionType {
    ACCEPTED("Accepted", "The spec makes sense on its own and does not clash with another object."),
    RESOLVED_REFS("ResolvedRefs", "Everything the spec names exists and may be used."),
    REACHABLE("Reachable", "The store answers, with the credentials given, and is the one it should be."),
    GRANTS_EXACT("GrantsExact", "The store holds what was granted and nothing else."),
    HARDENED(
            "Hardened",
            "The store's administrator has nothing left to close. Ready does not depend on it: the message has the statements that close the rest."),
    NAMESPACE_READY(
            "NamespaceReady", "The domain's namespace exists, is marked as this domain's, and has its RoleBindings."),
    PROVISIONED("Provisioned", "What the spec asks for exists in the store."),
    APPROVED("Approved", "A Policy of the port's domain allows this access now."),
    GRANTED("Granted", "The store allows the access, exactly as approved."),
    VERIFIED(
            "Verified",
            "The operator has read the port with the consumer's own credential, and was refused where it must be."),
    INPUTS_GRANTED(
            "InputsGranted",
            "Every input of the product can be read. Depends on other domains, so Ready does not depend on it."),
    COLUMNS_VISIBLE(
            "ColumnsVisible",
            "Every column that is said to be used can be read. Absent if none is said to be; Ready does not depend on it."),
    VERSION_DEPRECATED(
            "VersionDeprecated",
            "Another version of the port should be read. Absent otherwise; Ready does not depend on it."),
    CONTRACT_HONOURED(
            "ContractHonoured",
            "The tables have the columns, types, values and keys that the contracts promise. Ready does not depend on it."),
    QUALITY_PASSED(
            "QualityPassed",
            "Every quality rule of severity error held when it was checked last. Absent where there is none; Ready does not depend on it."),
    FRESH(
            "Fresh",
            "The data was as new as freshness and latency promise when it was checked last. Absent where nothing is promised; Ready does not depend on it."),
    REQUIREMENTS_MET(
            "RequirementsMet",
            "It is as Guardrails demand. Absent where none demands anything; Ready does not depend on it."),
    STALLED("Stalled", "Nothing will change until this very object is edited. Absent otherwise."),
    READY("Ready", "The sum of the conditions above, as far as this object's own domain can answer for it.");

    private final String wireName;
    private final String meaning;

    ConditionType(String wireName, String meaning) {
        this.wireName = wireName;
        this.meaning = meaning;
    }

    /** As written in {@code status.conditions[].type}. */
    public String wireName() {
        return wireName;
    }

    /** What it says when it is True. */
    public String meaning() {
        return meaning;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
