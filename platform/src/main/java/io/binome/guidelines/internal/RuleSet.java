package io.binome.guidelines.internal;

import io.binome.guidelines.Situation;
import io.binome.guidelines.internal.Rule.About;
import io.binome.guidelines.internal.Rule.Applies;
import io.binome.stacks.Action;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Rules of which each id is there once, in the order of the ids. Finds those that a plan has to do with. */
record RuleSet(List<Rule> rules) {
    static RuleSet of(Collection<Rule> rules) {
        return new RuleSet(rules.stream().sorted(Comparator.comparing(Rule::id)).toList());
    }

    /** What is asked in a situation. */
    Asked asked(Situation situation) {
        List<Rule> asked = rules.stream()
                .filter(rule -> concerns(rule.applies(), situation))
                .toList();
        return new Asked(asked);
    }

    private static boolean concerns(Applies applies, Situation situation) {
        return Glob.any(applies.engines(), situation.plan().engine())
                && (applies.environments().isEmpty()
                        || situation.environments().stream()
                                .anyMatch(environment -> Glob.any(applies.environments(), environment)));
    }

    /** What all resources have in common that a rule's {@code applies} looks at. */
    record Kind(String type, Action action) {}

    record Asked(List<Rule> rules) {
        boolean concerns(Rule rule, Kind kind) {
            return rule.about() == About.RESOURCE
                    && rule.applies().actions().contains(kind.action())
                    && Glob.any(rule.applies().types(), kind.type());
        }
    }
}
