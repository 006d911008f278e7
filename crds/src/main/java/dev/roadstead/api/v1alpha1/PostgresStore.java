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
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database that keeps data of many products. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(self.rotationInterval) || duration(self.rotationInterval) >= duration('1h')",
        message = "rotationInterval: must be at least 1h, for instance 720h; choose a longer time, or leave it out and"
                + " rotate with the annotation roadstead.dev/rotate")
@ValidationRule(
        value = "!has(self.rotationOverlap) || duration(self.rotationOverlap) >= duration('1m')",
        message =
                "rotationOverlap: must be at least 1m, or programs could not read their Secret again in time; choose a"
                        + " longer time")
@ValidationRule(
        value =
                "!has(self.rotationOverlap) || !has(self.rotationInterval)"
                        + " || duration(self.rotationOverlap) + duration(self.rotationOverlap) <= duration(self.rotationInterval)",
        message =
                "rotationOverlap: must be at most half of rotationInterval, because there are two logins and no third;"
                        + " choose a shorter overlap or a longer interval")
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

        @DurationText @Doc("""
        The oldest that the password of a login gets, for instance 720h; at least 1h. Then its holder gets a login in a second
        slot, and the first one ends after rotationOverlap. Logins rotate each at a time of its own within the last quarter
        of the interval, at most a day. Default: credentials rotate only when the annotation roadstead.dev/rotate asks for it.
        """) @Nullable String rotationInterval,

        @DurationText @Doc("""
        How long the old login works on once every Secret holds the new one, and the former access once an input has moved, for
        instance 1h; at least 1m, and at most half of rotationInterval. Programs that read their Secret only at their start must be started again in that time.
        Default: 1h, or half of rotationInterval if that is less.
        """) @Nullable String rotationOverlap,

        @Doc("Limits for every login that the operator makes in this store.") @Nullable
        Limits limits) {

    private static final Duration OVERLAP = Duration.ofHours(1);

    /** The port number, 1 to 65535; 5432 by default. */
    public int portOrDefault() {
        return port == null ? 5432 : port;
    }

    /** How long an old login works on; an hour by default, or half the interval. */
    public Duration rotationOverlapOrDefault() {
        if (rotationOverlap != null) {
            return GoDuration.parse(rotationOverlap);
        }
        Duration half = rotationInterval == null
                ? OVERLAP
                : GoDuration.parse(rotationInterval).dividedBy(2);
        return half.compareTo(OVERLAP) < 0 ? half : OVERLAP;
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
