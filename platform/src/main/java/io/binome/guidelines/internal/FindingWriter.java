package io.binome.guidelines.internal;

import io.binome.guidelines.Assessment;
import io.binome.guidelines.GuidelineFinding;
import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.guidelines.Situation;
import io.binome.guidelines.internal.Evaluation.Judged;
import io.binome.kernel.Risk;
import io.binome.stacks.ResourceChange;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts what rules said into words, with places, exemptions and the risk. */
final class FindingWriter {
    /** More resources that break the same rule in the same way are counted, not listed. */
    private static final int MOST_OF_ONE_RULE = 20;

    private static final int MOST_REASONS = 20;

    private final Situation situation;
    private final List<Exempted> exemptions;
    private final Places places;
    private final LocalDate day;

    FindingWriter(Situation situation, List<Exempted> exemptions, Places places) {
        this.situation = situation;
        this.exemptions = exemptions;
        this.places = places;
        this.day = LocalDate.ofInstant(situation.time(), ZoneOffset.UTC);
    }

    /** @param fingerprint of the rules and exemptions that were asked */
    Assessment assessment(List<Judged> judged, String fingerprint) {
        Map<String, List<GuidelineFinding>> byRule = new LinkedHashMap<>();
        judged.forEach(one ->
                byRule.computeIfAbsent(one.rule().id(), _ -> new ArrayList<>()).add(finding(one)));
        List<GuidelineFinding> findings = new ArrayList<>();
        byRule.values().forEach(ofRule -> findings.addAll(shortened(ofRule)));
        findings.sort(Comparator.comparing((GuidelineFinding finding) -> !finding.blocks())
                .thenComparing(GuidelineFinding::severity, Comparator.reverseOrder())
                .thenComparing(GuidelineFinding::risk, Comparator.reverseOrder())
                .thenComparing(GuidelineFinding::guideline)
                .thenComparing(finding -> Objects.requireNonNullElse(finding.address(), "")));
        Risk risk = findings.stream()
                .map(GuidelineFinding::risk)
                .max(Comparator.naturalOrder())
                .orElse(Risk.LOW);
        return new Assessment(List.copyOf(findings), risk, reasons(findings), fingerprint);
    }

    private GuidelineFinding finding(Judged judged) {
        Rule rule = judged.rule();
        ResourceChange resource = judged.resource();
        String address = resource == null ? null : resource.address();
        Places.Place place = places.of(resource, rule.at());
        return new GuidelineFinding(
                rule.id(),
                rule.title().getOrDefault("en", rule.id()),
                severity(rule, judged.verdict()),
                rule.risk() == null ? Risk.LOW : rule.risk(),
                situation.plan().stack(),
                address,
                message(rule, resource, judged.verdict()),
                filled(rule.fix(), resource),
                rule.reference(),
                place.file(),
                place.line(),
                exemption(rule, address));
    }

    private static Severity severity(Rule rule, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Unknown _ -> rule.unknown().severity();
            case Verdict.Broken _ -> Severity.BLOCK;
            default -> rule.severity();
        };
    }

    private GuidelineFinding.@Nullable Exemption exemption(Rule rule, @Nullable String address) {
        return exemptions.stream()
                .filter(exempted ->
                        exempted.covers(rule.id(), situation.plan().stack(), situation.environments(), address, day))
                .max(Comparator.comparing(Exempted::until))
                .map(Exempted::shown)
                .orElse(null);
    }

    private SortedMap<String, String> message(Rule rule, @Nullable ResourceChange resource, Verdict verdict) {
        SortedMap<String, String> filled = filled(rule.message(), resource);
        switch (verdict) {
            case Verdict.Unknown(String path) -> {
                filled.replaceAll((language, text) -> (language.equals("fr")
                                ? "Inconnu avant l'application (" + path + "), donc pas vérifiable : "
                                : "Not known before it is applied (" + path + "), so it cannot be said whether: ")
                        + text);
            }
            case Verdict.Broken(String reason) -> {
                filled.replaceAll((language, _) -> language.equals("fr")
                        ? "La règle n'a pas pu être évaluée, ce qui bloque : " + reason + "."
                        : "The rule could not be evaluated, which blocks: " + reason + ".");
            }
            default -> {}
        }
        return filled;
    }

    private SortedMap<String, String> filled(SortedMap<String, String> texts, @Nullable ResourceChange resource) {
        SortedMap<String, String> filled = new TreeMap<>();
        texts.forEach((language, text) -> filled.put(
                language,
                text.replace("{address}", resource == null ? situation.plan().stack() : resource.address())
                        .replace("{name}", resource == null ? situation.plan().stack() : resource.name())
                        .replace("{type}", resource == null ? "" : resource.type())
                        .replace("{stack}", situation.plan().stack())
                        .replace("{environment}", String.join(", ", situation.environments()))));
        return filled;
    }

    /** Those that are exempt come last, so that none that blocks is among those that are only counted. */
    private static List<GuidelineFinding> shortened(List<GuidelineFinding> findings) {
        if (findings.size() <= MOST_OF_ONE_RULE) {
            return findings;
        }
        List<GuidelineFinding> ordered = new ArrayList<>(findings);
        ordered.sort(Comparator.comparing((GuidelineFinding finding) -> !finding.blocks())
                .thenComparing(GuidelineFinding::severity, Comparator.reverseOrder()));
        List<GuidelineFinding> kept = new ArrayList<>(ordered.subList(0, MOST_OF_ONE_RULE));
        GuidelineFinding next = ordered.get(MOST_OF_ONE_RULE);
        int more = ordered.size() - MOST_OF_ONE_RULE;
        SortedMap<String, String> message = new TreeMap<>(next.message());
        message.replaceAll((language, text) -> text
                + (language.equals("fr")
                        ? " Il en va de même pour " + more + " autres ressources au total."
                        : " The same goes for " + more + " resources altogether that are not listed."));
        kept.add(new GuidelineFinding(
                next.guideline(),
                next.title(),
                next.severity(),
                next.risk(),
                next.stack(),
                null,
                message,
                next.fix(),
                next.reference(),
                null,
                0,
                next.exemption()));
        return kept;
    }

    private static List<String> reasons(List<GuidelineFinding> findings) {
        Set<String> reasons = new LinkedHashSet<>();
        findings.stream()
                .filter(finding -> finding.risk() != Risk.LOW)
                .sorted(Comparator.comparing(GuidelineFinding::risk, Comparator.reverseOrder())
                        .thenComparing(GuidelineFinding::guideline)
                        .thenComparing(finding -> Objects.requireNonNullElse(finding.address(), "")))
                .forEach(finding -> reasons.add(finding.message().getOrDefault("en", finding.title())));
        return reasons.stream().limit(MOST_REASONS).toList();
    }
}
