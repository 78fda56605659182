package io.binome.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.backup.Backups.Restoring;
import io.binome.backup.Backups.Writing;
import io.binome.backup.Installation.ExternalDatabase;
import io.binome.database.DatabaseSettings;
import io.binome.database.Loading;
import io.binome.database.OpenDatabase;
import io.binome.database.SchemaVersion;
import io.binome.database.SchemaVersion.Migration;
import io.binome.database.TestDatabase;
import io.binome.secrets.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * From every released version to this one. What a release was is kept in {@code src/test/resources/releases}, which says
 * how it comes to be there.
 */
@Tag("slow")
class UpgradeTest {
    private static final Path RELEASES = Path.of("src", "test", "resources", "releases");
    private static final String BACKUP = "backup.binome";
    private static final String MIGRATIONS = "migrations.txt";
    private static final String PASSPHRASE = "no secret in a sample";

    @TempDir
    private Path folder;

    /** With {@code -Dbinome.release=0.1.0}, on the commit that is released. */
    @Test
    void aReleaseCanBeKeptAndRestored() throws Exception {
        String version = System.getProperty("binome.release");
        Path kept = version == null
                ? Files.createDirectory(folder.resolve("of-today"))
                : Files.createDirectories(RELEASES.resolve(version));
        keep(kept);
        restored(kept);
    }

    @TestFactory
    List<DynamicTest> everyReleaseIsRestoredAndMigrated() throws IOException {
        return releases().stream()
                .map(release -> DynamicTest.dynamicTest(release.getFileName().toString(), () -> restored(release)))
                .toList();
    }

    /** A migration that ran somewhere stays as it is: Flyway would refuse the database that has it. */
    @TestFactory
    List<DynamicTest> noReleasedMigrationWasChanged() throws IOException {
        return releases().stream()
                .map(release -> DynamicTest.dynamicTest(
                        release.getFileName().toString(), () -> assertThat(lines(SchemaVersion.current()))
                                .as("released migrations are final; write another one")
                                .containsAll(Files.readAllLines(release.resolve(MIGRATIONS)))))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyStepLeadsToTheSameSchema() {
        List<Migration> all = SchemaVersion.current().migrations();
        return IntStream.range(1, all.size())
                .mapToObj(steps -> new SchemaVersion(all.subList(0, steps)))
                .map(step -> DynamicTest.dynamicTest("from " + step.version(), () -> {
                    DatabaseSettings database = TestDatabase.empty();
                    Loading.begin(database, step).close();
                    OpenDatabase.open(database).close();
                    assertThat(SchemaShape.of(database)).isEqualTo(today());
                }))
                .toList();
    }

    @Test
    void theChecksumsAreFlyways() throws Exception {
        try (TestDatabase fresh = TestDatabase.fresh()) {
            assertThat(BackupTest.rows(
                            fresh.settings(),
                            "SELECT version || ' ' || checksum FROM flyway_schema_history ORDER BY installed_rank"))
                    .isEqualTo(lines(SchemaVersion.current()));
        }
    }

    private static List<Path> releases() throws IOException {
        try (var found = Files.list(RELEASES)) {
            return found.filter(Files::isDirectory).sorted().toList();
        }
    }

    private void keep(Path release) throws IOException {
        try (TestDatabase source = TestDatabase.fresh()) {
            Installation here = installation("kept", source.settings());
            SampleRows.fill(source, MasterKey.load(here.masterKey()), 10_000);
            Path backup = release.resolve(BACKUP);
            Backups.of(here, SampleRows.CLOCK, new SecureRandom(), _ -> {})
                    .write(new Writing(backup, Optional.of(keys(backup)), () -> PASSPHRASE));
            Files.write(release.resolve(MIGRATIONS), lines(SchemaVersion.current()));
        }
    }

    private void restored(Path release) throws Exception {
        DatabaseSettings database = TestDatabase.empty();
        Installation there = installation("restored " + release.getFileName(), database);
        Path backup = release.resolve(BACKUP);
        Backups.Restored restored = Backups.of(there, SampleRows.CLOCK, new SecureRandom(), _ -> {})
                .restore(new Restoring(backup, keys(backup), () -> PASSPHRASE, false));

        assertThat(restored.ledgerEntries()).isEqualTo(SampleRows.LEDGER_ENTRIES);
        assertThat(SchemaShape.of(database)).isEqualTo(today());
        MasterKey key = MasterKey.find(there.masterKey(), Map.of()).orElseThrow();
        try (OpenDatabase open = OpenDatabase.open(database)) {
            byte[] sealed = open.inTenant(SampleRows.TENANT, transaction -> transaction
                    .sql()
                    .fetchSingle("SELECT password_sealed FROM registry_login")
                    .get(0, byte[].class));
            assertThat(SampleRows.secrets(open, key).sealing().open(SampleRows.TENANT, "registry", sealed))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(SampleRows.SECRET);
        }
    }

    private static Path keys(Path backup) {
        return backup.resolveSibling(backup.getFileName() + ".keys");
    }

    private Installation installation(String name, DatabaseSettings settings) {
        return new Installation(
                folder.resolve(name),
                Optional.of(new ExternalDatabase(settings.url(), settings.owner(), settings.ownerPassword())),
                Map.of());
    }

    private static List<String> lines(SchemaVersion schema) {
        return schema.migrations().stream()
                .map(migration -> migration.version() + " " + migration.checksum())
                .toList();
    }

    private static List<String> today() throws Exception {
        try (TestDatabase fresh = TestDatabase.fresh()) {
            return SchemaShape.of(fresh.settings());
        }
    }
}
