package io.binome.server.api;

import io.binome.billing.CostDelta;
import io.binome.changes.Judgement;
import io.binome.guidelines.GuidelineFinding;
import io.binome.kernel.Money;
import io.binome.kernel.Risk;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What is said of the plans of a change, as the API answers it.
 *
 * @param contract number of the version that was asked
 * @param rules fingerprint of the guidelines and exemptions that were asked
 * @param needs whose approval it takes, as sentences
 */
record JudgementView(
        int contract,
        boolean contractAccepted,
        String rules,
        Risk risk,
        List<OfStack> stacks,
        List<BudgetView> budgets,
        List<String> needs,
        Instant at) {

    /**
     * @param cost what it adds a month; null when nothing is known of prices
     */
    record OfStack(
            String stack,
            SortedSet<String> environments,
            Risk risk,
            List<String> reasons,
            List<GuidelineFinding> findings,
            @Nullable CostView cost) {}

    /** Amounts in units of the currency, as decimal text; {@code unknown} are the addresses without a price. */
    record CostView(String low, String high, String currency, List<String> unknown, String priceBook) {
        static @Nullable CostView of(@Nullable CostDelta cost) {
            return cost == null || cost.priceBook() == null
                    ? null
                    : new CostView(
                            plain(cost.low()),
                            plain(cost.high()),
                            cost.low().currency(),
                            cost.unknown(),
                            cost.priceBook());
        }
    }

    /**
     * A budget that it would break, or of which nobody can tell whether it does.
     *
     * @param over whether {@code then} is too much
     * @param usedUp whether what was measured this month has used it up, and the contract holds what adds cost then
     * @param untold addresses without a price for whose sake the budget's approvers are asked
     */
    record BudgetView(
            String budget,
            String month,
            String present,
            String then,
            String currency,
            boolean over,
            boolean usedUp,
            List<String> untold) {}

    static JudgementView of(Judgement judgement) {
        return new JudgementView(
                judgement.contract(),
                judgement.accepted(),
                judgement.rules(),
                judgement.risk(),
                judgement.stacks().stream()
                        .map(stack -> new OfStack(
                                stack.stack(),
                                stack.environments(),
                                stack.risk(),
                                stack.reasons(),
                                stack.findings(),
                                CostView.of(stack.cost())))
                        .toList(),
                judgement.budgets().stream()
                        .map(broken -> new BudgetView(
                                broken.budget().name(),
                                plain(broken.budget().month()),
                                plain(broken.present()),
                                plain(broken.then()),
                                broken.budget().month().currency(),
                                broken.over(),
                                broken.usedUp(),
                                broken.untold()))
                        .toList(),
                judgement.required().stream()
                        .map(required -> NeedSentence.phrase(
                                required.need(), required.need().count()))
                        .toList(),
                judgement.at());
    }

    private static String plain(Money money) {
        return money.amount().toPlainString();
    }
}
