package io.binome.changes.internal;

import io.binome.guidelines.GuidelineFinding;
import io.binome.kernel.Risk;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.util.Map;
import java.util.TreeMap;

/** The finding about a stack that would run where the contract does not let it. */
final class SiteFinding {
    private SiteFinding() {}

    static GuidelineFinding of(StackDeclaration declaration, String environment) {
        return new GuidelineFinding(
                "contract-sites",
                "Where it may run",
                GuidelineFinding.Severity.BLOCK,
                Risk.HIGH,
                declaration.name(),
                null,
                new TreeMap<>(Map.of(
                        "en",
                        "The contract does not allow the site " + declaration.site() + " for " + environment + ".",
                        "fr",
                        "Le contrat n'autorise pas le site " + declaration.site() + " pour " + environment + ".")),
                new TreeMap<>(Map.of(
                        "en",
                        "Name a site that the contract allows, or change the contract.",
                        "fr",
                        "Nommez un site que le contrat autorise, ou changez le contrat.")),
                null,
                Stacks.MANIFEST,
                0,
                null);
    }
}
