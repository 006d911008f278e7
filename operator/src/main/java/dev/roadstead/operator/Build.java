package dev.roadstead.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What the build wrote about itself into the jar. */
public final class Build implements IVersionProvider {

    /**
     * The version of this program, as in its pom.
     *
     * @throws IllegalStateException if the jar was made without {@code build.properties}
     */
    public static String version() {
        var properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is missing beside " + Build.class.getName());
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"roadstead " + version()};
    }
}
