package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.contracts.Contract;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.guidelines.GuidelineFinding;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Money;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantId;
import io.binome.tenancy.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What contract, rules and budgets ask of a change, over real PostgreSQL, Git and jobs. */
class GovernedChangesTest {
    private static final Need PROVIDER = Need.of(Party.PROVIDER, Role.OPERATOR, "production × high");

    private final ChangesFixture room = new ChangesFixture();
    private final Actor.Person operator =
            new Actor.Person(new MemberId(UUID.randomUUID()), new TenantId(UUID.randomUUID()));

    GovernedChangesTest() {
        room.person(operator, Role.OPERATOR);
    }

    @AfterEach
    void close() {
        room.close();
    }

    private ChangeId planned() {
        ChangeId id = room.push("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "a=1\n"));
        room.await(id, "planned");
        return id;
    }

    private void approve(Actor actor, ChangeId id) {
        room.command(
                actor,
                id,
                new ChangeCommand.Approve(room.changes.get(room.scope, id).fingerprint(), null));
    }

    private List<String> kinds(ChangeId id) {
        return room.changes.activity(room.scope, id).stream()
                .filter(Activity.Step.class::isInstance)
                .map(step -> ((Activity.Step) step).kind())
                .toList();
    }

    @Test
    void whereTheContractSaysSelfTheAuthorAppliesAlone() {
        room.governance.needs();
        ChangeId id = planned();
        assertThat(room.changes.get(room.scope, id).blockers()).isEmpty();
        room.apply(id);
        room.await(id, "merged");
    }

    @Test
    void aPeerDoesNotStandInForTheProvider() {
        room.governance.needs(PROVIDER);
        room.governance.risk(Risk.HIGH);
        ChangeId id = planned();
        room.approve(id);
        Change waiting = room.changes.get(room.scope, id);
        assertThat(waiting.risk()).isEqualTo(Risk.HIGH);
        assertThat(waiting.blockers()).containsExactly(new Blocker.NeedsApproval(1, PROVIDER));
        // Of four people only the one is asked who can give what is missing.
        assertThat(room.changes.awaited(room.scope, id)).containsExactly(((Actor.Person) operator).member());
        assertThatThrownBy(() -> room.apply(id)).hasMessageContaining("operator of the provider (production × high)");
        approve(operator, id);
        assertThat(room.changes.awaited(room.scope, id)).isEmpty();
        room.apply(id);
        room.await(id, "merged");
        assertThat(room.told(id))
                .containsExactly("REVIEW_ASKED", "CHANGE_APPROVED", "CHANGE_APPROVED", "CHANGE_APPLIED");
    }

    @Test
    void anApproverWhoLostTheRoleNoLongerCounts() {
        room.governance.needs(PROVIDER);
        ChangeId id = planned();
        approve(operator, id);
        assertThat(room.changes.get(room.scope, id).blockers()).isEmpty();
        room.governance.leaves(operator.member());
        assertThat(room.changes.get(room.scope, id).blockers()).containsExactly(new Blocker.NeedsApproval(1, PROVIDER));
        assertThatThrownBy(() -> room.apply(id)).hasMessageContaining("needs");
    }

    @Test
    void aRuleThatBlocksIsSaidWithItsWordsAndLiftedWithTheRule() {
        room.governance.findings(finding());
        ChangeId id = planned();
        room.approve(id);
        assertThat(room.changes.get(room.scope, id).blockers())
                .containsExactly(new Blocker.BreaksRules(1, "Pin the image."));
        assertThatThrownBy(() -> room.apply(id)).hasMessageContaining("Pin the image.");
        room.governance.findings();
        assertThat(room.changes.get(room.scope, id).blockers()).first().isEqualTo(new Blocker.Stale(List.of("rules")));
        room.command(room.reviewer, id, new ChangeCommand.Replan());
        room.await(
                id,
                change -> change.state().name().equals("planned")
                        && change.blockers().isEmpty());
        assertThat(room.changes.reviews(room.scope, id))
                .as("a plan that stays the same keeps its votes")
                .allMatch(io.binome.changes.Review::counts);
    }

    @Test
    void whatGovernsIsAskedAnewWhenItHasChanged() {
        ChangeId id = planned();
        room.approve(id);
        room.governance.needs(PROVIDER);
        assertThat(room.changes.get(room.scope, id).blockers())
                .first()
                .isEqualTo(new Blocker.Stale(List.of("contract")));
        room.changes.termsMoved(room.scope);
        Change again =
                room.await(id, change -> change.blockers().equals(List.of(new Blocker.NeedsApproval(1, PROVIDER))));
        assertThat(again.state().name()).isEqualTo("planned");
    }

    @Test
    void aRuleThatBlocksSinceItWasQueuedStopsItBeforeAnythingIsDone() {
        room.ship(
                "base",
                Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "a=1\nc=1\nd=1\ne=1\nb=1\n"));
        ChangeId first = room.push("first", Map.of("web/things", "a=2\nc=1\nd=1\ne=1\nb=1\n"));
        ChangeId second = room.push("second", Map.of("web/things", "a=1\nc=1\nd=1\ne=1\nb=2\n"));
        room.await(first, "planned");
        room.await(second, "planned");
        room.approve(first);
        room.approve(second);
        CountDownLatch go = new CountDownLatch(1);
        room.engine.beforeEach = () -> {
            try {
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        room.apply(first);
        room.await(first, "applying");
        room.command(
                room.author,
                second,
                new ChangeCommand.Apply(room.changes.get(room.scope, second).fingerprint()));
        room.governance.findings(finding());
        go.countDown();
        room.await(first, "merged");
        room.await(second, change -> change.state().name().equals("planned"));
        assertThat(kinds(second)).contains("change.went-stale").doesNotContain("change.apply-began");
    }

    @Test
    void aBrokenBudgetAsksForTheApprovalThatItNames() {
        Need lead = Need.of(Party.TENANT, Role.LEAD, "budget web");
        room.governance.broken(new Contract.Budget(
                "web", null, null, Money.zero("EUR"), new Contract.Approvals("lead", List.of(lead))));
        ChangeId id = planned();
        room.approve(id);
        assertThat(room.changes.get(room.scope, id).blockers()).containsExactly(new Blocker.NeedsApproval(1, lead));
        assertThat(room.changes.judgement(room.scope, id).orElseThrow().budgets())
                .hasSize(1);
    }

    @Test
    void anOverrideLetsThroughAndIsReviewedAfterwards() {
        room.governance.needs(PROVIDER);
        room.governance.findings(finding());
        ChangeId id = planned();
        String seen = room.changes.get(room.scope, id).fingerprint();
        room.command(operator, id, new ChangeCommand.Override(seen, "The shop is down."));
        Change lifted = room.changes.get(room.scope, id);
        assertThat(lifted.blockers()).isEmpty();
        assertThat(lifted.overridden()).isNotNull();
        assertThat(lifted.overridden().reason()).isEqualTo("The shop is down.");
        room.apply(id);
        assertThat(room.await(id, "merged").reviewDue()).isTrue();
        assertThat(kinds(id)).contains("change.overridden");
        assertThat(room.told(id)).contains("CHANGE_OVERRIDDEN");
    }

    @Test
    void anOverrideHoldsForOnePlanOnly() {
        room.governance.needs(PROVIDER);
        ChangeId id = planned();
        Change seen = room.changes.get(room.scope, id);
        room.command(operator, id, new ChangeCommand.Override(seen.fingerprint(), "The shop is down."));
        room.push(room.author, "first", seen.head(), Map.of("web/things", "a=2\n"));
        room.await(
                id,
                change -> change.state().name().equals("planned")
                        && !change.fingerprint().equals(seen.fingerprint()));
        assertThat(room.changes.get(room.scope, id).blockers()).containsExactly(new Blocker.NeedsApproval(1, PROVIDER));
        assertThat(room.changes.get(room.scope, id).overridden()).isNull();
    }

    private static GuidelineFinding finding() {
        return new GuidelineFinding(
                "pinned-images",
                "Images are pinned",
                GuidelineFinding.Severity.BLOCK,
                Risk.MEDIUM,
                "web",
                "service.web",
                new TreeMap<>(Map.of("en", "Pin the image.", "fr", "Figez l'image.")),
                new TreeMap<>(),
                null,
                null,
                0,
                null);
    }
}
