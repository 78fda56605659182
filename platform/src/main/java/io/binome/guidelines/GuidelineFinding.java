package io.binome.guidelines;

import io.binome.kernel.Risk;
import java.time.LocalDate;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says of a plan.
 *
 * @param guideline id of the rule
 * @param risk that it gives the plan
 * @param stack by its name
 * @param address of the resource; null when it concerns the stack as a whole
 * @param message by language: {@code fr}, {@code en}
 * @param fix what to do, by language; may be empty
 * @param reference such as {@code CIS Docker 5.10}; null when there is none
 * @param file of the repository and {@code line} from 1 where what it speaks of is written; null and 0 when not known
 * @param exemption why it does not block although it would; null when none holds
 */
public record GuidelineFinding(
        String guideline,
        String title,
        Severity severity,
        Risk risk,
        String stack,
        @Nullable String address,
        SortedMap<String, String> message,
        SortedMap<String, String> fix,
        @Nullable String reference,
        @Nullable String file,
        int line,
        @Nullable Exemption exemption) {

    public boolean blocks() {
        return severity == Severity.BLOCK && exemption == null;
    }

    public enum Severity {
        INFO,
        WARN,
        BLOCK
    }

    /** @param until the last day on which it holds */
    public record Exemption(String id, String reason, LocalDate until) {}
}
