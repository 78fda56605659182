package io.binome.notifications.internal;

import static io.binome.notifications.internal.NotificationsFixture.actor;
import static io.binome.notifications.internal.NotificationsFixture.scope;
import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Directory.Subject;
import io.binome.notifications.Inbox;
import io.binome.notifications.MailMode;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notifier;
import io.binome.tenancy.Member;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told what, once, and when it is mailed. */
class NotificationsTest {
    private static final Actor MACHINE = new Actor.Machine("changes");
    private static NotificationsFixture house;
    private final ChangeId change = new ChangeId(house.ids.next());

    @BeforeAll
    static void open() {
        house = new NotificationsFixture();
    }

    @BeforeEach
    void forget() {
        house.forget();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private void awaits(Member... members) {
        house.changes.put(
                change,
                new Subject(
                        "shop!12",
                        "Resize\r\nBcc: everybody@example.org",
                        "/t/librairie/shop/changes/12",
                        Set.of(house.dev.id()),
                        Set.of(house.dev.id()),
                        java.util.Arrays.stream(members).map(Member::id).collect(java.util.stream.Collectors.toSet())));
    }

    private void tell(NoticeKind kind, Actor actor) {
        house.tell(house.librairie, new Notice.OfChange(kind, actor, change, null));
    }

    private void settled() {
        eventually(() -> assertThat(house.waiting()).isZero());
    }

    @Test
    void tellsThoseWhoseApprovalIsMissingAndNobodyElse() {
        awaits(house.claire, house.operator);
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        settled();
        assertThat(house.inbox(house.claire)).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(NoticeKind.REVIEW_ASKED);
            assertThat(one.path()).isEqualTo("/t/librairie/shop/changes/12");
        });
        // A person of the provider reads it at home, and learns of which tenant it is.
        assertThat(house.inbox(house.operator)).singleElement().satisfies(one -> assertThat(one.facts())
                .containsEntry("tenant", "Librairie du Port"));
        assertThat(house.inbox(house.dev)).isEmpty();
        assertThat(house.inbox(house.other)).isEmpty();
        assertThat(house.mails.carried)
                .extracting(Notifier.Mail::to)
                .containsExactlyInAnyOrder("claire@librairie.example.org", "operator@example.org");
    }

    @Test
    void nobodyReadsTheInboxOfAnother() {
        awaits(house.claire);
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        settled();
        Inbox.Notification hers = house.inbox(house.claire).getFirst();
        for (Member stranger : List.of(house.dev, house.other, house.operator)) {
            TenantScope home = new TenantScope(stranger.tenant());
            assertThat(house.room.inbox().unread(home, stranger.id())).isZero();
            assertThatThrownBy(() -> house.room.inbox().read(home, stranger.id(), hers.id()))
                    .isInstanceOf(ProblemException.class);
        }
        // Even with her own name: in the scope of another tenant her rows are not there.
        assertThat(house.room.inbox().unread(scope(house.chocolat), house.claire.id()))
                .isZero();
        assertThat(house.room.inbox().unread(scope(house.librairie), house.claire.id()))
                .isOne();
    }

    @Test
    void whoDidItIsNotTold() {
        awaits();
        tell(NoticeKind.CHANGE_OVERRIDDEN, actor(house.operator));
        settled();
        assertThat(house.inbox(house.operator)).isEmpty();
        assertThat(house.inbox(house.claire)).singleElement().satisfies(one -> assertThat(one.facts())
                .containsEntry("by", "Ana Operator"));
        assertThat(house.inbox(house.dev)).hasSize(1);
    }

    @Test
    void whatIsRolledBackIsNotTold() {
        awaits(house.claire);
        assertThatThrownBy(() -> house.database.database().inTenant(scope(house.librairie), transaction -> {
                    house.notices.tell(
                            transaction, new Notice.OfChange(NoticeKind.REVIEW_ASKED, MACHINE, change, null));
                    throw new IllegalStateException("the step failed");
                }))
                .hasMessage("the step failed");
        settled();
        assertThat(house.inbox(house.claire)).isEmpty();
    }

    @Test
    void aChangePlannedTenTimesIsOneNotificationAndOneMail() {
        awaits(house.claire);
        house.pause();
        for (int plan = 0; plan < 10; plan++) {
            tell(NoticeKind.REVIEW_ASKED, MACHINE);
        }
        house.resume();
        eventually(() -> assertThat(house.inbox(house.claire)).singleElement().satisfies(one -> assertThat(one.times())
                .isEqualTo(10)));
        eventually(() -> assertThat(house.mails.carried).isNotEmpty());
        // Within the hour there is no second one, while it is unread.
        house.now.updateAndGet(now -> now.plus(Duration.ofMinutes(50)));
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        eventually(
                () -> assertThat(house.inbox(house.claire).getFirst().times()).isEqualTo(11));
        assertThat(house.mails.carried).hasSize(1);
        house.now.updateAndGet(now -> now.plus(Duration.ofMinutes(11)));
        settled();
        assertThat(house.mails.carried).hasSize(2);
        assertThat(house.mails.carried)
                .extracting(Notifier.Mail::thread)
                .containsOnly("<change." + change + "@example.org>");
    }

    @Test
    void whatSomebodyElseDidMeanwhileIsNotMailedNorLeftOver() {
        awaits(house.claire, house.operator);
        Map<NoticeKind, MailMode> calm = Map.of();
        house.room
                .inbox()
                .prefer(
                        scope(house.librairie),
                        house.claire.id(),
                        new Inbox.Preferences(
                                calm,
                                "fr",
                                ZoneId.of("UTC"),
                                new Inbox.Quiet(LocalTime.of(9, 0), LocalTime.of(18, 0))));
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        eventually(() -> assertThat(house.inbox(house.operator)).hasSize(1));
        eventually(() -> assertThat(house.inbox(house.claire)).hasSize(1));
        awaits();
        tell(NoticeKind.CHANGE_APPROVED, actor(house.operator));
        eventually(
                () -> assertThat(house.inbox(house.claire).getFirst().readAt()).isNotNull());
        house.now.updateAndGet(now -> now.plus(Duration.ofHours(9)));
        settled();
        assertThat(house.mails.carried).extracting(Notifier.Mail::to).doesNotContain("claire@librairie.example.org");
    }

    @Test
    void quietHoursHoldMailBackUntilTheyAreOver() {
        awaits(house.claire);
        house.room
                .inbox()
                .prefer(
                        scope(house.librairie),
                        house.claire.id(),
                        new Inbox.Preferences(
                                Map.of(),
                                "fr",
                                ZoneId.of("Europe/Paris"),
                                new Inbox.Quiet(LocalTime.of(9, 0), LocalTime.of(18, 0))));
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        eventually(() -> assertThat(house.inbox(house.claire)).hasSize(1));
        eventually(() -> assertThat(house.waiting()).isOne());
        assertThat(house.mails.carried).isEmpty();
        house.now.set(java.time.Instant.parse("2026-11-23T17:00:01Z"));
        settled();
        assertThat(house.mails.carried).singleElement().satisfies(mail -> {
            assertThat(mail.language()).isEqualTo("fr");
            assertThat(mail.subject()).startsWith("[Librairie du Port] shop!12 attend votre approbation");
        });
    }

    @Test
    void theDayIsOneMailOfWhatIsUnread() {
        house.stacks.put(stack("web"), Subject.plain("shop/web", "/t/librairie/shop/stacks/web"));
        house.stacks.put(stack("db"), Subject.plain("shop/db", "/t/librairie/shop/stacks/db"));
        house.stacks
                .keySet()
                .forEach(stack -> house.tell(
                        house.librairie, new Notice.OfStack(NoticeKind.DRIFT_FOUND, MACHINE, stack, null, null)));
        eventually(() -> assertThat(house.inbox(house.dev)).hasSize(2));
        assertThat(house.mails.carried).isEmpty();
        house.room.inbox().readAll(scope(house.librairie), house.claire.id(), house.now.get());
        house.now.set(java.time.Instant.parse("2026-11-24T08:00:00Z"));
        settled();
        assertThat(house.mails.carried)
                .filteredOn(mail -> mail.to().startsWith("dev@"))
                .singleElement()
                .satisfies(mail -> {
                    assertThat(mail.subject()).isEqualTo("What happened in Binome (2)");
                    assertThat(mail.text())
                            .contains("shop/web", "shop/db", "https://binome.example.org/t/librairie/shop/stacks/db");
                });
        assertThat(house.mails.carried).noneMatch(mail -> mail.to().startsWith("claire@"));
    }

    private StackId stack(String name) {
        return new StackId(house.ids.next());
    }

    @Test
    void noHeaderIsWrittenByATitle() {
        awaits(house.claire);
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        settled();
        assertThat(house.mails.carried).singleElement().satisfies(mail -> assertThat(mail.subject())
                .isEqualTo("[Librairie du Port] shop!12 needs your approval: Resize Bcc: everybody@example.org"));
    }

    @Test
    void aMailThatWasNotKeptAsSentGoesOutAgainUnderTheSameId() {
        awaits(house.claire);
        house.mails.answers(mail -> {
            house.mails.answers(_ -> new Notifier.Outcome.Delivered("ok"));
            return new Notifier.Outcome.NotNow("421 try later");
        });
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        eventually(() -> assertThat(house.mails.carried).hasSize(1));
        house.now.updateAndGet(now -> now.plus(Duration.ofSeconds(6)));
        settled();
        assertThat(house.mails.carried).hasSize(2);
        assertThat(house.mails.carried)
                .extracting(Notifier.Mail::messageId)
                .containsOnly(house.mails.carried.getFirst().messageId());
    }

    @Test
    void whatAWatchFindsIsToldOnce() {
        try (NotificationKeeper keeper = house.room.keeper(
                () -> List.of(scope(house.librairie), scope(house.chocolat)),
                List.of(scope -> scope.equals(scope(house.librairie))
                        ? List.of(new Notice.OfTenant(
                                NoticeKind.EXEMPTION_ENDS,
                                MACHINE,
                                "exemption/e1",
                                new TreeMap<>(Map.of("exemption", "e1", "guideline", "g", "until", "2026-11-29")),
                                "e1/2026-11-29"))
                        : List.of()))) {
            keeper.pass();
            keeper.pass();
            settled();
            keeper.pass();
            settled();
        }
        assertThat(house.inbox(house.claire)).singleElement().satisfies(one -> assertThat(one.times())
                .isOne());
        assertThat(house.inbox(house.other)).isEmpty();
        assertThat(house.inbox(house.operator)).hasSize(1);
    }

    @Test
    void whatAFaultLeftUntoldIsToldLater() {
        awaits(house.claire);
        house.pause();
        tell(NoticeKind.REVIEW_ASKED, MACHINE);
        house.database.asOwner(sql -> sql.execute("UPDATE job SET state = 'FAILED', ended_at = now()"));
        house.resume();
        try (NotificationKeeper keeper = house.room.keeper(() -> List.of(scope(house.librairie)), List.of())) {
            keeper.pass();
            settled();
            assertThat(house.inbox(house.claire))
                    .as("not before its job had its time")
                    .isEmpty();
            house.now.updateAndGet(now -> now.plus(Duration.ofMinutes(6)));
            keeper.pass();
        }
        settled();
        assertThat(house.inbox(house.claire)).hasSize(1);
    }

    @Test
    void inboxesArePagedNewestFirst() {
        for (int at = 0; at < 5; at++) {
            StackId stack = stack("s" + at);
            house.stacks.put(stack, Subject.plain("shop/s" + at, "/t/librairie/shop/stacks/s" + at));
            house.tell(house.librairie, new Notice.OfStack(NoticeKind.DRIFT_FOUND, MACHINE, stack, null, null));
            house.now.updateAndGet(now -> now.plusSeconds(1));
        }
        eventually(() -> assertThat(house.inbox(house.dev)).hasSize(5));
        var first = house.room.inbox().list(scope(house.librairie), house.dev.id(), true, PageRequest.first(3));
        var second =
                house.room.inbox().list(scope(house.librairie), house.dev.id(), true, new PageRequest(3, first.next()));
        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(2);
        assertThat(second.next()).isNull();
        assertThat(first.items().getFirst().facts()).containsEntry("name", "shop/s4");
        assertThat(second.items().getLast().facts()).containsEntry("name", "shop/s0");
    }
}
