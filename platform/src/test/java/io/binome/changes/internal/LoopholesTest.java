package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantId;
import io.binome.tenancy.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ways around what a change needs, each of them shut. */
class LoopholesTest {
    private static final Need PROVIDER = Need.of(Party.PROVIDER, Role.OPERATOR, "production × high");

    private final ChangesFixture room = new ChangesFixture();
    private final Actor.Person operator =
            new Actor.Person(new MemberId(UUID.randomUUID()), new TenantId(UUID.randomUUID()));

    private final Actor.Person owner = new Actor.Person(new MemberId(UUID.randomUUID()), operator.home());

    LoopholesTest() {
        room.person(operator, Role.OPERATOR);
        room.person(owner, Role.OWNER);
    }

    @AfterEach
    void close() {
        room.close();
    }

    private static Map<String, String> shop(String things) {
        return Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", things);
    }

    private Change seen(ChangeId id) {
        return room.changes.get(room.scope, id);
    }

    private long steps(ChangeId id, String kind) {
        return room.changes.activity(room.scope, id).stream()
                .filter(happened ->
                        happened instanceof Activity.Step step && step.kind().equals(kind))
                .count();
    }

    @Test
    void nobodyPushesToABranchThatGoesBack() {
        room.ship("first", shop("a=1\n"));
        assertThatThrownBy(() -> room.push("go-back/1-2", Map.of("web/things", "evil=1\n")))
                .hasMessageContaining("going back");
    }

    @Test
    void leavingAnEnvironmentIsAskedAboutEvenWhenNothingIsDone() {
        room.ship("first", shop("a=1\n"));
        room.governance.needs(PROVIDER);
        ChangeId id = room.push(
                "leave", Map.of("binome.yaml", ChangesFixture.manifest("web").replace("production", "dev")));
        Change planned = room.await(id, "planned");
        assertThat(planned.blockers()).contains(new Blocker.NeedsApproval(1, PROVIDER));
        assertThat(planned.risk()).isEqualTo(Risk.HIGH);
        assertThat(room.changes.judgement(room.scope, id).orElseThrow().environments())
                .contains("dev", "production");
    }

    @Test
    void whatWasTakenBackComesAgainOnlyWithAReview() {
        Change shipped = room.ship("first", shop("a=1\n"));
        Change second = room.ship("second", Map.of("web/things", "a=2\n"));
        assertThat(second.number()).isGreaterThan(shipped.number());
        Change back = room.command(room.author, second.id(), new ChangeCommand.GoBack("It fails."));
        room.await(back.id(), "merged");
        Change again = room.command(room.author, back.id(), new ChangeCommand.GoBack("It did not."));
        room.await(again.id(), "planned");
        assertThat(seen(again.id()).blockers()).containsExactly(new Blocker.NeedsApproval(1));
        assertThat(room.value("web", "a")).contains("1");
    }

    @Test
    void goingBackIsNotOpenedAnewLater() {
        room.ship("first", shop("a=1\n"));
        Change second = room.ship("second", Map.of("web/things", "a=2\n"));
        room.governance.needs(PROVIDER);
        Change back = room.command(room.author, second.id(), new ChangeCommand.GoBack("It fails."));
        room.await(back.id(), change -> change.state().over());
        assertThatThrownBy(() -> room.command(room.author, back.id(), new ChangeCommand.Reopen()));
    }

    @Test
    void closingAChangeMakesNobodyElseTheAuthorOfItsCommits() {
        ChangeId mine = room.push("first", shop("a=1\n"));
        Change planned = room.await(mine, "planned");
        room.command(room.author, mine, new ChangeCommand.Close());
        ChangeId theirs = room.push(room.reviewer, "other", planned.head(), Map.of("web/things", "a=1\nb=1\n"));
        Change taken = room.await(theirs, "planned");
        assertThat(taken.authors()).contains(room.author.reference(), room.reviewer.reference());
        assertThatThrownBy(
                        () -> room.command(room.author, theirs, new ChangeCommand.Approve(taken.fingerprint(), null)))
                .hasMessageContaining("own-change");
    }

    @Test
    void noOverrideReachesWhatGoverns() {
        for (String kind : List.of("contract", "guidelines", "exemptions", "prices")) {
            ChangeId id = room.push(
                    kind,
                    Map.of(
                            "binome.yaml",
                            "stacks:\n  " + kind + ": {path: " + kind + ", engine: document, environment: governance,"
                                    + " variables: {kind: " + kind + "}}\n",
                            kind + "/things",
                            "a=1\n"));
            Change planned = room.await(id, "planned");
            for (Actor.Person of : List.of(operator, owner)) {
                assertThatThrownBy(() -> room.command(
                                of, id, new ChangeCommand.Override(planned.fingerprint(), "It is urgent.")))
                        .as(kind)
                        .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                                .isEqualTo(new ChangeProblem.OverrideTooFar()));
            }
            assertThat(seen(id).overridden()).isNull();
            assertThat(seen(id).blockers()).as(kind).isNotEmpty().allMatch(Blocker.NeedsApproval.class::isInstance);
        }
    }

    @Test
    void anOverrideFallsWithTheContractItWasGivenUnder() {
        room.governance.needs(PROVIDER);
        ChangeId id = room.push("first", shop("a=1\n"));
        room.await(id, "planned");
        room.command(operator, id, new ChangeCommand.Override(seen(id).fingerprint(), "The shop is down."));
        assertThat(seen(id).blockers()).isEmpty();
        room.governance.needs(PROVIDER, Need.of(Party.TENANT, Role.LEAD, "production × high"));
        room.command(room.author, id, new ChangeCommand.Replan());
        Change again = room.await(id, "planned");
        assertThat(again.overridden()).isNull();
        assertThat(again.blockers()).contains(new Blocker.NeedsApproval(1, PROVIDER));
    }

    @Test
    void anOverrideFallsWithWhoGaveIt() {
        room.governance.needs(PROVIDER);
        ChangeId id = room.push("first", shop("a=1\n"));
        room.await(id, "planned");
        room.command(operator, id, new ChangeCommand.Override(seen(id).fingerprint(), "The shop is down."));
        room.governance.leaves(operator.member());
        assertThat(seen(id).blockers()).containsExactly(new Blocker.NeedsApproval(1, PROVIDER));
    }

    @Test
    void whoOverrodeDoesNotReviewItAfterwards() {
        room.governance.needs(PROVIDER);
        ChangeId id = room.push("first", shop("a=1\n"));
        room.await(id, "planned");
        String fingerprint = seen(id).fingerprint();
        room.command(operator, id, new ChangeCommand.Override(fingerprint, "The shop is down."));
        room.apply(id);
        room.await(id, "merged");
        assertThatThrownBy(() -> room.command(operator, id, new ChangeCommand.Approve(fingerprint, null)));
        room.command(room.reviewer, id, new ChangeCommand.Approve(fingerprint, null));
        assertThat(seen(id).reviewDue()).isFalse();
    }

    @Test
    void aVoteAgainstByWhoHasLeftBlocksNobody() {
        ChangeId id = room.push("first", shop("a=1\n"));
        room.await(id, "planned");
        room.command(operator, id, new ChangeCommand.Reject(seen(id).fingerprint(), "No."));
        assertThat(seen(id).blockers()).first().isInstanceOf(Blocker.Rejected.class);
        room.governance.leaves(operator.member());
        assertThat(seen(id).blockers()).containsExactly(new Blocker.NeedsApproval(1));
    }

    @Test
    void goingBackThatSomebodyVotedAgainstWaits() {
        room.ship("first", shop("a=1\n"));
        Change second = room.ship("second", Map.of("web/things", "a=2\n"));
        room.governance.calendar(ScheduledChangesTest.closed());
        Change back = room.command(room.author, second.id(), new ChangeCommand.GoBack("It fails."));
        Change waiting = room.await(back.id(), "planned");
        room.command(operator, back.id(), new ChangeCommand.Reject(waiting.fingerprint(), "Wait."));
        room.governance.open();
        room.command(room.author, back.id(), new ChangeCommand.Replan());
        Change planned = room.await(back.id(), change -> change.state() instanceof ChangeState.Planned);
        assertThat(planned.blockers()).first().isInstanceOf(Blocker.Rejected.class);
        assertThat(steps(back.id(), "change.queued")).isZero();
        assertThat(List.copyOf(planned.authors())).containsExactly(room.author.reference());
    }
}
