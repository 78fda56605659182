package io.binome.drivers.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.secrets.VaultConnections.Connection;
import io.binome.secrets.VaultConnections.Login;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that speaks Vault's documented protocol. */
class VaultWatchTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));

    private final FakeVault vault = new FakeVault();
    private final FakeVaultRecords records = new FakeVaultRecords();
    private final TestClock clock = new TestClock();
    private final VaultSecretStore store = new VaultSecretStore(
            records,
            records,
            (_, value) -> Integer.toString(value.length),
            clock,
            new VaultSettings(
                    Duration.ofSeconds(2),
                    Duration.ofMillis(700),
                    Duration.ofMillis(20),
                    Duration.ofMillis(80),
                    Duration.ofSeconds(1)));
    private final VaultWatch watch = new VaultWatch(store, records, _ -> "/t/alma/secrets", clock);

    @BeforeEach
    void connect() {
        records.connection = new Connection(
                null, vault.address(), null, null, Login.APPROLE, "approle", FakeVault.ROLE_ID, FakeVault.SECRET_ID);
    }

    @AfterEach
    void close() {
        store.close();
        vault.close();
    }

    /** A look; what it asks for is answered when this returns. */
    private List<Notice.OfTenant> look() throws InterruptedException {
        clock.advance(Duration.ofMinutes(5));
        List<Notice.OfTenant> found = watch.look(ALMA);
        for (int i = 0; i < 500 && !watch.settled(); i++) {
            Thread.sleep(10);
        }
        assertThat(watch.settled()).isTrue();
        return found;
    }

    @Test
    void oneThatAnswersIsNotTold() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            assertThat(look()).isEmpty();
        }
    }

    @Test
    void aSealedOneIsToldOnceAndThenThatItIsBack() throws InterruptedException {
        look();
        vault.sealed = true;
        assertThat(look()).as("what was found before it was sealed").isEmpty();
        assertThat(look()).as("the first time").isEmpty();
        List<Notice.OfTenant> told = look();
        assertThat(told).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(NoticeKind.SECRETS_UNREACHABLE);
            assertThat(notice.facts())
                    .containsEntry("reason", vault.address() + ": it is sealed.")
                    .containsEntry("path", "/t/alma/secrets");
        });
        assertThat(look()).isEmpty();
        vault.sealed = false;
        look();
        List<Notice.OfTenant> back = look();
        assertThat(back).extracting(Notice.OfTenant::kind).containsExactly(NoticeKind.SECRETS_BACK);
        assertThat(back.getFirst().once()).isEqualTo(told.getFirst().once());
        assertThat(look()).isEmpty();
    }

    @Test
    void oneMissedAnswerIsNoOutage() throws InterruptedException {
        look();
        vault.silent = true;
        look();
        vault.silent = false;
        assertThat(look()).isEmpty();
        assertThat(look()).isEmpty();
        assertThat(look()).isEmpty();
    }

    @Test
    void oneThatIsNoLongerConnectedIsForgotten() throws InterruptedException {
        vault.sealed = true;
        look();
        look();
        assertThat(look()).hasSize(1);
        records.connection = null;
        assertThat(look()).isEmpty();
        vault.sealed = false;
        connect();
        look();
        assertThat(look()).as("it was never away for this connection").isEmpty();
    }
}
