package io.binome.guidelines.internal;

import io.binome.guidelines.ExemptionView;
import io.binome.guidelines.RuleView;
import io.binome.guidelines.internal.RuleBook.Held;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rules and exemptions as pages show them. */
final class RuleViews {
    private static final int SOON_DAYS = 7;

    private RuleViews() {}

    static RuleView of(Held held) {
        Rule rule = held.rule();
        return new RuleView(
                rule.id(),
                held.layer().name().toLowerCase(Locale.ROOT),
                rule.title(),
                applies(rule),
                rule.when() == null ? null : rule.when().source(),
                rule.must() == null ? null : rule.must().source(),
                rule.severity(),
                rule.risk(),
                rule.message(),
                rule.fix(),
                rule.reference(),
                rule.locked(),
                rule.place().file(),
                rule.place().line());
    }

    static String applies(Rule rule) {
        List<String> parts = new ArrayList<>();
        add(parts, "engine", rule.applies().engines());
        add(parts, "environment", rule.applies().environments());
        add(parts, "type", rule.applies().types());
        if (rule.about() == Rule.About.RESOURCE) {
            parts.add("action: "
                    + rule.applies().actions().stream()
                            .map(Facts::word)
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        return String.join("; ", parts);
    }

    private static void add(List<String> parts, String name, List<Glob> globs) {
        if (!globs.isEmpty()) {
            parts.add(name + ": " + globs.stream().map(Glob::text).collect(Collectors.joining(", ")));
        }
    }

    static ExemptionView of(Exempted exempted, LocalDate today) {
        return new ExemptionView(
                exempted.id(),
                exempted.guideline(),
                exempted.stack().text(),
                exempted.environment().text(),
                exempted.address().text(),
                exempted.reason(),
                exempted.until(),
                today.isAfter(exempted.until())
                        ? ExemptionView.State.ENDED
                        : today.plusDays(SOON_DAYS).isAfter(exempted.until())
                                ? ExemptionView.State.ENDS_SOON
                                : ExemptionView.State.HOLDS);
    }
}
