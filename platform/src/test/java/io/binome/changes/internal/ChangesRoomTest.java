package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeState;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.ledger.Verification;
import io.binome.runs.Run;
import io.binome.testing.Paged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of a change over real PostgreSQL, Git and jobs. */
class ChangesRoomTest {
    private final ChangesFixture room = new ChangesFixture();

    @AfterEach
    void close() {
        room.close();
    }

    private Map<String, String> shop(String things) {
        return Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", things);
    }

    @Test
    void aPushIsPlannedApprovedAppliedAndMerged() {
        ChangeId id = room.push("first", shop("a=1\nb=1\n"));
        Change planned = room.await(id, "planned");

        assertThat(planned.title()).startsWith("Change [");
        assertThat(planned.summary().creates()).isEqualTo(2);
        assertThat(planned.blockers()).containsExactly(new Blocker.NeedsApproval(1));
        assertThatThrownBy(() -> room.apply(id))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("approval");
        room.approve(id);
        room.apply(id);
        Change merged = room.await(id, "merged");

        assertThat(room.main()).isEqualTo(merged.merge());
        assertThat(room.value("web", "a")).contains("1");
        assertThat(room.stack("web").appliedCommit()).isEqualTo(merged.merge());
        assertThat(room.runs.of(room.scope, id)).extracting(Run::kind).contains(Run.Kind.PLAN, Run.Kind.APPLY);
        assertThat(Paged.all(1, page -> room.changes.activity(room.scope, id, page)))
                .hasSizeGreaterThan(2)
                .isEqualTo(room.changes.activity(room.scope, id));
        assertThat(room.changes.activity(room.scope, id))
                .filteredOn(Activity.Step.class::isInstance)
                .extracting(step -> ((Activity.Step) step).kind())
                .contains("change.opened", "change.planned", "change.approved", "change.queued", "change.applied");
        assertThat(room.ledger.verify(room.scope)).isInstanceOf(Verification.Sound.class);
    }

    @Test
    void authorsCannotApproveTheirOwn() {
        ChangeId id = room.push("first", shop("a=1\n"));
        Change planned = room.await(id, "planned");
        assertThatThrownBy(() -> room.command(room.author, id, new ChangeCommand.Approve(planned.fingerprint(), null)))
                .hasMessageContaining("own-change");
        // Whoever pushes to the branch later is an author as well.
        room.push(room.reviewer, "first", planned.head(), shop("a=2\n"));
        Change again = room.await(
                id,
                change -> change.state() instanceof ChangeState.Planned
                        && !change.head().equals(planned.head()));
        assertThatThrownBy(() -> room.command(room.reviewer, id, new ChangeCommand.Approve(again.fingerprint(), null)))
                .hasMessageContaining("own-change");
    }

    @Test
    void whoMadeAChangeEditsItsTitleAndWhoLeads() {
        ChangeId id = room.push("first", shop("a=1\n"));
        Change planned = room.await(id, "planned");
        ChangeCommand.Edit edit = new ChangeCommand.Edit("Ours", "", false);
        assertThatThrownBy(() -> room.command(room.reviewer, id, edit)).hasMessageContaining("others-change");
        assertThat(editRefusal(id, room.reviewer, false)).isEqualTo("others-change");
        assertThat(editRefusal(id, room.reviewer, true)).isNull();
        assertThat(editRefusal(id, room.author, false)).isNull();
        assertThat(room.command(room.author, id, edit).title()).isEqualTo("Ours");
        assertThat(room.command(room.reviewer, id, new ChangeCommand.Edit("By a lead", "", true))
                        .title())
                .isEqualTo("By a lead");
        // Whoever pushes to the branch is an author as well.
        room.push(room.reviewer, "first", planned.head(), shop("a=2\n"));
        assertThat(room.command(room.reviewer, id, new ChangeCommand.Edit("Theirs", "", false))
                        .title())
                .isEqualTo("Theirs");
    }

    private @Nullable String editRefusal(ChangeId id, Actor actor, boolean leads) {
        return room.changes.offers(room.scope, id, actor, leads).stream()
                .filter(offer -> offer.command().equals("edit"))
                .findFirst()
                .orElseThrow()
                .refusal();
    }

    @Test
    void anApprovalFallsWithTheBranchButNotWithAPlanThatStaysTheSame() {
        room.ship("first", shop("a=1\n"));
        ChangeId id = room.push("second", shop("a=2\n"));
        room.await(id, "planned");
        Change approved = room.approve(id);
        room.command(room.author, id, new ChangeCommand.Replan());
        Change again = room.await(
                id,
                change -> change.state() instanceof ChangeState.Planned && change.revision() > approved.revision() + 1);
        assertThat(again.fingerprint()).isEqualTo(approved.fingerprint());
        assertThat(again.blockers()).isEmpty();

        room.push(room.author, "second", again.head(), shop("a=3\n"));
        Change pushed = room.await(
                id,
                change -> change.state() instanceof ChangeState.Planned
                        && !change.head().equals(again.head()));
        assertThat(pushed.blockers()).containsExactly(new Blocker.NeedsApproval(1));
        assertThat(room.changes.reviews(room.scope, id).getLast().droppedBecause())
                .isEqualTo("the branch changed");
        assertThatThrownBy(() -> room.command(room.author, id, new ChangeCommand.Apply(again.fingerprint())))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aMovedLiveStateIsSeenBeforeAnythingIsApplied() {
        room.ship("first", shop("a=1\n"));
        ChangeId id = room.push("second", shop("a=2\n"));
        room.await(id, "planned");
        room.approve(id);
        room.engine.live.get(room.stack("web").id()).put("a", "tampered");
        assertThat(room.changes.get(room.scope, id).blockers())
                .first()
                .isEqualTo(new Blocker.Stale(List.of("live:web")));
        assertThatThrownBy(() -> room.apply(id)).hasMessageContaining("blocked");
    }

    @Test
    void whatWaitsForAnotherIsPlannedAgainAtItsTurn() {
        room.ship("first", shop("a=1\nb=1\n"));
        ChangeId second = room.push("second", shop("a=2\nb=1\n"));
        ChangeId third = room.push("third", shop("a=1\nb=3\n"));
        for (ChangeId id : List.of(second, third)) {
            room.await(id, "planned");
            room.approve(id);
        }
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        room.engine.beforeEach = () -> {
            reached.countDown();
            awaitQuietly(hold);
        };
        room.apply(second);
        awaitQuietly(reached);
        room.apply(third);
        assertThat(room.await(third, "queued").blockers()).contains(new Blocker.WaitsFor("web", "shop!2"));
        room.engine.beforeEach = () -> {};
        hold.countDown();
        room.await(second, "merged");
        // The same file merges, but its result is another one than was approved: people decide again.
        Change stale = room.await(
                third,
                change -> change.state() instanceof ChangeState.Planned
                        || change.state() instanceof ChangeState.Conflicting);
        assertThat(stale.state()).isNotInstanceOf(ChangeState.Merged.class);
        assertThat(room.value("web", "a")).contains("2");
        assertThat(room.value("web", "b")).contains("1");
    }

    @Test
    void stacksOfOneRepositoryAreAppliedSideBySide() {
        room.ship(
                "first",
                Map.of(
                        "binome.yaml", ChangesFixture.manifest("api", "web"),
                        "api/things", "x=1\n",
                        "web/things", "a=1\n"));
        ChangeId api = room.push("api", Map.of("api/things", "x=2\n"));
        ChangeId web = room.push("web", Map.of("web/things", "a=2\n"));
        for (ChangeId id : List.of(api, web)) {
            room.await(id, "planned");
            room.approve(id);
        }
        CountDownLatch both = new CountDownLatch(2);
        room.engine.beforeEach = () -> {
            both.countDown();
            awaitQuietly(both);
        };
        room.apply(api);
        room.apply(web);
        room.await(api, "merged");
        room.await(web, "merged");
        assertThat(room.value("api", "x")).contains("2");
        assertThat(room.value("web", "a")).contains("2");
        assertThat(room.repositories
                        .tree(room.scope, room.repository.id(), room.main())
                        .read("web/things", 100))
                .contains("a=2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(room.repositories
                        .tree(room.scope, room.repository.id(), room.main())
                        .read("api/things", 100))
                .contains("x=2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void removingAStackDeletesWhatRuns() {
        room.ship("first", shop("a=1\n"));
        Change removed = room.ship("second", Map.of("binome.yaml", "stacks: {}\n"));
        assertThat(removed.summary().deletes()).isEqualTo(1);
        assertThat(room.engine.live.values()).allMatch(Map::isEmpty);
        assertThat(room.stacks.list(room.scope)).isEmpty();
    }

    @Test
    void aChangeOfNoStackGoesTheSameWay() {
        room.ship("first", shop("a=1\n"));
        Change readme = room.ship("second", Map.of("README.md", "Hello\n"));
        assertThat(readme.summary()).isEqualTo(Change.Summary.NONE);
        assertThat(room.main()).isEqualTo(readme.merge());
    }

    @Test
    void refusalsConflictsAndBrokenManifestsAreSaid() {
        room.ship("first", shop("a=1\n"));
        ChangeId forbidden = room.push("forbidden", shop("forbidden=1\n"));
        assertThat(room.await(forbidden, "refused").blockers()).contains(new Blocker.NotPlanned());
        ChangeId broken = room.push("broken", Map.of("binome.yaml", "stacks: [\n"));
        room.await(broken, "refused");
        assertThat(room.changes.findings(room.scope, broken)).isNotEmpty();
        ChangeId left = room.push("left", shop("a=left\n"));
        ChangeId right = room.push("right", shop("a=right\n"));
        room.await(left, "planned");
        room.await(right, "planned");
        room.approve(left);
        room.apply(left);
        room.await(left, "merged");
        assertThat(room.await(right, "conflicting").state())
                .isEqualTo(new ChangeState.Conflicting(List.of("web/things")));
    }

    @Test
    void anEnvironmentThatABranchRelabelsIsShown() {
        room.ship("first", shop("a=1\n"));
        ChangeId id = room.push(
                "relabel",
                Map.of(
                        "binome.yaml",
                        ChangesFixture.manifest("web").replace("production", "dev"),
                        "web/things",
                        "a=2\n"));
        Change planned = room.await(id, "planned");
        assertThat(planned.summary().environments()).containsExactly("dev", "production");
        assertThat(room.changes.plans(room.scope, id).getFirst().movedFromEnvironment())
                .isEqualTo("production");
    }

    @Test
    void ofManyWhoApplyAtOnceOneDoes() throws Exception {
        ChangeId id = room.push("first", shop("a=1\n"));
        room.await(id, "planned");
        room.approve(id);
        AtomicInteger applied = new AtomicInteger();
        room.engine.beforeEach = applied::incrementAndGet;
        String seen = room.changes.get(room.scope, id).fingerprint();
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attempts.add(() -> {
                try {
                    room.command(room.author, id, new ChangeCommand.Apply(seen));
                    return true;
                } catch (ProblemException refused) {
                    return false;
                }
            });
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            int accepted = 0;
            for (var attempt : executor.invokeAll(attempts)) {
                accepted += attempt.get() ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(1);
        }
        room.await(id, "merged");
        assertThat(applied).hasValue(1);
    }

    @Test
    void draftsCloseReopenAndComment() {
        ChangeId id = room.push("first", shop("a=1\n"));
        Change planned = room.await(id, "planned");
        room.approve(id);
        assertThat(room.command(room.author, id, new ChangeCommand.MarkDraft()).blockers())
                .containsExactly(new Blocker.IsDraft());
        assertThatThrownBy(() -> room.apply(id)).hasMessageContaining("draft");
        room.command(room.author, id, new ChangeCommand.MarkReady());
        room.changes.comment(room.scope, room.reviewer, id, "Why?", null);
        room.command(room.author, id, new ChangeCommand.Close());
        room.await(id, "closed");
        room.command(room.author, id, new ChangeCommand.Reopen());
        Change again = room.await(id, "planned");
        assertThat(again.fingerprint()).isEqualTo(planned.fingerprint());
        assertThat(room.changes.activity(room.scope, id)).anyMatch(Activity.Comment.class::isInstance);
        assertThat(room.changes.offers(room.scope, id, room.author, false))
                .anyMatch(offer -> offer.command().equals("approve") && !offer.open())
                .anyMatch(offer -> offer.command().equals("close") && offer.open());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("Nobody came");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
