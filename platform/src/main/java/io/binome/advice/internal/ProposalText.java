package io.binome.advice.internal;

import io.binome.advice.AppliedChange;
import io.binome.advice.AutonomyLevel;
import java.util.Locale;

/** The message of the commit that proposes: what, why, and the evidence, so that it can be judged by itself. */
final class ProposalText {
    private static final int MOST_LISTED = 50;

    private ProposalText() {}

    static String of(AutonomyLevel level, String to) {
        String cell = level.environment() + " × " + level.risk().name().toLowerCase(Locale.ROOT);
        StringBuilder text = new StringBuilder();
        text.append(
                        level.verdict() instanceof AutonomyLevel.Earned
                                ? "Give more autonomy in "
                                : "Ask for more approval in ")
                .append(cell)
                .append(": ")
                .append(level.words())
                .append(" becomes ")
                .append(to)
                .append("\n\nOf ")
                .append(level.counted())
                .append(" changes of this or a higher risk since ")
                .append(level.since())
                .append(",\n")
                .append(level.stayed())
                .append(" were applied and stayed, ")
                .append(level.incidents())
                .append(" failed or were gone back on. The contract asks for ")
                .append(level.thresholds().changes())
                .append(" changes\nof which ")
                .append(level.thresholds().successPercent())
                .append(" percent stay, and takes autonomy back after ")
                .append(level.thresholds().incidents())
                .append(" incidents in ")
                .append(level.thresholds().days())
                .append(" days.\n\n");
        level.evidence().stream()
                .limit(MOST_LISTED)
                .forEach(change -> text.append("- ").append(line(change)).append('\n'));
        if (level.evidence().size() > MOST_LISTED) {
            text.append("- and ").append(level.evidence().size() - MOST_LISTED).append(" more\n");
        }
        return text.toString();
    }

    private static String line(AppliedChange change) {
        String outcome =
                switch (change.outcome()) {
                    case STAYED -> "stayed";
                    case FAILED -> "failed";
                    case WENT_BACK -> "was gone back on";
                    case OVERRIDDEN -> "was applied by override";
                    case WARNED -> "stayed although rules warned, and earns nothing";
                };
        return change.reference() + " (" + change.risk().name().toLowerCase(Locale.ROOT) + ", " + change.at() + ") "
                + outcome;
    }
}
