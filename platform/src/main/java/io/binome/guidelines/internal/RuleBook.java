package io.binome.guidelines.internal;

import io.binome.guidelines.internal.Rule.Unknown;
import io.binome.guidelines.internal.RuleReader.Written;
import io.binome.kernel.Risk;
import io.binome.stacks.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rules of three layers laid over one another: those that are shipped, the provider's, a tenant's. Each may weigh those
 * below it otherwise and add its own; nobody takes a shipped one away, and a tenant only tightens what the provider
 * called final.
 */
final class RuleBook {
    private final Map<String, Held> rules = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    enum Layer {
        SHIPPED,
        PROVIDER,
        TENANT
    }

    /** @param layer that wrote what it asks */
    record Held(Rule rule, Layer layer) {}

    RuleBook lay(Layer layer, Collection<Written> written) {
        Map<String, Written> seen = new HashMap<>();
        Set<String> tunedTwice = new HashSet<>();
        for (Written one : written) {
            Written first = seen.putIfAbsent(one.id(), one);
            if (first != null && tunedTwice.add(one.id())) {
                wrong(
                        "guideline-duplicate",
                        one,
                        "There is a rule '" + one.id() + "' already, in "
                                + first.place().file() + " on line "
                                + first.place().line() + ".",
                        "Give one of them another id.");
                continue;
            }
            switch (one) {
                case Written.Whole whole -> whole(layer, whole);
                case Written.Tuned tuned -> tuned(layer, tuned);
            }
        }
        return this;
    }

    private void whole(Layer layer, Written.Whole written) {
        Held below = rules.get(written.id());
        if (below != null && below.layer() == Layer.SHIPPED && layer != Layer.SHIPPED) {
            wrong(
                    "guideline-shipped",
                    written,
                    "'" + written.id() + "' is a rule that comes with Binome: what it asks cannot be written anew.",
                    "Change its severity, unknown or risk alone; or give your rule another id.");
        } else if (below != null && below.rule().locked() && layer == Layer.TENANT) {
            wrong(
                    "guideline-final",
                    written,
                    "'" + written.id() + "' is the provider's and final: it cannot be written anew.",
                    "Give your rule another id; to tighten this one, write its id and a higher severity alone.");
        } else if (layer == Layer.TENANT && written.rule().locked()) {
            onlyProvider(written);
        } else {
            rules.put(written.id(), new Held(written.rule(), layer));
        }
    }

    private void tuned(Layer layer, Written.Tuned tuned) {
        Held below = rules.get(tuned.id());
        if (below == null) {
            wrong(
                    "guideline-missing",
                    tuned,
                    "There is no rule '" + tuned.id() + "' whose weight could be changed.",
                    "Write a whole rule, with title, must and message; or correct the id.");
            return;
        }
        if (layer == Layer.TENANT && tuned.locked()) {
            onlyProvider(tuned);
            return;
        }
        Rule rule = below.rule();
        var severity = Objects.requireNonNullElse(tuned.severity(), rule.severity());
        Unknown unknown = Objects.requireNonNullElse(
                tuned.unknown(), tuned.severity() == null ? rule.unknown() : stricter(rule.unknown(), severity));
        Risk risk = tuned.risk() == null ? rule.risk() : tuned.risk();
        boolean looser = severity.compareTo(rule.severity()) < 0
                || unknown.compareTo(rule.unknown()) < 0
                || rule.risk() != null && risk != null && risk.compareTo(rule.risk()) < 0;
        if (layer == Layer.TENANT && rule.locked() && looser) {
            wrong(
                    "guideline-final",
                    tuned,
                    "'" + tuned.id() + "' is final: it can be tightened, not loosened.",
                    "Leave it out, or write a higher severity, unknown or risk.");
            return;
        }
        rules.put(
                tuned.id(),
                new Held(
                        rule.tuned(severity, unknown, risk, rule.locked() || tuned.locked(), rule.place()),
                        below.layer()));
    }

    /** Who raises the severity of a rule means what is unknown as well. */
    private static Unknown stricter(Unknown unknown, io.binome.guidelines.GuidelineFinding.Severity severity) {
        Unknown asSeverity = Unknown.as(severity);
        return asSeverity.compareTo(unknown) > 0 ? asSeverity : unknown;
    }

    private void onlyProvider(Written written) {
        wrong(
                "guideline-final",
                written,
                "Only the provider's rules can be final.",
                "Leave 'final' out: a tenant's rules change as its contract does.");
    }

    private void wrong(String code, Written at, String reason, String instead) {
        findings.add(new Finding(
                code, at.place().file(), at.place().line(), at.place().column(), at.id(), reason, instead));
    }

    Map<String, Held> held() {
        return rules;
    }

    RuleSet rules() {
        return RuleSet.of(rules.values().stream().map(Held::rule).toList());
    }

    List<Finding> findings() {
        return findings;
    }
}
