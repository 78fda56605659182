package io.binome.changes;

import io.binome.billing.CostDelta;
import io.binome.billing.Estimates;
import io.binome.contracts.Need;
import io.binome.guidelines.GuidelineFinding;
import io.binome.kernel.Risk;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What contract, guidelines, prices and budgets say of the plans of a change.
 *
 * @param contract number of the version that was asked
 * @param accepted whether that version was agreed by then
 * @param rules fingerprint of the guidelines and exemptions that were asked
 * @param governs whether it changes what governs: nothing of it is ever overridden
 * @param overridable whether an operator may leave out what is asked for; the contract can forbid it
 * @param goingBack whether it only takes back what was applied last, which was reviewed as it is: then no rule blocks
 *     and nobody approves it before
 * @param budgets those that it would break
 * @param required the approvals that it needs; empty when who made it may apply it alone
 */
public record Judgement(
        int contract,
        boolean accepted,
        String rules,
        boolean governs,
        boolean overridable,
        boolean goingBack,
        Risk risk,
        List<OfStack> stacks,
        List<Estimates.Broken> budgets,
        List<Required> required,
        Instant at) {
    public Judgement {
        stacks = List.copyOf(stacks);
        budgets = List.copyOf(budgets);
        required = List.copyOf(required);
    }

    /** Findings that keep it from being applied. */
    public List<GuidelineFinding> blocking() {
        if (goingBack) {
            return List.of();
        }
        return stacks.stream()
                .flatMap(stack -> stack.findings().stream())
                .filter(GuidelineFinding::blocks)
                .toList();
    }

    /** Findings that ask for something else than is done, and that no exemption lifts; those that block among them. */
    public List<GuidelineFinding> warnings() {
        return stacks.stream()
                .flatMap(stack -> stack.findings().stream())
                .filter(finding -> finding.severity() != GuidelineFinding.Severity.INFO && finding.exemption() == null)
                .toList();
    }

    /** Those whose windows and freezes hold for it. */
    public SortedSet<String> environments() {
        SortedSet<String> all = new TreeSet<>();
        stacks.forEach(stack -> all.addAll(stack.environments()));
        return all;
    }

    /**
     * Of one stack.
     *
     * @param environments whose terms hold: as declared at the target and at the branch, and as the contract maps paths
     * @param reasons why that risk, English sentences
     * @param cost a month; null when nothing is known of prices
     */
    public record OfStack(
            String stack,
            SortedSet<String> environments,
            Risk risk,
            List<String> reasons,
            List<GuidelineFinding> findings,
            @Nullable CostDelta cost) {
        public OfStack {
            environments = Collections.unmodifiableSortedSet(new TreeSet<>(environments));
            reasons = List.copyOf(reasons);
            findings = List.copyOf(findings);
        }
    }

    /**
     * @param authorsCount whether an author's own vote counts for it: where one side must consent and has nobody else of
     *     that role, because the other side's person looks at it in any case
     */
    public record Required(Need need, boolean authorsCount) {}
}
