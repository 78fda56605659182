package io.binome.server.console;

import io.binome.advice.AdviceProblem;
import io.binome.advice.AppliedChange;
import io.binome.advice.AppliedChange.Outcome;
import io.binome.advice.Autonomy;
import io.binome.advice.AutonomyLevel;
import io.binome.changes.Change;
import io.binome.contracts.Contract;
import io.binome.contracts.Contracts;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A tenant that has earned something, lost something, and has some way to go; nothing for those without a contract. */
final class FakeAutonomy implements Autonomy {
    private static final Contract.Growth GROWTH = new Contract.Growth(20, 95, 90, 2);

    private final Contracts contracts;

    FakeAutonomy(Contracts contracts) {
        this.contracts = contracts;
    }

    @Override
    public List<AutonomyLevel> of(TenantScope scope) {
        if (!contracts.inForce(scope).accepted()) {
            return List.of();
        }
        return List.of(
                level("production", Risk.LOW, "self", new AutonomyLevel.Highest(), 41, 0, null),
                level("production", Risk.MEDIUM, "provider", new AutonomyLevel.Earned("peer"), 24, 0, null),
                level("production", Risk.HIGH, "provider", new AutonomyLevel.Growing(12), 8, 1, null),
                level(
                        "production",
                        Risk.CRITICAL,
                        "provider",
                        new AutonomyLevel.Lost("peer+provider"),
                        3,
                        2,
                        "contract!2"),
                level("qualification", Risk.LOW, "self", new AutonomyLevel.Highest(), 0, 0, null),
                level("qualification", Risk.MEDIUM, "lead", new AutonomyLevel.OwnTerms(), 0, 0, null));
    }

    private static AutonomyLevel level(
            String environment,
            Risk risk,
            String words,
            AutonomyLevel.Verdict verdict,
            int counted,
            int incidents,
            @Nullable String proposal) {
        Instant now = Instant.now();
        List<AppliedChange> evidence = IntStream.range(0, counted)
                .mapToObj(number -> new AppliedChange(
                        new ChangeId(new UUID(1, number)),
                        "shop!" + (9 + number % 6),
                        Set.of(environment),
                        risk,
                        now.minus(Duration.ofDays(number)),
                        outcome(number, incidents)))
                .toList();
        return new AutonomyLevel(
                environment,
                risk,
                words,
                verdict,
                now.minus(Duration.ofDays(90)),
                evidence,
                (int) evidence.stream()
                        .filter(one -> one.outcome() == Outcome.STAYED)
                        .count(),
                incidents,
                GROWTH,
                proposal);
    }

    private static Outcome outcome(int number, int incidents) {
        return number < incidents
                ? Outcome.values()[1 + number % 2]
                : number % 10 == 9 ? Outcome.WARNED : Outcome.STAYED;
    }

    @Override
    public Change propose(TenantScope scope, Actor actor, String environment, Risk risk) {
        throw new ProblemException(new AdviceProblem.NothingEarned(environment, risk.name()));
    }
}
