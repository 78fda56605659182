package io.binome.server.console;

import io.binome.guidelines.ExemptionView;
import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.guidelines.RuleView;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules that hold for a tenant, and its exemptions.
 *
 * @param rules those that fit what was asked for
 * @param all how many hold altogether
 * @param query words that were asked for; {@code ""} for none
 * @param severity {@code ""} for every one
 */
public record GuidelinesPage(
        List<RuleView> rules, int all, List<ExemptionView> exemptions, String query, String severity) {

    /** Of the texts in both languages, the one that the reader reads. */
    public static String in(Frame frame, SortedMap<String, String> texts) {
        return texts.getOrDefault(frame.reader().language(), texts.getOrDefault("en", ""));
    }

    public static Badge badge(Frame frame, Severity severity) {
        return switch (severity) {
            case BLOCK -> new Badge("danger", "▲", frame.text("guideline.severity.block"));
            case WARN -> new Badge("warning", "!", frame.text("guideline.severity.warn"));
            case INFO -> new Badge("quiet", "i", frame.text("guideline.severity.info"));
        };
    }

    public static Badge badge(Frame frame, ExemptionView.State state) {
        return switch (state) {
            case HOLDS -> new Badge("ok", "✓", frame.text("exemption.holds"));
            case ENDS_SOON -> new Badge("warning", "!", frame.text("exemption.ends-soon"));
            case ENDED -> new Badge("danger", "▲", frame.text("exemption.ended"));
        };
    }

    static boolean fits(RuleView rule, String query, String severity) {
        String words = (rule.id() + " " + rule.title().values() + " "
                        + rule.message().values() + " " + rule.reference() + " " + rule.applies())
                .toLowerCase(Locale.ROOT);
        return (severity.isEmpty() || rule.severity().name().equalsIgnoreCase(severity))
                && List.of(query.toLowerCase(Locale.ROOT).split("\\s+")).stream()
                        .allMatch(words::contains);
    }

    public List<String> severities() {
        return List.of("", "block", "warn", "info");
    }

    /** The place of a finding, as editors take it. */
    public static String place(@Nullable String file, int line) {
        return file == null ? "" : line > 0 ? file + ":" + line : file;
    }
}
