package io.binome.guidelines.internal;

import io.binome.guidelines.Situation;
import io.binome.guidelines.internal.Rule.About;
import io.binome.guidelines.internal.Rule.Applies;
import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

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
        Map<Kind, List<ResourceChange>> kinds = new HashMap<>();
        situation.plan().changes().forEach(change -> kinds.computeIfAbsent(
                        new Kind(change.type(), change.action()), _ -> new ArrayList<>())
                .add(change));
        // By identity: a rule is large, and there is one of each.
        Map<Rule, List<ResourceChange>> resources = new IdentityHashMap<>();
        for (Rule rule : asked) {
            if (rule.about() == About.RESOURCE) {
                List<ResourceChange> found = new ArrayList<>();
                kinds.forEach((kind, changes) -> {
                    if (rule.applies().actions().contains(kind.action())
                            && Glob.any(rule.applies().types(), kind.type())) {
                        found.addAll(changes);
                    }
                });
                found.sort(Comparator.comparing(ResourceChange::address));
                resources.put(rule, found);
            }
        }
        return new Asked(asked, resources);
    }

    private static boolean concerns(Applies applies, Situation situation) {
        return Glob.any(applies.engines(), situation.plan().engine())
                && (applies.environments().isEmpty()
                        || situation.environments().stream()
                                .anyMatch(environment -> Glob.any(applies.environments(), environment)));
    }

    private record Kind(String type, Action action) {}

    /** @param byRule which resources each rule about resources is asked of */
    record Asked(List<Rule> rules, Map<Rule, List<ResourceChange>> byRule) {
        List<ResourceChange> resources(Rule rule) {
            return byRule.getOrDefault(rule, List.of());
        }
    }
}
