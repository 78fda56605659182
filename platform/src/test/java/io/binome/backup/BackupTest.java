package io.binome.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.backup.Backups.Restored;
import io.binome.backup.Backups.Restoring;
import io.binome.backup.Backups.Writing;
import io.binome.backup.Installation.ExternalDatabase;
import io.binome.database.DatabaseSettings;
import io.binome.database.OpenDatabase;
import io.binome.database.TestDatabase;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.Verification;
import io.binome.secrets.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of databases that are not the embedded one; the acceptance tests lose whole machines. */
@Tag("slow")
class BackupTest {
    private static final String PASSPHRASE = "four words for keys";

    @TempDir
    private Path folder;

    private final TestDatabase source = TestDatabase.fresh();
    private final DatabaseSettings target = TestDatabase.empty();
    private Path file;
    private Installation here;
    private Installation there;
    private Installation thereWithKey;

    @BeforeEach
    void fill() throws IOException {
        file = folder.resolve("monday.binome");
        here = installation("here", source.settings(), Map.of());
        MasterKey key = MasterKey.load(here.masterKey());
        there = installation("there", target, Map.of());
        // Argon2 takes its time: only the tests of passphrases have one.
        thereWithKey = installation(
                "there",
                target,
                Map.of(MasterKey.VARIABLE, Files.readAllLines(here.masterKey()).getLast()));
        SampleRows.fill(source, key, 1 << 20);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void everyRowOfEveryTableComesBack() throws Exception {
        Map<String, String> before = contents(source.settings());
        Backups.Written written = write(here);
        assertThat(written.rows()).containsEntry("repository_pack_chunk", 4L).doesNotContainKey("session");

        Restored restored = restore(there);

        assertThat(restored.ledgers()).isEqualTo(1);
        assertThat(restored.ledgerEntries()).isEqualTo(3);
        Map<String, String> after = contents(target);
        before.put("session", after.get("session"));
        // The restore itself is on record.
        before.put("ledger_leaf", after.get("ledger_leaf"));
        before.put("ledger_head", after.get("ledger_head"));
        assertThat(after).isEqualTo(before);
        assertThat(rows(target, "SELECT last_value FROM stack_claim_position")).containsExactly("4711");
        assertThat(rows(target, "SELECT count(*) FROM session")).containsExactly("0");
        assertThat(SchemaShape.of(target)).isEqualTo(SchemaShape.of(source.settings()));

        MasterKey key = MasterKey.find(there.masterKey(), Map.of()).orElseThrow();
        try (OpenDatabase database = OpenDatabase.open(target)) {
            byte[] sealed = database.inTenant(SampleRows.TENANT, transaction -> transaction
                    .sql()
                    .fetchOne("SELECT password_sealed FROM registry_login")
                    .get(0, byte[].class));
            assertThat(SampleRows.secrets(database, key).sealing().open(SampleRows.TENANT, "registry", sealed))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(SampleRows.SECRET);
            Ledger ledger = Ledger.in(database, SampleRows.CLOCK);
            assertThat(ledger.verify(SampleRows.TENANT))
                    .isInstanceOfSatisfying(Verification.Sound.class, sound -> assertThat(sound.entries())
                            .isEqualTo(4));
        }
    }

    @Test
    void isOneMomentWhileOthersWrite() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                SampleRows.append(source.database(), new LedgerEvent("thing.done", "thing:more", Map.of()));
            }
        });
        try {
            writeWithoutKeys();
        } finally {
            done.set(true);
            writer.join();
        }
        // Heads and leaves are in two tables: a ledger that holds was read at one moment.
        assertThat(restore(thereWithKey).ledgers()).isEqualTo(1);
    }

    @Test
    void aTableOfTomorrowIsInItWithoutAnybodysDoing() throws Exception {
        source.asOwner(sql -> {
            sql.execute(
                    "CREATE TABLE tomorrow (id int GENERATED ALWAYS AS IDENTITY, twice int GENERATED ALWAYS AS (7 * 2)"
                            + " STORED, note text)");
            sql.execute("INSERT INTO tomorrow (note) VALUES ('one'), (NULL)");
        });
        assertThat(writeWithoutKeys().rows()).containsEntry("tomorrow", 2L);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.getEntry("tables/tomorrow.copy")).isNotNull();
        }
        assertThat(problem(() -> restore(thereWithKey)).code()).isEqualTo("load-failed");
        assertUntouched();
    }

    @Test
    void rowsThatTheOwnerMayNotSeeAreNotForgottenInSilence() {
        source.asOwner(sql -> sql.execute("DROP POLICY owner_sees_all ON repository"));
        assertThat(problem(() -> writeWithoutKeys()).message()).contains("row-level security hides rows of repository");
        assertThat(file).doesNotExist();
    }

    @Test
    void onlyTheOwnerReadsTheFiles() throws Exception {
        write(here);
        for (Path made : List.of(file, keys())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(keys()))
                .doesNotContain(Files.readAllLines(here.masterKey()).getLast());
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void aFileThatIsThereIsKept() throws Exception {
        Files.writeString(file, "precious");
        assertThat(problem(() -> writeWithoutKeys()).code()).isEqualTo("backup-file-there");
        assertThat(file).hasContent("precious");
    }

    @Test
    void oneAlteredByteAnywhereIsRefused() throws Exception {
        writeWithoutKeys();
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < 25; i++) {
            byte[] bad = good.clone();
            int at = (int) ((long) (good.length - 1) * i / 24);
            bad[at] ^= 0x20;
            Files.write(file, bad);
            // ZIP's own headers hold bytes that mean nothing, such as times; what counts is covered by the hashes.
            try {
                assertThat(contentsOf(file)).as("byte " + at).isEqualTo(contentsOfBytes(good));
            } catch (IOException | AssertionError altered) {
                assertThat(problem(() -> restore(thereWithKey)).code())
                        .as("byte " + at)
                        .isIn("backup-damaged", "backup-forged");
                assertUntouched();
            }
        }
    }

    @Test
    void aFileThatEndsEarlyIsRefused() throws Exception {
        writeWithoutKeys();
        byte[] good = Files.readAllBytes(file);
        for (double part : new double[] {0, 0.01, 0.5, 0.99}) {
            Files.write(file, Arrays.copyOf(good, (int) (good.length * part)));
            assertThat(problem(() -> restore(thereWithKey)).code()).isEqualTo("backup-damaged");
        }
        assertUntouched();
    }

    @Test
    void rowsThatWereExchangedWithTheirHashAreRefused() throws Exception {
        writeWithoutKeys();
        rewrite(entry -> entry.replace("\"rows\":4", "\"rows\":5"));
        assertThat(problem(() -> restore(thereWithKey)).code()).isEqualTo("backup-forged");
        assertUntouched();
    }

    @Test
    void anotherPassphraseOpensNothing() throws Exception {
        write(here);
        assertThat(problem(() -> restore(there, "four other words")).message())
                .startsWith("The passphrase does not open " + keys());
        assertUntouched();
    }

    @Test
    void withoutKeysItSaysWhichAreMissing() throws Exception {
        String id = write(here).masterKey();
        Files.delete(keys());
        assertThat(problem(() -> restore(there)).message())
                .contains("needs master key " + id)
                .contains(keys().toString());
        assertUntouched();
        Files.createDirectories(there.masterKey().getParent());
        Files.copy(here.masterKey(), there.masterKey());
        assertThat(restore(there).ledgers()).isEqualTo(1);
    }

    @Test
    void theKeysOfAnotherInstallationAreRefused() throws Exception {
        writeWithoutKeys();
        MasterKey other = MasterKey.load(there.masterKey());
        assertThat(problem(() -> restore(thereWithKey)).code()).isEqualTo("home-in-use");
        assertThat(MasterKey.load(there.masterKey()).id()).isEqualTo(other.id());
    }

    @Test
    void aShortPassphraseIsRefusedBeforeAnythingIsWritten() {
        assertThat(problem(() -> Backups.of(here, SampleRows.CLOCK, new SecureRandom(), _ -> {})
                                .write(new Writing(file, Optional.of(keys()), () -> "short")))
                        .message())
                .contains("12 characters");
        assertThat(file).doesNotExist();
    }

    @Test
    void aBackupOfANewerVersionIsRefused() throws Exception {
        source.asOwner(sql -> sql.execute(
                "INSERT INTO flyway_schema_history SELECT installed_rank + 1, '9999', 'x', type, 'V9999__x.sql', 1, installed_by,"
                        + " now(), 1, true FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1"));
        writeWithoutKeys();
        assertThat(problem(() -> restore(thereWithKey)).message()).contains("newer Binome: its schema is 9999");
        assertUntouched();
    }

    @Test
    void aBackupOfOtherMigrationsIsRefused() throws Exception {
        source.asOwner(sql -> sql.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '0300'"));
        writeWithoutKeys();
        assertThat(problem(() -> restore(thereWithKey)).message())
                .contains("migration 0300 is not the one of this Binome");
        assertUntouched();
    }

    @Test
    void aDatabaseInUseIsRefused() throws Exception {
        writeWithoutKeys();
        Path key = here.masterKey();
        byte[] before = Files.readAllBytes(key);
        Map<String, String> contents = contents(source.settings());
        assertThat(problem(() -> restore(here)).message()).contains("is not empty: table ");
        assertThat(contents(source.settings())).isEqualTo(contents);
        assertThat(key).hasBinaryContent(before);
    }

    @Test
    void somebodyElsesDatabaseIsRefused() throws Exception {
        writeWithoutKeys();
        execute(target, "CREATE TABLE wages (amount int)");
        assertThat(problem(() -> restore(thereWithKey)).message())
                .contains("it has public.wages, which Binome did not make");
    }

    @Test
    void brokenReferencesAreNotKept() throws Exception {
        source.asOwner(sql -> {
            sql.execute("ALTER TABLE repository_pack DROP CONSTRAINT repository_pack_repository_id_fkey");
            sql.execute("DELETE FROM repository");
        });
        writeWithoutKeys();
        assertThat(problem(() -> restore(thereWithKey)).code()).isEqualTo("load-failed");
        assertUntouched();
    }

    @Test
    void aBrokenLedgerIsNotKept() throws Exception {
        source.asOwner(
                sql -> sql.execute("UPDATE ledger_leaf SET leaf = replace(leaf, 'thing', 'thong') WHERE index = 1"));
        writeWithoutKeys();
        assertThat(problem(() -> restore(thereWithKey)).code()).isEqualTo("restored-ledger-broken");
        assertUntouched();
    }

    @Test
    void anAttemptThatFailedDoesNotStandInTheWay() throws Exception {
        writeWithoutKeys();
        OpenDatabase.open(target).close();
        assertThat(restore(thereWithKey).ledgers()).isEqualTo(1);
    }

    private Path keys() {
        return folder.resolve("monday.binome.keys");
    }

    private Installation installation(String name, DatabaseSettings settings, Map<String, String> environment) {
        return new Installation(
                folder.resolve(name),
                Optional.of(new ExternalDatabase(settings.url(), settings.owner(), settings.ownerPassword())),
                environment);
    }

    private Backups.Written write(Installation from) {
        return Backups.of(from, SampleRows.CLOCK, new SecureRandom(), _ -> {})
                .write(new Writing(file, Optional.of(keys()), () -> PASSPHRASE));
    }

    private Backups.Written writeWithoutKeys() {
        return Backups.of(here, SampleRows.CLOCK, new SecureRandom(), _ -> {})
                .write(new Writing(file, Optional.empty(), () -> {
                    throw new AssertionError("No passphrase is needed");
                }));
    }

    private Restored restore(Installation to) {
        return restore(to, PASSPHRASE);
    }

    private Restored restore(Installation to, String passphrase) {
        return Backups.of(to, SampleRows.CLOCK, new SecureRandom(), _ -> {})
                .restore(new Restoring(file, keys(), () -> passphrase, false));
    }

    private static Problem problem(Runnable action) {
        try {
            action.run();
        } catch (ProblemException expected) {
            return expected.problem();
        }
        throw new AssertionError("Nothing was refused");
    }

    /** As a database and a home that nobody has used. */
    private void assertUntouched() throws SQLException {
        assertThat(rows(target, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEmpty();
        assertThat(there.masterKey()).doesNotExist();
    }

    private void rewrite(UnaryOperator<String> change) throws IOException {
        Path made = folder.resolve("rewritten");
        try (ZipFile zip = new ZipFile(file.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(made))) {
            for (var entry : zip.stream().toList()) {
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(
                        entry.getName().equals("manifest.json")
                                ? change.apply(new String(bytes, StandardCharsets.UTF_8))
                                        .getBytes(StandardCharsets.UTF_8)
                                : bytes);
                out.closeEntry();
            }
        }
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Map<String, String> contentsOfBytes(byte[] archive) throws IOException {
        Path copy = Files.write(folder.resolve("good"), archive);
        return contentsOf(copy);
    }

    private static Map<String, String> contentsOf(Path archive) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (var entry : zip.stream().toList()) {
                if (!entry.getName().equals("README.txt")) {
                    found.put(
                            entry.getName(),
                            Sha256.hex(zip.getInputStream(entry).readAllBytes()));
                }
            }
        }
        return found;
    }

    /** Every table with a hash of its rows. */
    private static Map<String, String> contents(DatabaseSettings settings) throws SQLException {
        Map<String, String> found = new TreeMap<>();
        for (String table : rows(
                settings,
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                        + " AND relname <> 'flyway_schema_history'")) {
            found.put(
                    table,
                    rows(
                                    settings,
                                    "SELECT count(*) || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM "
                                            + table + " t")
                            .getFirst());
        }
        return found;
    }

    static List<String> rows(DatabaseSettings settings, String query) throws SQLException {
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            return DSL.using(connection).fetch(found).getValues(0, String.class);
        }
    }

    private static void execute(DatabaseSettings settings, String sql) throws SQLException {
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static Connection connect(DatabaseSettings settings) throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.owner(), settings.ownerPassword());
    }
}
