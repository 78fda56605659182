package io.binome.database.internal;

import io.binome.database.SchemaVersion;
import io.binome.database.SchemaVersion.Migration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.flywaydb.core.api.MigrationVersion;

/** The migrations of this program with Flyway's checksums, read without a database: a refusal must come before one is made. */
public final class KnownMigrations {
    static final String FOLDER = "/db/migration";
    private static final Pattern NAME = Pattern.compile("V(\\d+)__[a-z_]+\\.sql");

    private KnownMigrations() {}

    /** In Flyway's order, which compares numbers and not text. */
    public static int compare(String one, String other) {
        return MigrationVersion.fromVersion(one).compareTo(MigrationVersion.fromVersion(other));
    }

    public static SchemaVersion schema() {
        URL folder = Objects.requireNonNull(KnownMigrations.class.getResource(FOLDER), "The migrations are missing");
        try {
            URI address = folder.toURI();
            if (address.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(address, Map.of())) {
                    return read(jar.getPath(FOLDER));
                }
            }
            return read(Path.of(address));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The migrations could not be read", unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SchemaVersion read(Path folder) throws IOException {
        List<Migration> found = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.add(new Migration(name.group(1), checksum(file)));
                }
            }
        }
        found.sort(Comparator.comparing(migration -> MigrationVersion.fromVersion(migration.version())));
        return new SchemaVersion(found);
    }

    /** As Flyway's: over the lines without their ends, so that a checkout with other line ends is the same migration. */
    private static int checksum(Path file) throws IOException {
        CRC32 sum = new CRC32();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sum.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) sum.getValue();
    }
}
