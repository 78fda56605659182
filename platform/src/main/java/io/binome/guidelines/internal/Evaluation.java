package io.binome.guidelines.internal;

import dev.cel.runtime.CelEvaluationException;
import io.binome.guidelines.Situation;
import io.binome.guidelines.internal.Rule.About;
import io.binome.guidelines.internal.Rule.Expression;
import io.binome.stacks.ResourceChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks rules of one situation. Each evaluation may look at so much, and all of a rule, and all rules, may take so long:
 * whoever writes rules cannot keep the server busy. What was not asked to its end counts as broken, never as kept.
 */
final class Evaluation {
    /** Looks into the plan; a usual rule takes ten. */
    private static final long STEPS_OF_RESOURCE = 100_000;

    private static final long STEPS_OF_STACK = 2_000_000;

    private final Limits limits;
    private final Meter meter = new Meter();
    private final List<Judged> judged = new ArrayList<>();

    private Evaluation(Limits limits) {
        this.limits = limits;
    }

    /** How long one rule, and all together, may take over a plan. Far more than any that means well. */
    record Limits(Duration ofOneRule, Duration ofAll) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    /** @param resource null for the stack as a whole */
    record Judged(Rule rule, @Nullable ResourceChange resource, Verdict verdict) {}

    /** Everything but what is kept or not asked, rules in the order of their ids, resources in that of the plan. */
    static List<Judged> of(RuleSet rules, Situation situation, Places places, Limits limits) {
        Evaluation evaluation = new Evaluation(limits);
        ScopedValue.where(Meter.CURRENT, evaluation.meter).run(() -> evaluation.ask(rules, situation, places));
        return evaluation.judged;
    }

    private void ask(RuleSet rules, Situation situation, Places places) {
        long end = System.nanoTime() + limits.ofAll().toNanos();
        meter.begin(Long.MAX_VALUE);
        Facts facts = Facts.of(meter, situation, places);
        Map<String, Object> variables = new HashMap<>(facts.variables());
        RuleSet.Asked asked = rules.asked(situation);
        for (Rule rule : asked.rules()) {
            if (System.nanoTime() > end) {
                judged.add(new Judged(
                        rule, null, new Verdict.Broken("all rules together take longer than they may over this plan")));
                continue;
            }
            if (rule.about() == About.STACK) {
                variables.remove("resource");
                keep(rule, null, verdict(rule, variables, STEPS_OF_STACK));
            } else {
                resources(rule, asked.resources(rule), facts, variables);
            }
        }
    }

    private void resources(Rule rule, List<ResourceChange> resources, Facts facts, Map<String, Object> variables) {
        long end = System.nanoTime() + limits.ofOneRule().toNanos();
        for (ResourceChange resource : resources) {
            meter.begin(Long.MAX_VALUE);
            variables.put("resource", facts.of(resource));
            Verdict verdict = verdict(rule, variables, STEPS_OF_RESOURCE);
            keep(rule, resource, verdict);
            if (verdict instanceof Verdict.Broken(String reason) && reason.equals(TOO_COSTLY)) {
                // It would be no cheaper for the next one.
                return;
            }
            if (System.nanoTime() > end) {
                keep(rule, null, new Verdict.Broken("it takes longer than a rule may over this plan"));
                return;
            }
        }
    }

    private void keep(Rule rule, @Nullable ResourceChange resource, Verdict verdict) {
        if (!(verdict instanceof Verdict.Complies || verdict instanceof Verdict.Skipped)) {
            judged.add(new Judged(rule, resource, verdict));
        }
    }

    private Verdict verdict(Rule rule, Map<String, Object> variables, long steps) {
        meter.begin(steps);
        return verdict(rule, variables);
    }

    private static final String TOO_COSTLY = "it looks at more than one evaluation may";
    private static final int LONGEST_REASON = 300;

    /** Of a rule that is asked, whatever it costs. The meter must be bound and begun. */
    static Verdict verdict(Rule rule, Map<String, Object> variables) {
        try {
            if (rule.when() != null && !holds(rule.when(), variables)) {
                return new Verdict.Skipped();
            }
            return rule.must() != null && holds(rule.must(), variables)
                    ? new Verdict.Complies()
                    : new Verdict.Violates();
        } catch (CelEvaluationException | RuntimeException | StackOverflowError failed) {
            return why(failed);
        }
    }

    private static boolean holds(Expression expression, Map<String, Object> variables) throws CelEvaluationException {
        Object result = expression.program().eval(variables);
        if (result instanceof Boolean truth) {
            return truth;
        }
        throw new IllegalStateException("the expression gives neither true nor false");
    }

    private static Verdict why(Throwable failed) {
        Throwable innermost = failed;
        for (Throwable at = failed; at != null; at = at.getCause()) {
            switch (at) {
                case UnknownValue unknown -> {
                    return new Verdict.Unknown(unknown.path());
                }
                case Meter.TooCostly _, dev.cel.common.exceptions.CelIterationLimitExceededException _ -> {
                    return new Verdict.Broken(TOO_COSTLY);
                }
                case StackOverflowError _ -> {
                    return new Verdict.Broken("it goes too deep");
                }
                default -> innermost = at;
            }
        }
        String message = innermost.getMessage();
        String reason = (message == null ? innermost.getClass().getSimpleName() : message)
                .replaceAll("\\s+", " ")
                .strip();
        String cut = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
        return new Verdict.Broken(cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut);
    }
}
