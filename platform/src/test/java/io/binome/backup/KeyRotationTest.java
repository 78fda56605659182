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
import io.binome.secrets.FakeVaultKey;
import io.binome.secrets.MasterKey;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretStore;
import io.binome.secrets.WrappingKey;
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
@Tag("slow")
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
        assertThat(MasterKey.load(rotated.formerFile().orElseThrow()).id()).isEqualTo(former.id());
        for (Path file : List.of(here.masterKey(), rotated.formerFile().orElseThrow())) {
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
    void endedAtAnyStepTheNextRunComesToTheEnd() {
        for (String step : STEPS) {
            String before = MasterKey.load(here.masterKey()).id();
            endAt(step);
            Rotated rotated = rotate();
            assertThat(rotated.former()).as(step).isEqualTo(before);
            assertThat(rotated.finished()).as(step).isEqualTo(STEPS.indexOf(step) > STEPS.indexOf("Committing"));
            assertThat(MasterKey.load(rotated.formerFile().orElseThrow()).id()).isEqualTo(before);
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
    void theKeyGoesToVaultToItsNextVersionAndBackIntoAFile() throws Exception {
        FakeVaultKey vault = new FakeVaultKey();
        Installation there = withVault(vault);
        Rotated moved = rotation(there, _ -> {}).rotate();
        assertThat(moved.former()).isEqualTo(former.id());
        assertThat(moved.masterKey()).isEqualTo(vault.id());
        assertThat(here.masterKey())
                .as("a server that is told of no Vault must not take it")
                .doesNotExist();
        assertThat(MasterKey.load(moved.formerFile().orElseThrow()).id()).isEqualTo(former.id());
        assertOpensUnder(vault);

        vault.nextVersion();
        try (OpenDatabase _ = OpenDatabase.open(database.settings())) {
            // Servers may run: nothing that they would notice changes.
            Rotated renewed = rotation(there, _ -> {}).rotate();
            assertThat(renewed.renewed()).isEqualTo(1);
            assertThat(renewed.former()).isEmpty();
        }
        vault.retireOldVersions();
        assertOpensUnder(vault);
        assertThat(rotation(there, _ -> {}).rotate().renewed())
                .as("a second time")
                .isZero();

        Rotated back = rotation(there, _ -> {}).rotate(KeyRotation.To.FILE);
        assertThat(back.former()).isEqualTo(vault.id());
        vault.away = true;
        assertStartsUnder(back.masterKey());
        assertThat(entries()).as("one for each that changed something").isEqualTo(SampleRows.LEDGER_ENTRIES + 3);
    }

    @Test
    void aVaultThatIsAwayChangesNothing() {
        FakeVaultKey vault = new FakeVaultKey();
        vault.away = true;
        assertThat(problem(() -> rotation(withVault(vault), _ -> {}).rotate()).code())
                .isEqualTo("master-key-away");
        assertStartsUnder(former.id());
    }

    @Test
    void aBackupUnderAKeyInVaultIsRestoredWithVaultAlone() throws Exception {
        FakeVaultKey vault = new FakeVaultKey();
        Installation there = withVault(vault);
        rotation(there, _ -> {}).rotate();
        Backups backups = Backups.of(there, SampleRows.CLOCK, new SecureRandom(), _ -> {});
        Path file = folder.resolve("vault.binome");
        assertThat(problem(() -> backups.write(new Writing(file, Optional.of(folder.resolve("k")), () -> "")))
                        .code())
                .isEqualTo("key-stays-in-vault");
        assertThat(backups.write(new Writing(file, Optional.empty(), () -> "")).masterKey())
                .isEqualTo(vault.id());

        var settings = TestDatabase.empty();
        var external = new ExternalDatabase(settings.url(), settings.owner(), settings.ownerPassword());
        Backups.Restoring restoring = new Backups.Restoring(file, folder.resolve("none"), () -> "", false);
        assertThat(problem(() -> restore(external, new FakeVaultKey(), restoring))
                        .code())
                .as("a Vault with another key of the same name")
                .isEqualTo("backup-forged");
        assertThat(restore(external, vault, restoring).ledgers()).isPositive();
    }

    private Backups.Restored restore(ExternalDatabase into, WrappingKey vault, Backups.Restoring restoring) {
        Installation other = new Installation(folder.resolve("other"), Optional.of(into), Map.of(), Optional.of(vault));
        return Backups.of(other, SampleRows.CLOCK, new SecureRandom(), _ -> {}).restore(restoring);
    }

    @Test
    void aLostKeyIsGivenUpWithCountsAndComesBackWhenItIsFound() throws Exception {
        Path safe = folder.resolve("found-in-a-drawer");
        Files.move(here.masterKey(), safe);
        MasterKeys keys = MasterKeys.of(here, SampleRows.CLOCK, _ -> {});
        assertThat(keys.status().sound()).isFalse();
        MasterKeys.Lost would = keys.wouldLose(former.id());
        assertThat(would.tenants().values()).singleElement().satisfies(counts -> assertThat(counts)
                .containsEntry("versions of secrets", 1L)
                .containsEntry("logins at registries", 1L));
        assertThat(problem(() -> keys.forget("0123456789abcdef")).code()).isEqualTo("key-unknown");

        assertThat(keys.forget(former.id())).isEqualTo(would);
        assertThat(problem(() -> keys.forget(former.id())).code()).as("twice").isEqualTo("key-unknown");
        String fresh = opened();
        assertThat(fresh).isNotEqualTo(former.id());
        assertThat(keys.status().sound()).isTrue();
        MasterKey present = MasterKey.load(here.masterKey());
        assertThat(problem(() -> lend(present)).code()).isEqualTo("key-forgotten");
        assertThat(problem(() -> keys.wouldLose(fresh)).code()).isEqualTo("key-at-hand");
        backUp();

        Files.move(safe, here.masterKey().resolveSibling("master-key.found"));
        assertThat(rotate().found()).isEqualTo(1);
        lend(MasterKey.load(here.masterKey()));
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
            assertThat(Ledger.in(open, SampleRows.CLOCK)
                            .list(SampleRows.TENANT, LedgerFilter.ANY, PageRequest.first(10))
                            .items())
                    .filteredOn(entry -> entry.kind().equals("master-key.forgotten"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.canonicalJson()).contains(former.id(), "versions of secrets"));
        }
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
        assertOpensUnder(MasterKey.load(here.masterKey()));
    }

    private void assertOpensUnder(WrappingKey key) {
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
            byte[] sealed = open.inTenant(SampleRows.TENANT, transaction -> transaction
                    .sql()
                    .fetchOne("SELECT password_sealed FROM registry_login")
                    .get(0, byte[].class));
            assertThat(SampleRows.secrets(open, key).sealing().open(SampleRows.TENANT, "registry", sealed))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(SampleRows.SECRET);
        }
        lend(key);
    }

    private void lend(WrappingKey key) {
        SecretReference kept = SecretReference.parse("secret", "shop/password@1");
        try (OpenDatabase open = OpenDatabase.open(database.settings())) {
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
        return installation(environment, Optional.empty());
    }

    private Installation withVault(FakeVaultKey vault) {
        return installation(Map.of(), Optional.of(vault));
    }

    private Installation installation(Map<String, String> environment, Optional<WrappingKey> vault) {
        var settings = database.settings();
        return new Installation(
                folder.resolve("here"),
                Optional.of(new ExternalDatabase(settings.url(), settings.owner(), settings.ownerPassword())),
                environment,
                vault);
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
