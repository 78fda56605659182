package io.binome.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.backup.Backups.Writing;
import io.binome.backup.Installation.ExternalDatabase;
import io.binome.backup.KeyRotation.Rotated;
import io.binome.database.OpenDatabase;
import io.binome.database.TestDatabase;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.Verification;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.secrets.Borrower;
import io.binome.secrets.MasterKey;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretStore;
import io.binome.secrets.internal.SecretRoom;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another master key, with the process ended at every step of the way. */
class KeyRotationTest {
    /** In the order in which a rotation says them: what is named is done next. */
    private static final List<String> STEPS = List.of(
            "Making the next key",
            "Wrapping the tenants' keys",
            "Committing",
            "Keeping the former key",
            "Putting the next key in its place");

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh();
    private Installation here;
    private MasterKey former;

    @BeforeEach
    void fill() {
        here = installation(Map.of());
        former = MasterKey.load(here.masterKey());
        SampleRows.fill(database, former, 1);
        // As after the server's end.
        database.database().close();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theDatabaseOpensUnderTheNextKeyAlone() throws Exception {
        Rotated rotated = rotate();

        MasterKey present = MasterKey.find(here.masterKey(), Map.of()).orElseThrow();
        assertThat(rotated.former()).isEqualTo(former.id());
        assertThat(rotated.masterKey()).isEqualTo(present.id()).isNotEqualTo(former.id());
        assertThat(rotated.tenantKeys()).isEqualTo(1);
        assertThat(rotated.finished()).isFalse();
        assertThat(MasterKey.load(rotated.formerFile()).id()).isEqualTo(former.id());
        for (Path file : List.of(here.masterKey(), rotated.formerFile())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(files()).hasSize(2);
        assertStartsUnder(present.id());
        assertThat(problem(() -> opened(former)).code()).isEqualTo("other-master-key");
    }

    @Test
    void theProvidersLedgerHasItOnceAndHolds() {
        Rotated rotated = rotate();
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
            Ledger ledger = Ledger.in(open, SampleRows.CLOCK);
            assertThat(ledger.list(SampleRows.TENANT, LedgerFilter.ANY, PageRequest.first(10))
                            .items())
                    .first()
                    .satisfies(entry -> {
                        assertThat(entry.kind()).isEqualTo("master-key.rotated");
                        assertThat(entry.canonicalJson()).contains(rotated.former(), rotated.masterKey());
                    });
            assertThat(ledger.verify(SampleRows.TENANT))
                    .isInstanceOfSatisfying(Verification.Sound.class, sound -> assertThat(sound.entries())
                            .isEqualTo(SampleRows.LEDGER_ENTRIES + 1));
        }
    }

    @Test
    void theStepsAreThese() {
        List<String> said = new ArrayList<>();
        rotate(said::add);
        assertThat(said).isEqualTo(STEPS);
    }

    @Test
    @Tag("slow")
    void endedAtAnyStepTheServerStarts() {
        for (String step : STEPS) {
            String before = MasterKey.load(here.masterKey()).id();
            endAt(step);
            String after = opened();
            assertThat(after.equals(before))
                    .as("the key is the former one when ended before: " + step)
                    .isEqualTo(STEPS.indexOf(step) <= STEPS.indexOf("Committing"));
            assertStartsUnder(after);
        }
    }

    @Test
    @Tag("slow")
    void endedAtAnyStepTheNextRunComesToTheEnd() {
        for (String step : STEPS) {
            String before = MasterKey.load(here.masterKey()).id();
            endAt(step);
            Rotated rotated = rotate();
            assertThat(rotated.former()).as(step).isEqualTo(before);
            assertThat(rotated.finished()).as(step).isEqualTo(STEPS.indexOf(step) > STEPS.indexOf("Committing"));
            assertThat(MasterKey.load(rotated.formerFile()).id()).isEqualTo(before);
            assertStartsUnder(rotated.masterKey());
        }
        assertThat(entries()).as("one for each rotation").isEqualTo(SampleRows.LEDGER_ENTRIES + STEPS.size());
        assertThat(files()).as("a key for each rotation, and the first").hasSize(STEPS.size() + 1);
    }

    @Test
    void aConnectedServerRefusesIt() {
        try (OpenDatabase server = OpenDatabase.open(database.settings())) {
            assertThat(server.answersWithin(java.time.Duration.ofSeconds(30))).isTrue();
            assertThat(problem(this::rotate).code()).isEqualTo("server-connected");
        }
        assertStartsUnder(former.id());
    }

    @Test
    void aKeyInTheEnvironmentIsToldWhatToDo() throws Exception {
        String line = Files.readAllLines(here.masterKey()).getLast();
        Installation there = installation(Map.of(MasterKey.VARIABLE, line));
        assertThat(problem(() -> rotation(there, _ -> {}).rotate()).message())
                .contains(MasterKey.VARIABLE, "only line of " + here.masterKey());
        assertThat(files()).hasSize(1);

        // And doing so works.
        Files.writeString(here.masterKey(), line + "\n");
        assertStartsUnder(rotate().masterKey());
    }

    @Test
    void theKeyOfAnotherDatabaseChangesNothing() throws Exception {
        Files.delete(here.masterKey());
        MasterKey.load(here.masterKey());
        assertThat(problem(this::rotate).code()).isEqualTo("other-master-key");
        Files.delete(here.masterKey());
        former.keep(here.masterKey());
        assertStartsUnder(former.id());
    }

    @Test
    void aBackupInTheMiddleSaysWhatToDo() {
        endAt("Keeping the former key");
        assertThat(problem(this::backUp).code()).isEqualTo("key-rotation-unfinished");
        rotate();
        backUp();
        assertThat(folder.resolve("monday.binome")).exists();
    }

    private void backUp() {
        Backups.of(here, SampleRows.CLOCK, new SecureRandom(), _ -> {})
                .write(new Writing(folder.resolve("monday.binome"), Optional.empty(), () -> ""));
    }

    private Rotated rotate() {
        return rotate(_ -> {});
    }

    private Rotated rotate(Consumer<String> progress) {
        return rotation(here, progress).rotate();
    }

    private static KeyRotation rotation(Installation of, Consumer<String> progress) {
        return KeyRotation.of(of, SampleRows.CLOCK, new SecureRandom(), progress);
    }

    /** No catch clause and no rollback of the program's own sees a killed process; the database sees a lost connection. */
    private void endAt(String step) {
        assertThatThrownBy(() -> rotate(said -> {
                    if (said.equals(step)) {
                        throw new Killed();
                    }
                }))
                .isInstanceOf(Killed.class);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What a server does first; the id of the key that it then has. */
    private String opened() {
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
            MasterKey key = SecretRoom.masterKey(here.masterKey(), Map.of(), open, List.of(SampleRows.TENANT));
            SampleRows.secrets(open, key).prepare(List.of(SampleRows.TENANT));
            return key.id();
        }
    }

    private void opened(MasterKey key) {
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
            SampleRows.secrets(open, key).prepare(List.of(SampleRows.TENANT));
        }
    }

    private void assertStartsUnder(String id) {
        assertThat(opened()).isEqualTo(id);
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
            MasterKey key = MasterKey.load(here.masterKey());
            byte[] sealed = open.inTenant(SampleRows.TENANT, transaction -> transaction
                    .sql()
                    .fetchOne("SELECT password_sealed FROM registry_login")
                    .get(0, byte[].class));
            assertThat(SampleRows.secrets(open, key).sealing().open(SampleRows.TENANT, "registry", sealed))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(SampleRows.SECRET);
            SecretReference kept = SecretReference.parse("secret", "shop/password@1");
            SecretStore store = SampleRows.secrets(open, key).store((_, _, _, _) -> {
                throw new AssertionError("It is in no Vault");
            });
            try (SecretStore.Lent lent = store.lend(
                    SampleRows.TENANT,
                    List.of(kept),
                    new Borrower("dev", null, RunLog.NONE, Cancellation.NONE),
                    Duration.ofMinutes(1))) {
                assertThat(lent.values().get(kept))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(SampleRows.SECRET);
            }
        }
    }

    private long entries() {
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
            return ((Verification.Sound) Ledger.in(open, SampleRows.CLOCK).verify(SampleRows.TENANT)).entries();
        }
    }

    private List<Path> files() {
        try (var files = Files.list(here.masterKey().getParent())) {
            return files.toList();
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private Installation installation(Map<String, String> environment) {
        var settings = database.settings();
        return new Installation(
                folder.resolve("here"),
                Optional.of(new ExternalDatabase(settings.url(), settings.owner(), settings.ownerPassword())),
                environment);
    }

    private static Problem problem(Runnable action) {
        try {
            action.run();
        } catch (ProblemException expected) {
            return expected.problem();
        }
        throw new AssertionError("Nothing was refused");
    }
}
