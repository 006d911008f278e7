package dev.roadstead.operator.status;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.COLUMNS_VISIBLE;
import static dev.roadstead.operator.status.ConditionType.CONTRACT_HONOURED;
import static dev.roadstead.operator.status.ConditionType.FRESH;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.GRANTS_EXACT;
import static dev.roadstead.operator.status.ConditionType.HARDENED;
import static dev.roadstead.operator.status.ConditionType.INPUTS_GRANTED;
import static dev.roadstead.operator.status.ConditionType.NAMESPACE_READY;
import static dev.roadstead.operator.status.ConditionType.PROVISIONED;
import static dev.roadstead.operator.status.ConditionType.QUALITY_PASSED;
import static dev.roadstead.operator.status.ConditionType.REACHABLE;
import static dev.roadstead.operator.status.ConditionType.REQUIREMENTS_MET;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.STALLED;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;
import static dev.roadstead.operator.status.ConditionType.VERSION_DEPRECATED;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Every reason a condition can have. The message of a condition tells the case at hand; what is written here is what the
 * reason means in general and what to do about it. {@code src/docs/reasons.md} is made from this list.
 *
 * <p>Every reason may also be the reason of {@code Ready}, which repeats the condition that decides it.
 */
public enum Reason {
    // Nothing is wrong.
    VALID("Valid", "The spec makes sense.", "Nothing.", ACCEPTED),
    RESOLVED("Resolved", "Everything the spec names was found.", "Nothing.", RESOLVED_REFS),
    REACHABLE_STORE("Reachable", "The store answers.", "Nothing.", REACHABLE),
    NAMESPACE_CREATED("NamespaceCreated", "The namespace was made for this domain.", "Nothing.", NAMESPACE_READY),
    NAMESPACE_ADOPTED(
            "NamespaceAdopted", "The namespace existed and now belongs to this domain.", "Nothing.", NAMESPACE_READY),
    PROVISIONED_IN_STORE("Provisioned", "Everything asked for exists in the store.", "Nothing.", PROVISIONED),
    APPROVED_BY_POLICY(
            "Approved", "At least one Policy allows the access; status.policies names them.", "Nothing.", APPROVED),
    GRANTED_IN_STORE("Granted", "The store allows the access.", "Nothing.", GRANTED),
    READ_AS_CONSUMER(
            "ReadAsConsumer",
            "The port was read with the consumer's credential; status.proof tells how.",
            "Nothing.",
            VERIFIED),
    ALL_INPUTS_GRANTED("AllInputsGranted", "Every input can be read.", "Nothing.", INPUTS_GRANTED),
    NO_INPUTS("NoInputs", "The product reads no ports.", "Nothing.", INPUTS_GRANTED),
    NOTHING_LEFT_OPEN(
            "NothingLeftOpen", "Nothing is left for a database administrator to close.", "Nothing.", HARDENED),
    EXACT("Exact", "The store holds what was granted and nothing else.", "Nothing.", GRANTS_EXACT),
    AS_DEMANDED("AsDemanded", "It is as Guardrails demand.", "Nothing.", REQUIREMENTS_MET),
    READY("Ready", "It works.", "Nothing."),

    // On the way; nobody needs to do anything.
    PENDING(
            "Pending",
            "The operator is working on it, or on something it needs first.",
            "Wait. If it stays for minutes, read the message and the operator's log.",
            RESOLVED_REFS,
            NAMESPACE_READY,
            REACHABLE,
            PROVISIONED,
            APPROVED,
            GRANTED,
            VERIFIED,
            INPUTS_GRANTED),
    DELETING(
            "Deleting",
            "The object is being deleted, and what it holds in stores is released first.",
            "Wait. If it stays, the message tells what can't be released yet.",
            ACCEPTED,
            NAMESPACE_READY,
            PROVISIONED,
            GRANTED,
            INPUTS_GRANTED),
    IN_USE(
            "InUse",
            "The object is being deleted, but others still need it.",
            "Delete or move what the message names, and it goes by itself.",
            REACHABLE),
    DRAFT(
            "Draft",
            "The product is a Draft, so its ports are not served.",
            "Set spec.lifecycle: Active to publish it.",
            PROVISIONED,
            RESOLVED_REFS,
            APPROVED),
    RETIRED(
            "Retired",
            "The product has ended for good.",
            "Move to the product the message or its description names.",
            PROVISIONED,
            RESOLVED_REFS,
            APPROVED,
            GRANTED),

    // The spec itself.
    INVALID(
            "Invalid",
            "The spec contradicts itself or has a value that can't work.",
            "Correct the field the message names.",
            ACCEPTED,
            STALLED),
    UNKNOWN_FIELD(
            "UnknownField",
            "The spec has a field this version of the operator does not know. Where access is decided, nothing unknown is passed over.",
            "Correct the spelling, or upgrade the operator.",
            ACCEPTED,
            STALLED),
    UNKNOWN_VALUE(
            "UnknownValue",
            "A field has a value that this version of the operator does not know.",
            "Use one of the values the message lists, or upgrade the operator.",
            ACCEPTED,
            STALLED),
    INVALID_CONTRACT(
            "InvalidContract",
            "The contract has a relation, column or type that can't be served.",
            "Correct the field the message names.",
            ACCEPTED,
            STALLED),
    CONTRACT_NOT_FOUND(
            "ContractNotFound",
            "The ConfigMap that a version of a port takes its contract from is not there, is not labelled, or lacks the key."
                    + " What was served is served as it was.",
            "Create what the message names.",
            RESOLVED_REFS),
    CONTRACT_NOT_READABLE(
            "ContractNotReadable",
            "What a version of a port takes its contract from is no contract that can be served. What was served is served as"
                    + " it was.",
            "Correct the document where the message says.",
            RESOLVED_REFS),
    BREAKING_CHANGE(
            "BreakingChange",
            "A contract was changed so that somebody who is granted access would break. It is served as it was.",
            "Take the change back and publish it as a new version beside the old one, as the message shows; or agree with the consumers, and ask the platform team for an exception of the Domain.",
            ACCEPTED),
    BREAKING_CHANGE_EXCEPTED(
            "BreakingChangeExcepted",
            "A contract was changed so that consumers may break, and an exception of the Domain allowed it.",
            "Read by the new contract."),
    COLUMNS_ADDED(
            "ColumnsAdded",
            "A changed contract was let through and has columns that the one before had not. The Event says which of them each consumer sees, and how.",
            "Classify those that somebody is to see; one without a classification is shown to nobody unless a Policy says unclassified: Clear."),
    CONFLICT(
            "Conflict",
            "Another object already holds what this one asks for.",
            "Choose another name, or delete the object the message names.",
            ACCEPTED,
            NAMESPACE_READY,
            REACHABLE,
            PROVISIONED,
            GRANTED,
            RESOLVED_REFS,
            INPUTS_GRANTED),
    NOT_YOURS(
            "NotYours",
            "The request names a DataProduct as its consumer, but that product has no such input.",
            "Remove spec.consumer, or add the input to the DataProduct and let it make the request.",
            ACCEPTED,
            STALLED),

    // Domains and namespaces.
    NAMESPACE_NOT_OWNED(
            "NamespaceNotOwned",
            "The namespace belongs to no Domain.",
            "Ask the platform team for a Domain with this namespace, or move the object to your Domain's namespace.",
            ACCEPTED),
    NAMESPACE_EXISTS(
            "NamespaceExists",
            "The namespace exists and was not made for this domain.",
            "Set spec.namespacePolicy: Adopt if it should become this domain's, or choose another namespace.",
            NAMESPACE_READY),
    NAMESPACE_NOT_FOUND(
            "NamespaceNotFound",
            "spec.namespacePolicy is Adopt, but there is no such namespace.",
            "Create the namespace, or set spec.namespacePolicy: Create.",
            NAMESPACE_READY),
    NAMESPACE_TERMINATING(
            "NamespaceTerminating",
            "The namespace is being deleted.",
            "Wait until it is gone; it is then made again, or delete the Domain.",
            NAMESPACE_READY),
    RESERVED_NAMESPACE(
            "ReservedNamespace",
            "The namespace belongs to Kubernetes or to Roadstead itself.",
            "Choose another namespace.",
            ACCEPTED,
            STALLED),
    FORBIDDEN(
            "Forbidden",
            "The API server refused the operator something it needs.",
            "Upgrade the Helm chart together with the operator, or give the operator the right the message names.",
            NAMESPACE_READY,
            RESOLVED_REFS,
            PROVISIONED,
            GRANTED),
    DOMAIN_NOT_FOUND(
            "DomainNotFound",
            "There is no such Domain, or this namespace belongs to none.",
            "Ask the platform team for a Domain, or correct the name.",
            RESOLVED_REFS),
    DOMAIN_NOT_READY(
            "DomainNotReady",
            "The Domain exists, but its namespace is not ready, or is marked for another one. Nothing new is granted until it is;"
                    + " what was granted goes on as long as it is allowed.",
            "Look at the Domain's conditions.",
            RESOLVED_REFS,
            NAMESPACE_READY),

    // Stores.
    SECRET_NOT_FOUND(
            "SecretNotFound",
            "The Secret with the operator's credentials does not exist in the operator's namespace.",
            "Create it, or correct the name in the StoreClass.",
            RESOLVED_REFS),
    SECRET_INCOMPLETE(
            "SecretIncomplete",
            "The Secret lacks a key, or a key is empty or malformed.",
            "Add the keys that the message names.",
            RESOLVED_REFS),
    WRONG_PASSWORD(
            "WrongPassword",
            "The store refused the operator's user name or password.",
            "Correct the Secret; the operator notices by itself within half a minute. If the Secret is right and the store is corrected, within a minute.",
            REACHABLE,
            VERIFIED),
    CREDENTIALS_REFUSED(
            "CredentialsRefused",
            "The Secret of the StoreClass was changed, and the store refuses what it holds now. What is open works on with the credential before, but the operator could not start again.",
            "Set the same password in the store, or put the former credential back into the Secret; the message tells what the store said.",
            REACHABLE),
    UNREACHABLE(
            "Unreachable",
            "The store does not answer at this address.",
            "Check host, port, DNS, firewalls and whether the server runs.",
            REACHABLE,
            PROVISIONED,
            GRANTED,
            VERIFIED),
    TLS_FAILED(
            "TlsFailed",
            "The store answers, but its certificate was not accepted.",
            "Give the authority in tls.caSecretRef, correct the host name, or choose another tls.mode.",
            REACHABLE),
    DATABASE_NOT_FOUND(
            "DatabaseNotFound",
            "The server answers, but has no such database.",
            "Create the database, or correct its name in the StoreClass.",
            REACHABLE),
    UNSUPPORTED_SERVER(
            "UnsupportedServer",
            "The store is of a version that can't enforce what is promised.",
            "Upgrade the store.",
            REACHABLE),
    MISSING_PRIVILEGES(
            "MissingPrivileges",
            "The operator's login may not do what it must.",
            "Let a database administrator run the statement in the message.",
            REACHABLE,
            PROVISIONED,
            GRANTED),
    FOREIGN_GRANT(
            "ForeignGrant",
            "Somebody opened or closed a way to data in the store, and the operator's rights don't suffice to undo it.",
            "Let a database administrator run the statements in the message; the rest is noticed within seconds.",
            GRANTS_EXACT),
    FOREIGN_OBJECT(
            "ForeignObject",
            "Something that is not this mesh's lies in one of its schemas, or hangs on one of its tables; or a login of this"
                    + " mesh has things in another database.",
            "Let a database administrator run the statements in the message, or move what is theirs elsewhere.",
            GRANTS_EXACT),
    UNSAFE_RELATION(
            "UnsafeRelation",
            "A table under the port carries code, types or rules that are not PostgreSQL's own; they would run in every"
                    + " reader's session. Until it is clean, the relation answers with an error.",
            "Let a database administrator run the statement in the message; the port comes back by itself.",
            PROVISIONED),
    ORPHANED(
            "Orphaned",
            "The store lets somebody in whose object vanished without being deleted. That ends when the message says.",
            "If it should stay, apply the object again before that. If not, nothing.",
            GRANTS_EXACT),
    ORPHANS_HELD(
            "OrphansHeld",
            "Most of what the store lets in has lost its objects at once. That looks like the wrong cluster, or one that is"
                    + " being rebuilt, so nothing ends by itself.",
            "Check which cluster the operator works with. Apply the objects again, or run the command in the message.",
            GRANTS_EXACT),
    ORPHANS_ENDED(
            "OrphansEnded",
            "Access was ended whose object had vanished without being deleted.",
            "Nothing. If it should have stayed, apply the object again and it is decided anew."),
    DATA_LOST(
            "DataLost",
            "Somebody dropped or renamed a table under a port, with all its rows. An empty one stands in its place.",
            "Find out who has such rights in the store. Restore the rows from a backup, or have the writers load them again."),
    DRIFT_REPAIRED(
            "DriftRepaired",
            "Somebody changed rights or objects of this mesh in the store; it was put right.",
            "Nothing. If you wanted the change, ask for it with a Policy, an AccessRequest or the StoreClass."),
    HARDENING_ADVISED(
            "HardeningAdvised",
            "The store works, but allows more than it must; only a database administrator can change that.",
            "Let a database administrator run the message, which is a script, in the store's database.",
            HARDENED),
    WRONG_STORE(
            "WrongStore",
            "Another store than before answers at this address. Nothing was done to it.",
            "Correct the address; if the data was moved on purpose, restore the whole database including schema roadstead_meta.",
            REACHABLE),
    WRONG_MESH(
            "WrongMesh",
            "The store belongs to another mesh. Nothing was done to it.",
            "Use another database, or start the operator with the mesh id that the message prints.",
            REACHABLE),
    FENCE_HELD(
            "FenceHeld",
            "Another operator works on this store, or this one does for another StoreClass.",
            "Let only one operator of this mesh run; this one takes over once the other is gone. A StoreClass needs a"
                    + " database of its own.",
            REACHABLE,
            PROVISIONED,
            GRANTED),
    STORE_CLASS_NOT_FOUND(
            "StoreClassNotFound",
            "There is no such StoreClass.",
            "Correct storeClassName, or ask the platform team for the class.",
            RESOLVED_REFS),
    STORE_CLASS_NOT_ALLOWED(
            "StoreClassNotAllowed",
            "The StoreClass is not offered to this domain.",
            "Choose another class; kubectl get storeclasses lists them.",
            RESOLVED_REFS),
    STORE_CLASS_NOT_READY(
            "StoreClassNotReady",
            "The StoreClass can't be used now.",
            "Wait for the platform team; the StoreClass tells what is wrong.",
            RESOLVED_REFS,
            PROVISIONED,
            GRANTED),
    NO_DEFAULT_STORE_CLASS(
            "NoDefaultStoreClass",
            "The store names no class, and no class is the default.",
            "Set storeClassName.",
            RESOLVED_REFS),
    AMBIGUOUS_DEFAULT(
            "AmbiguousDefault",
            "Several StoreClasses are marked as default, so none is taken.",
            "Set storeClassName, or let the platform team keep one default.",
            RESOLVED_REFS,
            ACCEPTED),
    STORE_NOT_FOUND(
            "StoreNotFound",
            "The DataProduct has no store of this name.",
            "Correct the name, or add the store to the DataProduct.",
            RESOLVED_REFS),
    SCHEMA_MISMATCH(
            "SchemaMismatch",
            "A table does not have the columns or types that the contract promises.",
            "Make the table or the contract fit; the message names the column.",
            PROVISIONED),
    SECRET_NAME_TAKEN(
            "SecretNameTaken",
            "A Secret of this name exists and was not made for this object. It was not touched.",
            "Delete that Secret if nothing needs it, or choose another secretName.",
            PROVISIONED,
            GRANTED),
    STORE_REFUSED(
            "StoreRefused",
            "The store refused something unexpectedly.",
            "Read the message; the operator tries again by itself.",
            RESOLVED_REFS,
            REACHABLE,
            PROVISIONED,
            GRANTED,
            VERIFIED),
    WAITING_FOR_LOCK(
            "WaitingForLock",
            "Another session holds a lock that the operator needs.",
            "Wait; if it stays, end the session that holds the lock.",
            REACHABLE,
            PROVISIONED,
            GRANTED),
    GRANTS_NOT_EVALUATED(
            "GrantsNotEvaluated",
            "A relation changes its shape, and a grant on it has to be looked at first.",
            "Wait; it continues by itself.",
            PROVISIONED,
            GRANTED),

    // Products and ports.
    PRODUCT_NOT_FOUND(
            "ProductNotFound",
            "There is no such DataProduct in this namespace.",
            "Create it, or correct spec.dataProductName.",
            RESOLVED_REFS),
    PRODUCT_NOT_READY(
            "ProductNotReady",
            "The DataProduct is not provisioned yet.",
            "Look at the DataProduct's conditions.",
            RESOLVED_REFS,
            PROVISIONED),
    PORT_NOT_FOUND(
            "PortNotFound",
            "There is no such OutputPort, or this domain may not know of it.",
            "Correct spec.portRef, or ask the domain that should own the port.",
            RESOLVED_REFS),
    VERSION_NOT_FOUND(
            "VersionNotFound",
            "The port has no such version.",
            "Correct spec.portRef.version; kubectl get outputports lists what is served.",
            RESOLVED_REFS),
    PORT_NOT_SERVED(
            "PortNotServed",
            "The version exists, but is not served.",
            "Choose a served version, or ask the owner.",
            RESOLVED_REFS,
            GRANTED,
            PROVISIONED),
    PORT_NOT_READY(
            "PortNotReady",
            "The port exists, but its owner has to mend something first.",
            "Ask the owner; the OutputPort's conditions tell what is wrong.",
            RESOLVED_REFS,
            GRANTED,
            PROVISIONED),

    // Policies and access.
    UNMATCHED_COLUMNS(
            "UnmatchedColumns",
            "The Policy names columns that no matched port has.",
            "Correct the names in status.unmatchedColumns.",
            RESOLVED_REFS),
    NO_POLICY(
            "NoPolicy",
            "No Policy of the port's domain allows this consumer.",
            "Ask the owner of the port; status.suggestedPolicy is a Policy that would allow it.",
            APPROVED),
    PURPOSE_NOT_ALLOWED(
            "PurposeNotAllowed",
            "Policies allow this consumer, but not for this purpose.",
            "Ask the owner of the port, or make a request for an allowed purpose.",
            APPROVED),
    VERSION_NOT_ALLOWED(
            "VersionNotAllowed",
            "Policies allow this consumer and purpose, but not this version of the port.",
            "Ask the owner of the port, or make a request for an allowed version.",
            APPROVED),
    INVALID_POLICY(
            "InvalidPolicy",
            "The only Policies that may be about this request can't be understood, so they allow nothing new.",
            "Ask the owner of the port to look at the Policy's conditions.",
            APPROVED),
    DECLINED(
            "Declined",
            "The domain that owns the port has answered no; the message has its reason.",
            "Do what the message says, or talk to the owner of the port. If a Policy allows it after all, access begins by itself.",
            APPROVED),
    DENIED_BY_GUARDRAIL(
            "DeniedByGuardrail",
            "Policies allow it, but a Guardrail of the platform team does not; the message names it and its reason.",
            "Ask the platform team for an exception, or ask for what the Guardrail allows.",
            APPROVED),
    REQUIREMENT_NOT_MET(
            "RequirementNotMet",
            "It falls short of what a Guardrail demands. What is new is not published until it does not; what is published already goes on.",
            "Do what the message says, or ask the platform team.",
            ACCEPTED,
            PROVISIONED,
            REQUIREMENTS_MET),
    GUARDRAIL_INVALID(
            "GuardrailInvalid",
            "A Guardrail that may be about it can't be understood, so nothing new is granted or published, and what was is left as it is.",
            "Let the platform team correct the Guardrail; kubectl get guardrails shows which one.",
            ACCEPTED,
            APPROVED,
            RESOLVED_REFS),
    NOTHING_VISIBLE(
            "NothingVisible",
            "Policies allow this consumer, but leave no column to read.",
            "Ask the owner of the port to allow columns.",
            APPROVED),
    EXPIRED(
            "Expired",
            "The time that a Policy or the request allows is over. Access has ended.",
            "Ask the owner of the port for more time; deleting and creating the request again does not restart it.",
            APPROVED,
            GRANTED),
    REVOKED(
            "Revoked",
            "The access existed and was taken away, because what allowed it is gone.",
            "Ask the owner of the port.",
            APPROVED,
            GRANTED),
    NOT_ENFORCEABLE(
            "NotEnforceable",
            "The store can't enforce a part of what the Policies say, so nothing is granted.",
            "Ask the owner of the port to change the part that the message names.",
            APPROVED),
    PROOF_FAILED(
            "ProofFailed",
            "The operator could not read the port with the consumer's credential, or read what it must not.",
            "Read the message; the operator mends and tries again by itself.",
            VERIFIED),
    TOO_MANY_CONNECTIONS(
            "TooManyConnections",
            "The consumer's login, or the whole server, has no connection free, so the operator could not read with it.",
            "Close sessions, or raise limits.connections of the StoreClass, or max_connections of the server.",
            VERIFIED),
    AUTHENTICATION_NOT_ENFORCED(
            "AuthenticationNotEnforced",
            "The store let a wrong password in, so a credential protects nothing.",
            "Let a database administrator replace trust by scram-sha-256 in pg_hba.conf.",
            VERIFIED,
            REACHABLE),
    ROTATION_PENDING(
            "RotationPending",
            "A new login was made, but a Secret could not be given it. The login before works on until it can.",
            "Remove what keeps the Secret that the message names from being written; the rest happens by itself.",
            PROVISIONED,
            GRANTED),
    HISTORY_NOT_WRITABLE(
            "HistoryNotWritable",
            "The history of the store can't be written, so nothing new is granted there; ending access goes on.",
            "Let a database administrator take back what was changed on schema roadstead_history.",
            PROVISIONED,
            GRANTED),
    REVOKE_PENDING(
            "RevokePending",
            "The access is no longer allowed, but the store could not be told yet, so it may still work.",
            "Let the platform team bring the StoreClass back that the message names; the rest happens by itself.",
            GRANTED),

    REWOUND(
            "Rewound",
            "The store was set back, as by restoring a backup. All access was ended and is decided anew from live objects.",
            "Look what else the backup lacks. The reason goes with the next start of the operator."),

    HISTORY_NOT_PRUNED(
            "HistoryNotPruned",
            "What is older than the retention could not be removed from the history of this store, and the message tells why: above all,"
                    + " a history that was altered stays whole, because what shows it would go. Everything else works.",
            "Run: roadstead history verify. It is tried again each day, and with the next start of the operator."),

    // What Events tell, on both sides of a grant.
    CREDENTIAL_CHANGED_BY_CONSUMER(
            "CredentialChangedByConsumer",
            "Somebody has set another password for a login in the store, so that the one in its Secret was wrong. The Secret has another login now.",
            "Leave passwords to the operator. To have a new one, set the annotation roadstead.dev/rotate to a new value."),
    ACCESS_REQUESTED(
            "AccessRequested",
            "Somebody waits for a Policy on this port.",
            "Apply the Policy in status.waitingRequests, narrowed as you see fit, or tell them no."),
    ACCESS_GRANTED("AccessGranted", "Somebody can now read this port.", "Nothing."),
    ACCESS_ENDED("AccessEnded", "Somebody can no longer read this port.", "Nothing."),
    GUARDRAIL_WARNING(
            "GuardrailWarning",
            "A Guardrail that only warns so far would change or refuse this access.",
            "Prepare for it, or ask the platform team for an exception before it is enforced."),
    GRANTS_REVOKED(
            "GrantsRevoked",
            "A Guardrail has ended grants that Policies allow.",
            "Nothing, if that was meant; else delete the Guardrail or change it, and the grants come back."),

    ALL_VISIBLE("AllVisible", "Every column that is said to be used can be read.", "Nothing.", COLUMNS_VISIBLE),
    UNKNOWN_COLUMN(
            "UnknownColumn",
            "A column that is said to be used is not in the port's version. The access works without it.",
            "Correct columns of the AccessRequest, or of the DataProduct's input.",
            COLUMNS_VISIBLE),
    COLUMN_HIDDEN(
            "ColumnHidden",
            "A column that is said to be used can't be read, because Policies or Guardrails hide it. The access works without it.",
            "Ask the port's owner for a Policy that shows it, or remove it from columns.",
            COLUMNS_VISIBLE),
    DEPRECATED(
            "Deprecated",
            "The owner of the port wants its consumers to read another version, or the whole product is deprecated.",
            "Do what the message says, before the time it names, if it names one. Until then the access works as before.",
            VERSION_DEPRECATED),
    SUNSET_REACHED(
            "SunsetReached",
            "The time is over for which the owner promised to keep the version. It still works, but may be removed at any time.",
            "Read the version that the message names.",
            VERSION_DEPRECATED),
    CYCLIC_INPUTS(
            "CyclicInputs",
            "Products read each other in a circle, so none of them can be built before the others. What was granted stays; nothing is granted that would close the circle.",
            "Remove one of the inputs that make the circle; the message shows it.",
            INPUTS_GRANTED),
    AS_CONTRACTED(
            "AsContracted",
            "The tables are as the contracts of the served versions say.",
            "Nothing.",
            CONTRACT_HONOURED),
    CONTRACT_BROKEN(
            "ContractBroken",
            "A table is not as a contract says: the message tells what was expected and what was found.",
            "Correct the rows, or the table's definition with a database administrator; or change the contract to what holds.",
            CONTRACT_HONOURED),
    RULES_HOLD("RulesHold", "The data is as the quality rules say.", "Nothing.", QUALITY_PASSED),
    RULES_BROKEN(
            "RulesBroken",
            "The data is not as a quality rule of severity error says: the message tells what was expected and what was found.",
            "Load correct data, or change the rule to what holds.",
            QUALITY_PASSED),
    ON_TIME("OnTime", "The data is as new as promised.", "Nothing.", FRESH),
    STALE(
            "Stale",
            "The newest row is older than freshness or latency promises.",
            "Look why nothing newer was loaded, or promise less.",
            FRESH),
    NOT_CHECKED(
            "NotChecked",
            "The data has not been checked since the promise was made or changed.",
            "Nothing: it is checked within moments.",
            CONTRACT_HONOURED,
            QUALITY_PASSED,
            FRESH),
    NOT_CHECKABLE(
            "NotCheckable",
            "A check could not be made, so nothing is known: that is not a failure of the data.",
            "Do what the message says about the check; it is made again by itself.",
            CONTRACT_HONOURED,
            QUALITY_PASSED,
            FRESH),
    INPUTS_WAITING(
            "InputsWaiting",
            "At least one input can't be read yet.",
            "Look at status.inputs; the AccessRequest of the input tells what it waits for.",
            INPUTS_GRANTED);

    private final String wireName;
    private final String meaning;
    private final String remedy;

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, but Java has no type that says so
    private final Set<ConditionType> types;

    Reason(String wireName, String meaning, String remedy, ConditionType... types) {
        this.wireName = wireName;
        this.meaning = meaning;
        this.remedy = remedy;
        var all = EnumSet.of(ConditionType.READY, types);
        this.types = Collections.unmodifiableSet(all);
    }

    /** As written in {@code status.conditions[].reason}. */
    public String wireName() {
        return wireName;
    }

    /** What it means in general. */
    public String meaning() {
        return meaning;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }

    /** The conditions that can have it. */
    public Set<ConditionType> types() {
        return types;
    }

    /** The reason written like this, as backends and decisions name it. */
    public static Optional<Reason> of(String wireName) {
        return Arrays.stream(values())
                .filter(reason -> reason.wireName.equals(wireName))
                .findFirst();
    }

    /**
     * Like {@link #of}, for a word that comes from a backend: one that is new, or not documented for this condition,
     * becomes {@link #STORE_REFUSED} instead of breaking the reconcile. The message still tells the case.
     */
    public static Reason ofStore(String wireName, ConditionType type) {
        return of(wireName).filter(reason -> reason.types().contains(type)).orElse(STORE_REFUSED);
    }

    @Override
    public String toString() {
        return wireName;
    }
}
