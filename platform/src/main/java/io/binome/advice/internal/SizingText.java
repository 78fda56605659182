package io.binome.advice.internal;

import io.binome.advice.SizingAdvice;
import io.binome.advice.SizingAdvice.Evidence;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Collectors;

/** The message of the commit that proposes other limits: what, why, and the evidence, so that it can be judged by itself. */
final class SizingText {
    private SizingText() {}

    static String of(SizingAdvice advice) {
        Evidence evidence = advice.evidence();
        StringBuilder text = new StringBuilder();
        if (advice.idle()) {
            text.append("Take out ")
                    .append(advice.name())
                    .append(", which nobody uses\n\nNo request, no traffic and no work of its processes was measured");
        } else {
            text.append(advice.moves().stream().map(SizingText::title).collect(Collectors.joining(" and ")))
                    .append(" of ")
                    .append(advice.name())
                    .append("\n\n");
            advice.moves().forEach(move -> text.append("- ").append(line(move)).append('\n'));
            text.append("\nMeasured");
        }
        text.append(" from ")
                .append(evidence.from())
                .append(" to ")
                .append(evidence.to())
                .append(", in\n")
                .append(evidence.hours())
                .append(" hours")
                .append(
                        advice.replicas() == 1
                                ? ""
                                : ", for each of " + advice.replicas() + " containers, taken as even")
                .append(":\n\n- memory: ")
                .append(bytes(evidence.memoryPeak()))
                .append(
                        evidence.peakRead()
                                ? " at most, as read every few seconds\n"
                                : " in the highest hour on average; its peaks are not known\n")
                .append("- processor: ")
                .append(cpu(evidence.cpuUsual()))
                .append(" in 95 of 100 hours, ")
                .append(cpu(evidence.cpuMost()))
                .append(" in the busiest one\n");
        if (!evidence.sure()) {
            text.append("\nLess than a week was seen: look at it with that in mind.\n");
        }
        return text.toString();
    }

    private static String title(Move move) {
        return (move.raises() ? "Raise the " : "Lower the ")
                + (move.resource() == Resource.MEMORY ? "memory limit" : "processor limit");
    }

    private static String line(Move move) {
        return (move.resource() == Resource.MEMORY ? "memory: " : "processor: ")
                + amount(move.resource(), move.present()) + " becomes " + amount(move.resource(), move.proposed());
    }

    private static String amount(Resource resource, long amount) {
        return resource == Resource.MEMORY ? bytes(amount) : cpu(amount);
    }

    private static String bytes(long bytes) {
        return BigDecimal.valueOf(bytes)
                        .divide(BigDecimal.valueOf(1L << 20), 1, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " MiB";
    }

    private static String cpu(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " CPU";
    }
}
