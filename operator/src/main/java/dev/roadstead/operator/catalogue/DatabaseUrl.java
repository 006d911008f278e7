package dev.roadstead.operator.catalogue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code postgresql://user@host:port/database} and libpq's variables. Pure. */
public final class DatabaseUrl {

    static final int DEFAULT_PORT = 5432;
    /** What libpq does without one. */
    static final String DEFAULT_SSLMODE = "prefer";

    private static final List<String> SSLMODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Pattern FORM = Pattern.compile("postgres(?:ql)?://(?:(?<user>[^@/?#]*)@)?"
            + "(?:\\[(?<six>[0-9A-Fa-f:.]+)\\]|(?<host>[^@:/?#,\\[\\]]+))(?::(?<port>[0-9]{1,5}))?"
            + "/(?<database>[^/?#]+)(?:\\?(?<query>[^#]*))?");
    private static final String EXAMPLE =
            "write postgresql://USER@HOST:PORT/DATABASE, with one host," + " and special characters as in %40";

    /**
     * Reads an address.
     *
     * @param environment of which PGUSER, PGPASSWORD, PGSSLMODE and PGSSLROOTCERT count
     * @throws IllegalArgumentException saying what is wrong; it never repeats the address, which may have a password in it
     */
    public static DatabaseAddress parse(String url, Map<String, String> environment) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw new IllegalArgumentException("--url is no address of a database; " + EXAMPLE);
        }
        String user = form.group("user");
        if (user != null && user.contains(":")) {
            throw new IllegalArgumentException(
                    "--url has a password, which everybody on this machine can read in the list"
                            + " of processes; take it out and put it into PGPASSWORD or ~/.pgpass");
        }
        String username = user == null || user.isEmpty() ? environment.getOrDefault("PGUSER", "") : decoded(user);
        if (username.isEmpty()) {
            throw new IllegalArgumentException("--url names no user; " + EXAMPLE);
        }
        Map<String, String> parameters = parameters(form.group("query"));
        return new DatabaseAddress(
                form.group("six") == null ? decoded(form.group("host")) : form.group("six"),
                port("--url", form.group("port")),
                decoded(form.group("database")),
                username,
                given(environment, "PGPASSWORD"),
                sslmode("--url", parameters.getOrDefault("sslmode", sslmode(environment))),
                parameters.getOrDefault("sslrootcert", given(environment, "PGSSLROOTCERT")),
                null);
    }

    /** What the environment asks for; libpq's default if nothing. */
    static String sslmode(Map<String, String> environment) {
        String mode = given(environment, "PGSSLMODE");
        return mode == null ? DEFAULT_SSLMODE : mode;
    }

    static String sslmode(String where, String mode) {
        if (!SSLMODES.contains(mode)) {
            throw new IllegalArgumentException(where + ": sslmode is one of " + String.join(", ", SSLMODES));
        }
        return mode;
    }

    static int port(String where, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT_PORT;
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException(where + ": a port is a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    static @Nullable String given(Map<String, String> values, String key) {
        String value = values.get(key);
        return value == null || value.isEmpty() ? null : value;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !(name.equals("sslmode") || name.equals("sslrootcert"))) {
                throw new IllegalArgumentException("--url: after the question mark only sslmode=… and sslrootcert=… are"
                        + " taken; a password goes into PGPASSWORD or ~/.pgpass");
            }
            parameters.put(name, decoded(part.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--url has a percent sign without two digits after it; " + EXAMPLE, e);
        }
    }

    private DatabaseUrl() {}
}
