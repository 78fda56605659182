package io.binome.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.advice.AppliedChange;
import io.binome.advice.AppliedChange.Outcome;
import io.binome.advice.AutonomyLevel;
import io.binome.contracts.Contract;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AutonomyRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(1_000));
    private static final Contract.Growth GROWTH = new Contract.Growth(20, 95, 90, 2);

    private static AppliedChange change(int number, String environment, Risk risk, int daysAgo, Outcome outcome) {
        return new AppliedChange(
                new ChangeId(new UUID(number, number)),
                "shop!" + number,
                Set.of(environment),
                risk,
                NOW.minus(Duration.ofDays(daysAgo)),
                outcome);
    }

    private static List<AppliedChange> many(int count, Risk risk, Outcome outcome) {
        return Stream.iterate(1, number -> number + 1)
                .limit(count)
                .map(number -> change(number, "production", risk, 1 + number % 80, outcome))
                .toList();
    }

    private static AutonomyLevel judge(String words, List<AppliedChange> record) {
        return AutonomyRules.judge(
                new AutonomyRules.Cell("production", Risk.MEDIUM, words, LONG_AGO, null, null), GROWTH, record, NOW);
    }

    @Test
    void enoughThatStayedEarnsTheNextStep() {
        assertThat(judge("provider", many(20, Risk.MEDIUM, Outcome.STAYED)).verdict())
                .isEqualTo(new AutonomyLevel.Earned("peer"));
        assertThat(judge("provider", many(19, Risk.HIGH, Outcome.STAYED)).verdict())
                .isEqualTo(new AutonomyLevel.Growing(1));
        assertThat(judge("self", many(20, Risk.HIGH, Outcome.STAYED)).verdict()).isEqualTo(new AutonomyLevel.Highest());
        assertThat(judge("lead", many(20, Risk.HIGH, Outcome.STAYED)).verdict())
                .isEqualTo(new AutonomyLevel.OwnTerms());
    }

    @Test
    void trivialChangesEarnNothing() {
        assertThat(judge("provider", many(500, Risk.LOW, Outcome.STAYED)).verdict())
                .isEqualTo(new AutonomyLevel.Growing(20));
    }

    @Test
    void anOverrideProvesNothing() {
        assertThat(judge("provider", many(500, Risk.HIGH, Outcome.OVERRIDDEN)).verdict())
                .isEqualTo(new AutonomyLevel.Growing(20));
    }

    @Test
    void whatRulesWarnedOfIsShownAndEarnsNothing() {
        AutonomyLevel warned = judge("provider", many(500, Risk.HIGH, Outcome.WARNED));
        assertThat(warned.verdict()).isEqualTo(new AutonomyLevel.Growing(20));
        assertThat(warned.warned()).isEqualTo(500);
        assertThat(warned.counted()).isZero();
        List<AppliedChange> record = new ArrayList<>(many(20, Risk.MEDIUM, Outcome.STAYED));
        record.addAll(many(30, Risk.MEDIUM, Outcome.WARNED));
        assertThat(judge("provider", record).verdict()).isEqualTo(new AutonomyLevel.Earned("peer"));
    }

    @Test
    void incidentsTakeAStepBack() {
        List<AppliedChange> record = new ArrayList<>(many(100, Risk.HIGH, Outcome.STAYED));
        record.add(change(901, "production", Risk.MEDIUM, 3, Outcome.FAILED));
        assertThat(judge("peer", record).verdict()).isEqualTo(new AutonomyLevel.Earned("self"));
        record.add(change(902, "production", Risk.CRITICAL, 2, Outcome.WENT_BACK));
        assertThat(judge("peer", record).verdict()).isEqualTo(new AutonomyLevel.Lost("provider"));
        assertThat(judge("peer+provider", record).verdict()).isEqualTo(new AutonomyLevel.Lowest());
    }

    @Test
    void toFewOfThemStayed() {
        List<AppliedChange> record = new ArrayList<>(many(18, Risk.MEDIUM, Outcome.STAYED));
        record.addAll(List.of(
                change(901, "production", Risk.MEDIUM, 3, Outcome.FAILED),
                change(902, "production", Risk.LOW, 3, Outcome.FAILED),
                change(903, "qualification", Risk.HIGH, 3, Outcome.FAILED)));
        assertThat(AutonomyRules.judge(
                                new AutonomyRules.Cell("production", Risk.MEDIUM, "provider", LONG_AGO, null, null),
                                new Contract.Growth(19, 95, 90, 2),
                                record,
                                NOW)
                        .verdict())
                .isEqualTo(new AutonomyLevel.Unsteady(94));
    }

    @Test
    void whatWasEarnedWaitsForLowerRisksAndLossesReachHigherOnes() {
        AutonomyLevel medium = judge("provider", many(20, Risk.HIGH, Outcome.STAYED));
        AutonomyLevel low = AutonomyRules.judge(
                new AutonomyRules.Cell("production", Risk.LOW, "provider", LONG_AGO, null, null),
                GROWTH,
                List.of(),
                NOW);
        assertThat(AutonomyRules.ordered(List.of(low, medium)).getLast().verdict())
                .isEqualTo(new AutonomyLevel.Waits(Risk.LOW));
        assertThat(AutonomyRules.cells(low, "peer+provider", List.of(low, medium)))
                .isEqualTo(java.util.Map.of(Risk.LOW, "peer+provider", Risk.MEDIUM, "peer+provider"));
        assertThat(AutonomyRules.cells(medium, "peer", List.of(low, medium)))
                .isEqualTo(java.util.Map.of(Risk.MEDIUM, "peer"));
    }

    @Property(tries = 300)
    void nothingIsProposedBelowTheThresholds(
            @ForAll("records") List<AppliedChange> record,
            @ForAll @IntRange(min = 1, max = 12) int changes,
            @ForAll @IntRange(min = 0, max = 100) int percent,
            @ForAll @IntRange(min = 1, max = 4) int incidents,
            @ForAll @IntRange(min = 1, max = 60) int days,
            @ForAll @IntRange(min = 0, max = 60) int agreedDaysAgo,
            @ForAll Risk risk) {
        Contract.Growth growth = new Contract.Growth(changes, percent, days, incidents);
        Instant agreed = NOW.minus(Duration.ofDays(agreedDaysAgo));
        AutonomyLevel level = AutonomyRules.judge(
                new AutonomyRules.Cell("production", risk, "provider", agreed, null, null), growth, record, NOW);
        List<AppliedChange> counted = record.stream()
                .filter(one -> one.environments().contains("production"))
                .filter(one -> one.risk().ordinal() >= risk.ordinal())
                .filter(one -> one.outcome() != Outcome.OVERRIDDEN)
                .filter(one -> one.at().isAfter(NOW.minus(Duration.ofDays(days)))
                        && one.at().isAfter(agreed))
                .toList();
        long bad = counted.stream().filter(one -> one.outcome().incident()).count();
        long good =
                counted.stream().filter(one -> one.outcome() == Outcome.STAYED).count();
        assertThat(level.evidence()).containsExactlyInAnyOrderElementsOf(counted);
        assertThat(level.counted()).isEqualTo((int) (good + bad));
        boolean earned = good + bad >= changes && bad < incidents && 100.0 * good / (good + bad) >= percent;
        assertThat(level.verdict() instanceof AutonomyLevel.Earned).isEqualTo(earned);
        assertThat(level.verdict() instanceof AutonomyLevel.Lost).isEqualTo(bad >= incidents);
    }

    @Property(tries = 200)
    void whatPeopleTurnedDownIsNotProposedBeforeAsManyNewChanges(
            @ForAll("records") List<AppliedChange> record, @ForAll @IntRange(min = 0, max = 90) int refusedDaysAgo) {
        Instant refused = NOW.minus(Duration.ofDays(refusedDaysAgo));
        Contract.Growth growth = new Contract.Growth(3, 50, 90, 3);
        AutonomyLevel level = AutonomyRules.judge(
                new AutonomyRules.Cell("production", Risk.LOW, "provider", LONG_AGO, refused, null),
                growth,
                record,
                NOW);
        if (level.verdict() instanceof AutonomyLevel.Earned) {
            assertThat(record.stream().filter(one -> one.at().isAfter(refused))).hasSizeGreaterThanOrEqualTo(3);
        }
        assertThat(level.evidence()).allSatisfy(one -> assertThat(one.at()).isAfter(refused));
    }

    @Provide
    Arbitrary<List<AppliedChange>> records() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 1_000_000),
                        Arbitraries.of("production", "qualification"),
                        Arbitraries.of(Risk.class),
                        Arbitraries.integers().between(0, 90),
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(8, Outcome.STAYED),
                                net.jqwik.api.Tuple.of(1, Outcome.FAILED),
                                net.jqwik.api.Tuple.of(1, Outcome.WENT_BACK),
                                net.jqwik.api.Tuple.of(1, Outcome.OVERRIDDEN),
                                net.jqwik.api.Tuple.of(2, Outcome.WARNED)))
                .as(AutonomyRulesTest::change)
                .list()
                .ofMaxSize(40);
    }
}
