package io.binome.changes.internal;

import io.binome.changes.StackPlan;
import io.binome.contracts.Contract;
import io.binome.contracts.Terms;
import io.binome.guidelines.GuidelineFinding;
import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.kernel.Risk;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What the contract's own terms say of a stack, in the form in which rules speak. */
final class TermsFindings {
    private TermsFindings() {}

    static List<GuidelineFinding> of(Contract contract, SortedSet<String> environments, StackPlan plan) {
        List<GuidelineFinding> findings = new ArrayList<>();
        StackDeclaration declaration = plan.declaration();
        String from = plan.movedFromEnvironment();
        if (from != null) {
            findings.add(moved(declaration, from));
        }
        if (!plan.removed()) {
            Terms.forbiddenSite(contract, environments, declaration.site())
                    .ifPresent(environment -> findings.add(forbidden(declaration, environment)));
        }
        return findings;
    }

    /** Other terms hold for it from then on: that is never a small thing, however little the plan does. */
    private static GuidelineFinding moved(StackDeclaration declaration, String from) {
        String stack = declaration.name();
        String to = declaration.environment();
        return finding(
                "contract-environment",
                "Whose terms hold",
                Severity.INFO,
                declaration,
                words(
                        "The stack " + stack + " moves from " + from + " to " + to + ".",
                        "La pile " + stack + " passe de " + from + " à " + to + "."),
                new TreeMap<>());
    }

    private static GuidelineFinding forbidden(StackDeclaration declaration, String environment) {
        String site = declaration.site();
        return finding(
                "contract-sites",
                "Where it may run",
                Severity.BLOCK,
                declaration,
                words(
                        "The contract does not allow the site " + site + " for " + environment + ".",
                        "Le contrat n'autorise pas le site " + site + " pour " + environment + "."),
                words(
                        "Name a site that the contract allows, or change the contract.",
                        "Nommez un site que le contrat autorise, ou changez le contrat."));
    }

    private static GuidelineFinding finding(
            String id,
            String title,
            Severity severity,
            StackDeclaration declaration,
            SortedMap<String, String> message,
            SortedMap<String, String> fix) {
        return new GuidelineFinding(
                id, title, severity, Risk.HIGH, declaration.name(), null, message, fix, null, Stacks.MANIFEST, 0, null);
    }

    private static SortedMap<String, String> words(String english, String french) {
        return new TreeMap<>(Map.of("en", english, "fr", french));
    }
}
