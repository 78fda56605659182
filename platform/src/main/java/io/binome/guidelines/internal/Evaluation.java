package io.binome.guidelines.internal;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import io.binome.guidelines.Situation;
import io.binome.guidelines.internal.Rule.About;
import io.binome.guidelines.internal.Rule.Expression;
import io.binome.stacks.ResourceChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private long end;

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
        end = System.nanoTime() + limits.ofAll().toNanos();
        meter.begin(Long.MAX_VALUE);
        Facts facts = Facts.of(meter, situation, places);
        Map<String, Object> variables = new HashMap<>(facts.variables());
        RuleSet.Asked asked = rules.asked(situation);
        List<Sheet> sheets = asked.rules().stream().map(Sheet::new).toList();
        for (Sheet sheet : sheets) {
            if (sheet.rule.about() == About.STACK) {
                ask(sheet, null, variables, STEPS_OF_STACK);
            }
        }
        resources(sheets, asked, situation.plan().changes(), facts, variables);
        sheets.forEach(sheet -> judged.addAll(sheet.judged));
    }

    /** All rules of one resource before the next: what it is made of is looked at while it is near. */
    private void resources(
            List<Sheet> sheets,
            RuleSet.Asked asked,
            List<ResourceChange> changes,
            Facts facts,
            Map<String, Object> variables) {
        Map<RuleSet.Kind, List<Sheet>> byKind = new HashMap<>();
        for (ResourceChange change : changes) {
            List<Sheet> concerned =
                    byKind.computeIfAbsent(new RuleSet.Kind(change.type(), change.action()), kind -> sheets.stream()
                            .filter(sheet -> asked.concerns(sheet.rule, kind))
                            .toList());
            if (!concerned.isEmpty()) {
                meter.begin(Long.MAX_VALUE);
                variables.put("resource", facts.of(change));
                for (Sheet sheet : concerned) {
                    ask(sheet, change, variables, STEPS_OF_RESOURCE);
                }
            }
        }
    }

    private void ask(Sheet sheet, @Nullable ResourceChange resource, Map<String, Object> variables, long steps) {
        if (sheet.ended) {
            return;
        }
        long begun = System.nanoTime();
        if (begun > end) {
            sheet.end("all rules together take longer than they may over this plan");
            return;
        }
        meter.begin(steps);
        Verdict verdict = verdict(sheet.rule, variables);
        if (verdict instanceof Verdict.Broken(String reason) && reason.equals(TOO_COSTLY)) {
            // It would be no cheaper for the next one.
            sheet.end(TOO_COSTLY);
            return;
        }
        if (!(verdict instanceof Verdict.Complies || verdict instanceof Verdict.Skipped)) {
            sheet.judged.add(new Judged(sheet.rule, resource, verdict));
        }
        sheet.nanos += System.nanoTime() - begun;
        if (sheet.nanos > limits.ofOneRule().toNanos()) {
            sheet.end("it takes longer than a rule may over this plan");
        }
    }

    /** What came of one rule. */
    private static final class Sheet {
        private final Rule rule;
        private final List<Judged> judged = new ArrayList<>();
        private long nanos;
        private boolean ended;

        Sheet(Rule rule) {
            this.rule = rule;
        }

        /** It is not asked any more. */
        void end(String reason) {
            ended = true;
            judged.add(new Judged(rule, null, new Verdict.Broken(reason)));
        }
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
        // Handed a map, CEL copies it each time.
        Object result =
                expression.program().eval((CelVariableResolver) name -> Optional.ofNullable(variables.get(name)));
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
                .replaceFirst("^evaluation error at <input>:\\d+: ", "")
                .strip();
        String cut = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
        return new Verdict.Broken(cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut);
    }
}
