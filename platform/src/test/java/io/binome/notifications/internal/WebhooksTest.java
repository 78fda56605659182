package io.binome.notifications.internal;

import static io.binome.notifications.internal.NotificationsFixture.actor;
import static io.binome.notifications.internal.NotificationsFixture.scope;
import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.Actor;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.notifications.Directory.Subject;
import io.binome.notifications.Inbox;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.NotificationProblem;
import io.binome.notifications.Notifier;
import io.binome.notifications.Notifier.Outcome;
import io.binome.notifications.Webhooks;
import io.binome.tenancy.Tenant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is posted to whom, signed, until it is taken. */
class WebhooksTest {
    private static final Actor MACHINE = new Actor.Machine("drift");
    private static NotificationsFixture house;

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

    private static Webhooks.Added add(Tenant tenant, NoticeKind... kinds) {
        return house.room
                .webhooks()
                .add(
                        scope(tenant),
                        actor(house.claire),
                        "Chat",
                        "https://chat.example.org/hook?key=s3cret",
                        new TreeSet<>(List.of(kinds)));
    }

    private static void drift(Tenant about) {
        StackId stack = new StackId(house.ids.next());
        house.stacks.put(stack, Subject.plain("shop/web", "/t/" + about.name() + "/shop/stacks/web"));
        house.tell(about, new Notice.OfStack(NoticeKind.DRIFT_FOUND, MACHINE, stack, null, null));
    }

    private static List<Webhooks.Delivery> deliveries(Webhooks.Added webhook) {
        return house.room
                .webhooks()
                .deliveries(scope(house.librairie), webhook.webhook().id(), PageRequest.first(50))
                .items();
    }

    /** Mails of the day wait for their morning. */
    private static void posted(int times) {
        eventually(() -> assertThat(house.posts.carried).hasSize(times));
    }

    @Test
    void aNoticeIsPostedSignedAsTheStandardSays() throws Exception {
        Webhooks.Added webhook = add(house.librairie, NoticeKind.DRIFT_FOUND);
        drift(house.librairie);
        posted(1);
        Notifier.Post post = house.posts.carried.getFirst();
        String signed =
                post.headers().get("webhook-id") + "." + post.headers().get("webhook-timestamp") + "." + post.body();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getDecoder().decode(webhook.secret().substring("whsec_".length())), "HmacSHA256"));
        assertThat(post.headers().get("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(post.headers())
                .containsEntry("webhook-timestamp", "" + house.now.get().getEpochSecond());
        JsonNode body = JsonMapper.shared().readTree(post.body());
        assertThat(body.path("type").asString()).isEqualTo("drift-found");
        assertThat(body.path("data").path("name").asString()).isEqualTo("shop/web");
        assertThat(body.path("data").path("link").asString())
                .isEqualTo("https://binome.example.org/t/librairie/shop/stacks/web");
        eventually(() -> assertThat(deliveries(webhook)).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(Webhooks.State.DELIVERED);
            assertThat(one.notice()).hasToString(post.headers().get("webhook-id"));
        }));
    }

    @Test
    void theExampleOfTheSpecificationHasItsSignature() {
        // From the specification's own reference: https://github.com/standard-webhooks/standard-webhooks
        byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(Signature.headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330L, "{\"test\": 2432232314}"))
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void anotherTenantsNoticesAreNotPosted() {
        add(house.librairie);
        house.room
                .webhooks()
                .add(
                        scope(house.chocolat),
                        actor(house.other),
                        "Theirs",
                        "https://theirs.example.org/",
                        new TreeSet<>());
        drift(house.chocolat);
        posted(1);
        drift(house.librairie);
        posted(2);
        assertThat(house.posts.carried.getFirst().address()).hasHost("theirs.example.org");
        assertThat(house.posts.carried.getLast().address()).hasHost("chat.example.org");
    }

    @Test
    void whoIsOfAnotherTenantFindsNoneOfIt() {
        Webhooks.Added webhook = add(house.librairie);
        TenantScope theirs = scope(house.chocolat);
        assertThat(house.room.webhooks().list(theirs)).isEmpty();
        assertThatThrownBy(() -> house.room
                        .webhooks()
                        .remove(theirs, actor(house.other), webhook.webhook().id()))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isInstanceOf(NotificationProblem.WebhookNotFound.class));
        assertThatThrownBy(() -> house.room
                        .webhooks()
                        .test(theirs, actor(house.other), webhook.webhook().id()))
                .isInstanceOf(ProblemException.class);
        assertThat(house.room.webhooks().list(scope(house.librairie))).hasSize(1);
    }

    @Test
    void theSecretIsShownOnceAndTheAddressStaysOutOfTheLedger() {
        Webhooks.Added webhook = add(house.librairie);
        assertThat(Base64.getDecoder().decode(webhook.secret().substring("whsec_".length())))
                .hasSize(32);
        assertThat(house.room.webhooks().list(scope(house.librairie)).toString())
                .doesNotContain(webhook.secret());
        List<LedgerEntry> entries = house.ledger
                .list(scope(house.librairie), LedgerFilter.ANY, PageRequest.first(5))
                .items();
        assertThat(entries.getFirst().toString())
                .contains("webhook.added", "chat.example.org")
                .doesNotContain("s3cret");
    }

    @Test
    void whatFailsIsTriedAgainUnderTheSameIdAndKeepsNothingElseWaiting() {
        Webhooks.Added webhook = add(house.librairie);
        house.posts.answers(_ -> new Outcome.NotNow("HTTP 500"));
        drift(house.librairie);
        posted(1);
        house.posts.answers(_ -> new Outcome.Delivered("HTTP 204"));
        drift(house.librairie);
        posted(2);
        assertThat(house.posts.carried.get(1).headers().get("webhook-id"))
                .isNotEqualTo(house.posts.carried.get(0).headers().get("webhook-id"));
        house.now.updateAndGet(now -> now.plusSeconds(6));
        posted(3);
        assertThat(house.posts.carried.get(2).headers().get("webhook-id"))
                .isEqualTo(house.posts.carried.get(0).headers().get("webhook-id"));
        assertThat(house.posts.carried.get(2).headers().get("webhook-timestamp"))
                .isNotEqualTo(house.posts.carried.get(0).headers().get("webhook-timestamp"));
        eventually(() -> assertThat(deliveries(webhook))
                .extracting(Webhooks.Delivery::state)
                .containsOnly(Webhooks.State.DELIVERED));
    }

    @Test
    void aReceiverThatIsGoneStopsItAndLeadsAreTold() {
        Webhooks.Added webhook = add(house.librairie);
        house.posts.answers(_ -> new Outcome.Never("HTTP 410: the receiver wants no more.", true));
        drift(house.librairie);
        eventually(() -> assertThat(house.inbox(house.claire))
                .extracting(Inbox.Notification::kind)
                .contains(NoticeKind.WEBHOOK_STOPPED));
        drift(house.librairie);
        eventually(() -> assertThat(house.inbox(house.claire)).hasSize(3));
        assertThat(house.posts.carried).hasSize(1);
        // A test goes out all the same, so that somebody can see whether it is worth starting again.
        house.posts.answers(_ -> new Outcome.Delivered("HTTP 200"));
        house.room
                .webhooks()
                .test(
                        scope(house.librairie),
                        actor(house.claire),
                        webhook.webhook().id());
        posted(2);
        house.room
                .webhooks()
                .resume(
                        scope(house.librairie),
                        actor(house.claire),
                        webhook.webhook().id());
        drift(house.librairie);
        posted(3);
    }

    @Test
    void daysOfFailureStopIt() {
        Webhooks.Added webhook = add(house.librairie);
        house.posts.answers(_ -> new Outcome.NotNow("HTTP 503"));
        drift(house.librairie);
        posted(1);
        for (int day = 0; day < 4; day++) {
            long today = house.later(Duration.ofHours(23)).getEpochSecond();
            drift(house.librairie);
            eventually(() -> assertThat(house.posts.carried.stream()
                                    .map(post -> post.headers().get("webhook-timestamp"))
                                    .anyMatch(at -> at != null && Long.parseLong(at) >= today)
                            || house.room
                                            .webhooks()
                                            .get(
                                                    scope(house.librairie),
                                                    webhook.webhook().id())
                                            .stoppedAt()
                                    != null)
                    .isTrue());
        }
        eventually(() -> assertThat(house.room
                        .webhooks()
                        .get(scope(house.librairie), webhook.webhook().id())
                        .stoppedReason())
                .isEqualTo("HTTP 503"));
    }

    @Test
    void aKilledRunnerLosesNothingAndReceiversSeeEachIdAtLeastOnce() throws Exception {
        add(house.librairie);
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        house.posts.answers(_ -> {
            under.countDown();
            try {
                never.await();
            } catch (InterruptedException killed) {
                Thread.currentThread().interrupt();
            }
            return new Outcome.Delivered("HTTP 200");
        });
        IntStream.range(0, 10).forEach(_ -> drift(house.librairie));
        under.await();
        // The runner lets go in the middle of a post, as one does that is killed; its late word counts for nothing.
        house.pause();
        house.posts.answers(_ -> new Outcome.Delivered("HTTP 200"));
        never.countDown();
        house.resume();
        eventually(() -> assertThat(house.posts.carried.stream()
                        .map(post -> post.headers().get("webhook-id"))
                        .distinct())
                .hasSize(10));
        eventually(() -> house.database.asOwner(sql -> {
            assertThat(sql.fetchOne("SELECT count(*) FROM webhook_delivery WHERE state = 'DELIVERED'")
                            .get(0, Integer.class))
                    .isEqualTo(10);
            assertThat(sql.fetchOne("SELECT count(*) FROM notification WHERE kind = 'DRIFT_FOUND'")
                            .get(0, Integer.class))
                    .as("two people of each side")
                    .isEqualTo(40);
        }));
        assertThat(house.posts.carried.size()).isBetween(10, 11);
    }

    @Test
    void onlyAddressesThatTheRuleAdmitsAreTaken() {
        assertThatThrownBy(() -> house.room
                        .webhooks()
                        .add(
                                scope(house.librairie),
                                actor(house.claire),
                                "Plain",
                                "http://chat.example.org/",
                                new TreeSet<>()))
                .hasMessageContaining("must begin with https://");
        assertThatThrownBy(() -> house.room
                        .webhooks()
                        .add(scope(house.librairie), actor(house.claire), "Bad", "https://[", new TreeSet<>()))
                .isInstanceOf(ProblemException.class);
    }
}
