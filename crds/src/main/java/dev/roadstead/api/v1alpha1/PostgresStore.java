package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.DurationText;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database that keeps data of many products. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("A PostgreSQL database. Host, port and database may change when it moves; it must stay the same data.")
public record PostgresStore(
        @Required @Size(min = 1, max = Api.SUBDOMAIN) @Pattern("^[A-Za-z0-9._:-]+$") @Doc("""
        The host name or address of the server, as seen from the operator and from consumers; they get it in their Secrets.
        """)
        String host,

        @Min(1) @Max(65535) @Doc("The TCP port of the server. Default: 5432.") @Nullable
        Integer port,

        @Required
        @Size(min = 1, max = Api.LABEL)
        @Pattern("^[A-Za-z0-9_][A-Za-z0-9_.-]*$")
        @Doc("The name of the database. The operator uses this one only.")
        String database,

        @Required @Doc("""
        The Secret in the operator's namespace with the operator's own login: keys username and password. The role needs
        CREATEROLE, and CREATE and CONNECT on the database with grant option; it must not be a superuser.
        """) SecretRef credentialsSecretRef,

        @Doc("How connections are protected. Default: mode VerifyFull with the authorities the system trusts.")
        @Nullable
        Tls tls,

        @Min(3) @Max(64) @Doc("""
        The most connections the operator opens to this database, 3 to 64: one that works, one that keeps other operators
        out, and the others for reading as a consumer to prove access. Default: 4.
        """) @Nullable Integer maxConnections,

        @Doc("Limits for every login that the operator makes in this store.") @Nullable
        Limits limits) {

    /** The port number, 1 to 65535; 5432 by default. */
    public int portOrDefault() {
        return port == null ? 5432 : port;
    }

    /** The most connections of the operator, at least 3; 4 by default. */
    public int maxConnectionsOrDefault() {
        return maxConnections == null ? 4 : maxConnections;
    }

    /** How connections are protected; verified in full by default. */
    public TlsMode tlsModeOrDefault() {
        return tls == null ? TlsMode.VERIFY_FULL : tls.modeOrDefault();
    }

    /** How connections to the server are protected. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("How connections to the server are protected.")
    @ValidationRule(
            value = "!has(self.caSecretRef) || !has(self.mode) || self.mode in ['VerifyCA', 'VerifyFull']",
            message =
                    "caSecretRef: mode Disable and Require check no certificate; remove caSecretRef or use VerifyFull")
    public record Tls(
            @Doc("""
            Disable: no encryption, for a database on the same node or in tests. Require: encryption, but anybody may answer.
            VerifyCA: the server's certificate must come from a trusted authority. VerifyFull: it must also name the host.
            Consumers get the same mode in their Secrets. Default: VerifyFull.
            """) @Nullable TlsMode mode,

            @Doc("""
            The Secret in the operator's namespace whose key ca.crt holds the trusted authorities in PEM form. Consumers get them
            in their Secrets. Default: the authorities the system trusts.
            """) @Nullable SecretRef caSecretRef) {

        public TlsMode modeOrDefault() {
            return mode == null ? TlsMode.VERIFY_FULL : mode;
        }
    }

    /** Limits for every login the operator makes. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("Limits for every login that the operator makes.")
    @ValidationRule(
            value = "!has(self.statementTimeout) || duration(self.statementTimeout) >= duration('1s')",
            message = "statementTimeout: must be at least 1s, or nothing could be read; choose a longer time")
    public record Limits(
            @DurationText @Doc("""
            How long one statement may run, for instance 5m; at least 1s. A login may set a shorter or longer time for its own
            session; this is where it starts. Default: no limit.
            """) @Nullable String statementTimeout,

            @Min(1)
            @Max(1000)
            @Doc("How many connections one login may have open at the same time, 1 to 1000. Default: no limit.")
            @Nullable
            Integer connections) {}
}
