package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeProblem;
import io.binome.changes.Offer;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantId;
import io.binome.ledger.LedgerFilter;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.stacks.DriftOutcome;
import io.binome.stacks.Engine;
import io.binome.stacks.Plan;
import io.binome.tenancy.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plans that an operator limits to some addresses, over real PostgreSQL, Git and jobs. */
class LimitedPlansTest {
    private static final List<String> ONLY_A = List.of("thing.a");

    private final ChangesFixture room = new ChangesFixture();
    private final Actor.Person operator =
            new Actor.Person(new MemberId(UUID.randomUUID()), new TenantId(UUID.randomUUID()));

    LimitedPlansTest() {
        room.person(operator, Role.OPERATOR);
        room.engine.limits = true;
    }

    @AfterEach
    void close() {
        room.close();
    }

    private ChangeId planned() {
        ChangeId id =
                room.push("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "a=1\nb=1\n"));
        room.await(id, "planned");
        return id;
    }

    private Change limited(ChangeId id) {
        String before = seen(id).fingerprint();
        room.command(operator, id, new ChangeCommand.Limit(ONLY_A, "The rest waits for its supplier."));
        return replanned(id, before);
    }

    private Change replanned(ChangeId id, String before) {
        return room.await(
                id,
                change -> change.state().name().equals("planned")
                        && !change.fingerprint().equals(before));
    }

    private Change seen(ChangeId id) {
        return room.changes.get(room.scope, id);
    }

    private Plan plan(ChangeId id) {
        Plan plan = room.changes.plans(room.scope, id).getFirst().plan();
        assertThat(plan).isNotNull();
        return plan;
    }

    private Problem refusal(ChangeId id, ChangeCommand command) {
        try {
            room.command(operator, id, command);
        } catch (ProblemException refused) {
            return refused.problem();
        }
        throw new AssertionError("It was not refused");
    }

    @Test
    void whatWasSaidIsKeptRecordedAndPartOfWhatIsApproved() {
        ChangeId id = planned();
        room.approve(id);
        String whole = plan(id).hash();
        Change limited = limited(id);
        assertThat(limited.limited()).isNotNull();
        assertThat(limited.limited().targets()).isEqualTo(ONLY_A);
        assertThat(limited.limited().by()).isEqualTo(operator.reference());
        assertThat(limited.limited().reason()).isEqualTo("The rest waits for its supplier.");
        assertThat(limited.summary().creates()).isEqualTo(1);
        assertThat(limited.blockers()).containsExactly(new Blocker.NeedsApproval(1));
        assertThat(plan(id).targets()).isEqualTo(ONLY_A);
        assertThat(plan(id).hash()).isNotEqualTo(whole);
        assertThat(room.changes.activity(room.scope, id))
                .anySatisfy(one -> assertThat(one).isInstanceOfSatisfying(Activity.Step.class, step -> {
                    assertThat(step.kind()).isEqualTo("change.limited");
                    assertThat(step.details())
                            .containsEntry("targets", "thing.a")
                            .containsEntry("reason", "The rest waits for its supplier.");
                }));
        assertThat(room.ledger
                        .list(room.scope, new LedgerFilter("change.limited", "change:" + id), PageRequest.first(5))
                        .items())
                .hasSize(1);
    }

    @Test
    void theRestIsNotTakenAsApplied() {
        ChangeId id = planned();
        limited(id);
        room.approve(id);
        room.apply(id);
        room.await(id, "merged");
        assertThat(room.value("web", "a")).contains("1");
        assertThat(room.value("web", "b")).isEmpty();

        // A look for drift plans all of it.
        Engine.PlanRequest asApplied = room.changes
                .asApplied(room.scope, room.stack("web").id(), new RunId(UUID.randomUUID()))
                .orElseThrow();
        assertThat(asApplied.targets()).isEmpty();
        DriftOutcome drift = room.engine.drift(asApplied, RunLog.NONE, Cancellation.NONE);
        assertThat(drift).isInstanceOfSatisfying(DriftOutcome.Found.class, found -> assertThat(found.drift())
                .singleElement()
                .satisfies(one -> assertThat(one.address()).isEqualTo("thing.b")));

        // And so does the next change of the stack.
        ChangeId next = room.push("second", Map.of("web/things", "a=2\nb=1\n"));
        Change both = room.await(next, "planned");
        assertThat(both.limited()).isNull();
        assertThat(both.summary().creates()).isEqualTo(1);
        assertThat(both.summary().updates()).isEqualTo(1);
    }

    @Test
    void aNewPushDropsIt() {
        ChangeId id = planned();
        Change limited = limited(id);
        room.push(room.author, "first", limited.head(), Map.of("web/things", "a=3\nb=1\n"));
        Change again = replanned(id, limited.fingerprint());
        assertThat(again.limited()).isNull();
        assertThat(plan(id).targets()).isEmpty();
        assertThat(again.summary().creates()).isEqualTo(2);
    }

    @Test
    void itIsTakenBack() {
        ChangeId id = planned();
        String whole = seen(id).fingerprint();
        Change limited = limited(id);
        room.command(operator, id, new ChangeCommand.Limit(List.of(), ""));
        Change again = replanned(id, limited.fingerprint());
        assertThat(again.limited()).isNull();
        assertThat(again.fingerprint()).isEqualTo(whole);
        assertThat(refusal(id, new ChangeCommand.Limit(List.of(), ""))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void aContractThatForbidsOverridesForbidsIt() {
        ChangeId id = planned();
        Change limited = limited(id);
        room.approve(id);
        room.governance.forbidOverrides();
        assertThat(refusal(id, new ChangeCommand.Limit(ONLY_A, "It is urgent.")))
                .isEqualTo(new ChangeProblem.NoTargets());
        // Nor is applied what was limited before it forbade that; taking it back is always possible.
        assertThatThrownBy(() -> room.apply(id)).isInstanceOf(ProblemException.class);
        room.command(operator, id, new ChangeCommand.Limit(List.of(), ""));
        replanned(id, limited.fingerprint());
        assertThat(room.changes.offers(room.scope, id, operator, true))
                .filteredOn(offer -> offer.command().equals("targets"))
                .extracting(Offer::refusal)
                .containsExactly("no-targets");
    }

    @Test
    void itFallsWithTheRoleOfWhoSaidIt() {
        ChangeId id = planned();
        limited(id);
        room.approve(id);
        room.governance.leaves(operator.member());
        room.apply(id);
        Change back = room.await(id, "planned");
        assertThat(room.value("web", "a")).isEmpty();
        assertThat(room.changes.activity(room.scope, id))
                .anySatisfy(one -> assertThat(one).isInstanceOfSatisfying(Activity.Step.class, step -> assertThat(
                                step.details().getOrDefault("reason", ""))
                        .contains("who limited its plan")));
        assertThat(back.limited()).isNotNull();
    }

    @Test
    void itTakesAReasonAndAddressesAndNothingElse() {
        ChangeId id = planned();
        assertThat(refusal(id, new ChangeCommand.Limit(ONLY_A, " "))).isInstanceOf(InvalidInput.class);
        for (String wrong : List.of("-target=thing.b", "--help", "thing.a -destroy", "thing.a\n", "", "a")) {
            assertThat(refusal(id, new ChangeCommand.Limit(List.of(wrong), "Because.")))
                    .as(wrong)
                    .isInstanceOf(InvalidInput.class);
        }
        List<String> many = IntStream.range(0, 21).mapToObj(i -> "thing.a" + i).toList();
        assertThat(refusal(id, new ChangeCommand.Limit(many, "Because."))).isInstanceOf(InvalidInput.class);
        assertThat(seen(id).state().name()).isEqualTo("planned");
    }

    @Test
    void anEngineThatCannotLimitSaysSo() {
        room.engine.limits = false;
        ChangeId id = planned();
        room.command(operator, id, new ChangeCommand.Limit(ONLY_A, "Because."));
        room.await(id, "plan-failed");
        assertThat(room.changes.plans(room.scope, id).getFirst().failure()).contains("cannot be limited");
    }

    @Test
    void goingBackOverALimitedChangeIsReviewed() {
        room.ship("zero", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "a=0\nb=0\n"));
        ChangeId id = room.push("first", Map.of("web/things", "a=1\nb=1\n"));
        room.await(id, "planned");
        limited(id);
        room.approve(id);
        room.apply(id);
        room.await(id, "merged");
        Change back = room.command(room.author, id, new ChangeCommand.GoBack("It fails."));
        Change waiting = room.await(back.id(), "planned");
        assertThat(waiting.blockers()).containsExactly(new Blocker.NeedsApproval(1));
        assertThat(refusal(back.id(), new ChangeCommand.Limit(ONLY_A, "Because.")))
                .isInstanceOf(ChangeProblem.Blocked.class);
    }

    @Test
    void goingBackHalfWayTouchesNoMoreThanItCovered() {
        room.ship("zero", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "a=0\nb=0\nc=0\n"));
        ChangeId id = room.push("first", Map.of("web/things", "a=1\nb=1\nc=1\n"));
        Change whole = room.await(id, "planned");
        room.command(operator, id, new ChangeCommand.Limit(List.of("thing.b", "thing.a"), "Not c."));
        replanned(id, whole.fingerprint());
        room.approve(id);
        room.engine.broken = "b";
        room.apply(id);
        room.await(id, "apply-failed");
        // Somebody touched by hand what the plan left out.
        room.engine.live.get(room.stack("web").id()).put("c", "by hand");
        room.engine.broken = null;
        room.command(room.author, id, new ChangeCommand.GoBack("It fails."));
        room.await(id, "went-back");
        assertThat(room.value("web", "a")).contains("0");
        assertThat(room.value("web", "c")).contains("by hand");
    }
}
