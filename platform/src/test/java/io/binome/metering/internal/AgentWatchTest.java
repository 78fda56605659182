package io.binome.metering.internal;

import static io.binome.database.tables.Notice.NOTICE;
import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.metering.AgentReport;
import io.binome.metering.MeteringSettings;
import io.binome.notifications.Inbox;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.internal.NotificationsFixture;
import io.binome.sites.FakeSites;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who finds what in the inbox when agents fall silent and are heard again, over real PostgreSQL and real jobs. */
class AgentWatchTest {
    private static final Duration LOOK = Duration.ofMinutes(5);
    private static final Actor OWNER = new Actor.Machine("test");

    private final NotificationsFixture room = new NotificationsFixture();
    private final TenantScope provider = NotificationsFixture.scope(room.tenants.provider());
    private final FakeSites sites = new FakeSites();
    private final DatabaseAgents agents = new DatabaseAgents(new DatabaseAgents.Needs(
            room.database.database(),
            room.ledger,
            () -> provider,
            sites::host,
            _ -> List.of(),
            _ -> Set.of(),
            MeteringSettings.USUAL,
            new SecureRandom(),
            room.clock));
    private final Host host = host("web2");
    private AgentWatch watch = server();

    @AfterEach
    void close() {
        room.close();
    }

    private Host host(String name) {
        Host host = sites.register(
                OWNER, sites.list().getFirst().id(), name, new HostEndpoint.Tcp("10.0.0.9", 2376, "10.0.0.9", null));
        agents.issueToken(OWNER, host.id());
        return host;
    }

    /** As one that has just begun: it remembers nothing. */
    private AgentWatch server() {
        return new AgentWatch(new AgentWatch.Needs(
                room.database.database(),
                () -> provider,
                sites,
                "/provider/sites",
                Duration.ofMinutes(15),
                LOOK,
                room.clock));
    }

    private Instant heard(Host from) {
        Instant now = room.now.get();
        agents.take(from.id(), new AgentReport(new AgentReport.Moment("boot", Duration.ofHours(9), now), 0, List.of()));
        return now;
    }

    /** As the server looks: with its own keeper, for all tenants. */
    private void look(AgentWatch by) {
        room.room
                .keeper(
                        () -> List.of(
                                provider,
                                NotificationsFixture.scope(room.librairie),
                                NotificationsFixture.scope(room.chocolat)),
                        List.of(by))
                .pass();
    }

    private void looks(int times) {
        for (int i = 0; i < times; i++) {
            room.now.updateAndGet(before -> before.plus(LOOK));
            look(watch);
        }
    }

    private List<NoticeKind> told() {
        eventually(() -> room.database.asOwner(sql ->
                assertThat(sql.fetchCount(NOTICE, NOTICE.TOLD_AT.isNull())).isZero()));
        return room.inbox(room.operator).stream().map(Inbox.Notification::kind).toList();
    }

    private Instant toldSilent() {
        return room.database
                .database()
                .asDispatcher(transaction -> new AgentStore().toldSilent(transaction))
                .get(host.id());
    }

    @Test
    void aSilenceIsToldOnceAndItsEndOnceAlsoByServersThatBeganMeanwhile() {
        room.pause();
        heard(host);
        looks(3);
        Instant since = heard(host);
        looks(3);
        assertThat(toldSilent()).as("silent for 15 minutes and not longer").isNull();
        looks(1);
        assertThat(toldSilent()).isEqualTo(since);
        // Killed, and begun anew: it listens for a while, and then finds a silence of which was told.
        watch = server();
        looks(6);
        look(server());
        room.resume();
        assertThat(told()).containsExactly(NoticeKind.METERING_SILENT);
        Inbox.Notification silent = room.inbox(room.operator).getFirst();
        assertThat(silent.times()).isEqualTo(1);
        assertThat(silent.facts())
                .containsEntry("host", "web2")
                .containsEntry("site", "paris")
                .containsEntry("since", since.toString().replace("T", " ").replace(":00Z", " UTC"))
                .containsEntry("path", "/provider/sites");

        room.pause();
        watch = server();
        heard(host);
        looks(1);
        look(server());
        looks(2);
        room.resume();
        assertThat(told()).containsExactlyInAnyOrder(NoticeKind.METERING_SILENT, NoticeKind.METERING_BACK);
        assertThat(toldSilent()).isNull();
        assertThat(room.inbox(room.claire)).as("nobody of a client").isEmpty();
        assertThat(room.inbox(room.dev)).isEmpty();

        room.pause();
        heard(host);
        looks(4);
        room.resume();
        assertThat(told())
                .as("another silence; folded into the unread one")
                .containsExactlyInAnyOrder(NoticeKind.METERING_SILENT, NoticeKind.METERING_BACK);
        assertThat(room.inbox(room.operator))
                .filteredOn(one -> one.kind() == NoticeKind.METERING_SILENT)
                .singleElement()
                .satisfies(one -> assertThat(one.times()).isEqualTo(2));
    }

    @Test
    void whoWasNeverHeardIsRetiredOrGoneIsNotToldOf() {
        room.pause();
        Host never = host("never");
        Host revoked = host("revoked");
        Host gone = host("gone");
        looks(1);
        heard(revoked);
        heard(gone);
        agents.revokeToken(OWNER, revoked.id());
        sites.setSchedulable(OWNER, gone.id(), false);
        sites.remove(OWNER, gone.id());
        looks(6);
        room.resume();
        assertThat(agents.heard()).containsKeys(never.id(), revoked.id(), gone.id());
        assertThat(told()).isEmpty();
    }

    @Test
    void aServerThatWasAwayItselfHasHeardNobody() {
        room.pause();
        heard(host);
        looks(1);
        room.now.updateAndGet(before -> before.plus(Duration.ofHours(2)));
        look(watch);
        look(server());
        looks(1);
        heard(host);
        looks(1);
        room.resume();
        assertThat(told()).isEmpty();
    }

    @Test
    void thatItWasToldIsKeptWithTheNoticeOrNotAtAll() {
        room.pause();
        looks(1);
        heard(host);
        looks(3);
        room.now.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));
        List<Notice.OfTenant> found = watch.look(provider);
        assertThat(found).extracting(Notice.OfTenant::kind).containsExactly(NoticeKind.METERING_SILENT);
        try {
            room.database.database().inTenant(provider, transaction -> {
                found.forEach(notice -> room.notices.tell(transaction, notice));
                watch.kept(transaction, found);
                throw new IllegalStateException("killed");
            });
        } catch (IllegalStateException killed) {
            assertThat(killed).hasMessage("killed");
        }
        assertThat(toldSilent()).isNull();
        heard(host);
        looks(1);
        room.resume();
        assertThat(told()).as("nobody was told that it was silent").isEmpty();
    }
}
