package io.binome.advice.internal;

import io.binome.advice.AppliedChange;
import io.binome.advice.AutonomyLevel;
import io.binome.advice.AutonomyLevel.Verdict;
import io.binome.contracts.Contract;
import io.binome.kernel.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a record supports: a function of the record, the thresholds and the time alone. */
final class AutonomyRules {
    /** From the least approval to the most; one step at a time. */
    static final List<String> STEPS = List.of("self", "peer", "provider", "peer+provider");

    private AutonomyRules() {}

    /**
     * @param agreedSince when its words were agreed
     * @param refusedAt when people last closed a proposal for it; null when they never did
     */
    record Cell(
            String environment,
            Risk risk,
            String words,
            Instant agreedSince,
            @Nullable Instant refusedAt,
            @Nullable String proposal) {}

    static AutonomyLevel judge(Cell cell, Contract.Growth growth, List<AppliedChange> record, Instant now) {
        Instant since = now.minus(Duration.ofDays(growth.days()));
        since = latest(since, cell.agreedSince());
        if (cell.refusedAt() != null) {
            since = latest(since, cell.refusedAt());
        }
        Instant from = since;
        List<AppliedChange> evidence = record.stream()
                .filter(change -> change.environments().contains(cell.environment()))
                // What is easier proves nothing for what is harder.
                .filter(change -> change.risk().compareTo(cell.risk()) >= 0)
                .filter(change -> change.at().isAfter(from) && !change.at().isAfter(now))
                .filter(change -> change.outcome() != AppliedChange.Outcome.OVERRIDDEN)
                .sorted(Comparator.comparing(AppliedChange::at).reversed())
                .toList();
        int incidents = (int)
                evidence.stream().filter(change -> change.outcome().incident()).count();
        int stayed = (int) evidence.stream()
                .filter(change -> change.outcome() == AppliedChange.Outcome.STAYED)
                .count();
        return new AutonomyLevel(
                cell.environment(),
                cell.risk(),
                cell.words(),
                verdict(cell.words(), growth, stayed, incidents),
                since,
                evidence,
                stayed,
                incidents,
                growth,
                cell.proposal());
    }

    private static Verdict verdict(String words, Contract.Growth growth, int stayed, int incidents) {
        int counted = stayed + incidents;
        int step = STEPS.indexOf(words);
        if (step < 0) {
            return new AutonomyLevel.OwnTerms();
        }
        if (incidents >= Math.max(1, growth.incidents())) {
            return step == STEPS.size() - 1 ? new AutonomyLevel.Lowest() : new AutonomyLevel.Lost(STEPS.get(step + 1));
        }
        if (step == 0) {
            return new AutonomyLevel.Highest();
        }
        int needed = Math.max(1, growth.changes());
        if (counted < needed) {
            return new AutonomyLevel.Growing(needed - counted);
        }
        // In hundredths without rounding: 94.9 percent are not 95.
        if (100L * stayed < (long) growth.successPercent() * counted) {
            return new AutonomyLevel.Unsteady((int) (100L * stayed / counted));
        }
        return new AutonomyLevel.Earned(STEPS.get(step - 1));
    }

    /**
     * A higher risk never asks for less than a lower one: what was earned waits for that.
     *
     * @param levels of one environment
     */
    static List<AutonomyLevel> ordered(List<AutonomyLevel> levels) {
        return levels.stream()
                .map(level -> level.verdict() instanceof AutonomyLevel.Earned earned
                        ? levels.stream()
                                .filter(other -> other.risk().compareTo(level.risk()) < 0)
                                .filter(other -> STEPS.indexOf(other.words()) > STEPS.indexOf(earned.to()))
                                .findFirst()
                                .map(lower -> level.with(new AutonomyLevel.Waits(lower.risk())))
                                .orElse(level)
                        : level)
                .toList();
    }

    /** The cells that change with a verdict: where more is asked for, higher risks follow. */
    static Map<Risk, String> cells(AutonomyLevel level, String to, List<AutonomyLevel> levels) {
        Map<Risk, String> cells = new EnumMap<>(Risk.class);
        cells.put(level.risk(), to);
        levels.stream()
                .filter(other -> other.environment().equals(level.environment()))
                .filter(other -> other.risk().compareTo(level.risk()) > 0)
                .filter(other -> STEPS.contains(other.words()) && STEPS.indexOf(other.words()) < STEPS.indexOf(to))
                .forEach(other -> cells.put(other.risk(), to));
        return cells;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
