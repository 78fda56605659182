package io.binome.server.console;

import io.binome.advice.AdviceProblem;
import io.binome.advice.RightSizing;
import io.binome.advice.SizingAdvice;
import io.binome.advice.SizingAdvice.Dismissal;
import io.binome.advice.SizingAdvice.Evidence;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;
import io.binome.advice.SizingAdvice.Saving;
import io.binome.changes.Change;
import io.binome.kernel.Actor;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One service that is too small, one that is idle, two that are too large, of a tenant that runs something. */
final class FakeSizing implements RightSizing {
    private static final long MIB = 1L << 20;

    private final FakeWorkloads workloads;
    private final InstantSource clock;
    private final Map<WorkloadId, Dismissal> dismissed = new ConcurrentHashMap<>();

    FakeSizing(FakeWorkloads workloads, InstantSource clock) {
        this.workloads = workloads;
        this.clock = clock;
    }

    @Override
    public Report of(TenantScope scope) {
        Instant to = clock.instant().truncatedTo(ChronoUnit.HOURS);
        Instant from = to.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(28));
        List<SizingAdvice> advice = new ArrayList<>();
        List<SizingAdvice> decided = new ArrayList<>();
        if (!workloads.all(scope).isEmpty()) {
            for (SizingAdvice one : all(from, to)) {
                (one.dismissed() == null ? advice : decided).add(one);
            }
        }
        return new Report(from, to, advice, decided, advice.isEmpty() ? 0 : 12, advice.isEmpty() ? 0 : 1);
    }

    private List<SizingAdvice> all(Instant from, Instant to) {
        return List.of(
                advice(
                        1,
                        "api",
                        2,
                        List.of(new Move(Resource.MEMORY, 512 * MIB, 832 * MIB), new Move(Resource.CPU, 4_000, 1_000)),
                        evidence(from, to, 640, 503 * MIB, true, 480, 760),
                        new Saving(6_000, -640 * MIB, null, euros("-3.1")),
                        null),
                advice(
                        2,
                        "preview",
                        1,
                        List.of(),
                        evidence(from, to, 680, 41 * MIB, true, 1, 2),
                        new Saving(500, 256 * MIB, euros("4.37"), euros("6.2")),
                        null),
                advice(
                        3,
                        "web",
                        1,
                        List.of(new Move(Resource.MEMORY, 2_048 * MIB, 352 * MIB), new Move(Resource.CPU, 2_000, 750)),
                        evidence(from, to, 680, 260 * MIB, true, 340, 560),
                        new Saving(1_250, 1_696 * MIB, null, euros("15.79")),
                        null),
                advice(
                        4,
                        "search",
                        1,
                        List.of(new Move(Resource.MEMORY, 1_024 * MIB, 320 * MIB)),
                        evidence(from, to, 200, 196 * MIB, false, 90, 180),
                        new Saving(0, 704 * MIB, null, euros("2.01")),
                        "shop!14"));
    }

    private static Money euros(String amount) {
        return FakeSpending.euros(amount);
    }

    private static Evidence evidence(
            Instant from, Instant to, int hours, long memory, boolean read, long usual, long most) {
        return new Evidence(
                from,
                to,
                hours,
                (int) Duration.between(from, to).toHours(),
                memory,
                read,
                memory * 3 / 4,
                usual,
                most,
                usual < 10 ? 0 : 48_211,
                usual < 10 ? 0 : 912 * MIB);
    }

    private SizingAdvice advice(
            int number,
            String name,
            int replicas,
            List<Move> moves,
            Evidence evidence,
            Saving saving,
            @Nullable String proposal) {
        WorkloadId id = new WorkloadId(new UUID(9, number));
        return new SizingAdvice(
                new StackId(new UUID(8, 1)),
                id,
                "production",
                "shop",
                "shop-production",
                name,
                replicas,
                moves,
                moves.isEmpty(),
                evidence,
                saving,
                dismissed.get(id),
                proposal);
    }

    /** The first is written in a way that only people edit. */
    @Override
    public Change open(TenantScope scope, Actor actor, WorkloadId service) {
        if (service.value().getLeastSignificantBits() == 1) {
            throw new ProblemException(new AdviceProblem.EditByHand(
                    "api",
                    "The change would reach more than api: the Compose files share what is written there.",
                    "services:\n  api:\n    deploy:\n      resources:\n        limits:\n          memory: 832m\n"));
        }
        throw new ProblemException(new AdviceProblem.NothingToSize());
    }

    @Override
    public void dismiss(TenantScope scope, Actor actor, WorkloadId service, String reason, Instant until) {
        dismissed.put(service, new Dismissal(reason, actor.reference(), clock.instant(), until));
    }

    @Override
    public void recall(TenantScope scope, Actor actor, WorkloadId service) {
        dismissed.remove(service);
    }
}
