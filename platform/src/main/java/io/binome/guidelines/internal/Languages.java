package io.binome.guidelines.internal;

import io.binome.guidelines.internal.Rule.About;

/** One dialect for each thing that rules are about, made when one is needed first: that takes a quarter of a second. */
final class Languages {
    private volatile @org.jspecify.annotations.Nullable RuleLanguage resources;
    private volatile @org.jspecify.annotations.Nullable RuleLanguage stacks;

    RuleLanguage of(About about) {
        return switch (about) {
            case RESOURCE -> {
                RuleLanguage made = resources;
                if (made == null) {
                    made = RuleLanguage.ofResources();
                    resources = made;
                }
                yield made;
            }
            case STACK -> {
                RuleLanguage made = stacks;
                if (made == null) {
                    made = RuleLanguage.ofStacks();
                    stacks = made;
                }
                yield made;
            }
        };
    }
}
