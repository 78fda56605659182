package io.binome.advice.internal;

import io.binome.advice.AdviceProblem;
import io.binome.advice.RightSizing;
import io.binome.advice.SizingAdvice;
import io.binome.advice.SizingAdvice.Dismissal;
import io.binome.advice.SizingAdvice.Evidence;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Saving;
import io.binome.changes.Change;
import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.metering.MemoryPeak;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.workloads.Workloads;
import io.binome.workloads.Workloads.ServiceLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Works advice out from what is measured when it is asked for, and keeps nothing but what people decided about it. */
final class MeasuredSizing implements RightSizing {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_REASON = 500;
    private static final Comparator<SizingAdvice> ORDER = Comparator.<SizingAdvice>comparingInt(
                    advice -> advice.moves().stream().anyMatch(Move::raises) ? 0 : advice.idle() ? 1 : 2)
            .thenComparing(advice -> advice.saving().memoryBytes(), Comparator.reverseOrder())
            .thenComparing(advice -> advice.stackName() + "/" + advice.name());

    private final Database database;
    private final Ledger ledger;
    private final Metering metering;
    private final Workloads workloads;
    private final Stacks stacks;
    private final SizingPrices prices;
    private final SizingChanges changes;
    private final InstantSource clock;
    private final DismissalStore dismissals = new DismissalStore();

    MeasuredSizing(
            Database database,
            Ledger ledger,
            Metering metering,
            Workloads workloads,
            Stacks stacks,
            SizingPrices prices,
            SizingChanges changes,
            InstantSource clock) {
        this.database = database;
        this.ledger = ledger;
        this.metering = metering;
        this.workloads = workloads;
        this.stacks = stacks;
        this.prices = prices;
        this.changes = changes;
        this.clock = clock;
    }

    /** What one service used, in the whole window and lately. */
    private record Uses(ServiceUse window, ServiceUse recent) {
        void add(UsageHour hour) {
            window.add(hour);
            recent.add(hour);
        }

        void add(MemoryPeak peak) {
            window.add(peak);
            if (!peak.day().isBefore(recent.from())) {
                recent.add(peak);
            }
        }
    }

    @Override
    public Report of(TenantScope scope) {
        Instant now = clock.instant();
        Instant to = now.truncatedTo(ChronoUnit.HOURS);
        Instant from = to.truncatedTo(ChronoUnit.DAYS).minus(SizingRules.WINDOW);
        Map<WorkloadId, Uses> used = used(scope, from, to);
        Map<DismissalStore.Key, Dismissal> decided =
                database.inTenant(scope, transaction -> dismissals.all(transaction, now));
        Supplier<Map<WorkloadId, Money>> months = prices.months(scope, now);
        SizingChanges.Open open = changes.open(scope);
        Map<StackId, Optional<Stack>> known = new HashMap<>();
        List<SizingAdvice> advice = new ArrayList<>();
        List<SizingAdvice> dismissed = new ArrayList<>();
        int looked = 0;
        int early = 0;
        for (ServiceLimits limits : workloads.limits(scope)) {
            Uses uses = used.get(limits.id());
            Stack stack = known.computeIfAbsent(limits.stack(), id -> stacks.find(scope, id))
                    .orElse(null);
            if (uses == null || stack == null || limits.replicas() == 0) {
                continue;
            }
            looked++;
            Evidence evidence = uses.window().evidence(limits.replicas());
            early += evidence.sure() ? 0 : 1;
            Said said = new Said(scope, stack, limits, evidence, now, open, decided);
            if (SizingRules.idle(limits, uses.recent().evidence(limits.replicas()))) {
                Saving saving = prices.ofIdle(scope, stack, limits, months.get().get(limits.id()), now);
                Dismissal decision = decided.get(new DismissalStore.Key(limits.id(), Topic.IDLE));
                (decision == null ? advice : dismissed).add(said.advice(List.of(), true, saving, decision));
            } else {
                said.moves(advice, dismissed);
            }
        }
        advice.sort(ORDER);
        dismissed.sort(ORDER);
        return new Report(from, to, advice, dismissed, looked, early);
    }

    private Map<WorkloadId, Uses> used(TenantScope scope, Instant from, Instant to) {
        Map<WorkloadId, Uses> used = new HashMap<>();
        java.util.function.Function<WorkloadId, Uses> begin =
                _ -> new Uses(new ServiceUse(from, to), new ServiceUse(to.minus(SizingRules.IDLE), to));
        metering.hours(scope, from, to, hour -> {
            WorkloadId service = hour.service();
            if (service != null) {
                used.computeIfAbsent(service, begin).add(hour);
            }
        });
        metering.peaks(scope, from, to).forEach(peak -> {
            Uses uses = used.get(peak.service());
            if (uses != null) {
                uses.add(peak);
            }
        });
        return used;
    }

    /** One service while advice about it is put together. */
    private final class Said {
        private final TenantScope scope;
        private final Stack stack;
        private final ServiceLimits limits;
        private final Evidence evidence;
        private final Instant now;
        private final SizingChanges.Open open;
        private final Map<DismissalStore.Key, Dismissal> decided;

        Said(
                TenantScope scope,
                Stack stack,
                ServiceLimits limits,
                Evidence evidence,
                Instant now,
                SizingChanges.Open open,
                Map<DismissalStore.Key, Dismissal> decided) {
            this.scope = scope;
            this.stack = stack;
            this.limits = limits;
            this.evidence = evidence;
            this.now = now;
            this.open = open;
            this.decided = decided;
        }

        void moves(List<SizingAdvice> advice, List<SizingAdvice> dismissed) {
            List<Move> left = new ArrayList<>();
            List<Move> refused = new ArrayList<>();
            Dismissal last = null;
            for (Move move : SizingRules.moves(limits, evidence)) {
                Dismissal decision = decided.get(new DismissalStore.Key(limits.id(), Topic.of(move)));
                (decision == null ? left : refused).add(move);
                last = decision == null ? last : decision;
            }
            if (!left.isEmpty()) {
                advice.add(advice(left, false, prices.ofMoves(scope, stack, limits, left, now), null));
            }
            if (!refused.isEmpty()) {
                dismissed.add(advice(refused, false, prices.ofMoves(scope, stack, limits, refused, now), last));
            }
        }

        SizingAdvice advice(
                List<Move> moves, boolean idle, Saving saving, @org.jspecify.annotations.Nullable Dismissal decision) {
            return new SizingAdvice(
                    stack.id(),
                    limits.id(),
                    stack.declaration().environment(),
                    changes.repository(scope, stack),
                    stack.name(),
                    limits.service(),
                    limits.replicas(),
                    moves,
                    idle,
                    evidence,
                    saving,
                    decision,
                    open.of(stack, limits.service()).map(Change::reference).orElse(null));
        }
    }

    @Override
    public Change open(TenantScope scope, Actor actor, WorkloadId service) {
        SizingAdvice advice = advised(scope, service);
        return changes.open(scope, actor, stacks.find(scope, advice.stack()).orElseThrow(), advice);
    }

    private SizingAdvice advised(TenantScope scope, WorkloadId service) {
        return of(scope).advice().stream()
                .filter(one -> one.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new AdviceProblem.NothingToSize()));
    }

    @Override
    public void dismiss(TenantScope scope, Actor actor, WorkloadId service, String reason, Instant until) {
        Instant now = clock.instant();
        String words = reason.strip();
        if (words.isEmpty() || words.length() > LONGEST_REASON) {
            throw new ProblemException(InvalidInput.of("reason", "must have 1 to " + LONGEST_REASON + " characters"));
        }
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw new ProblemException(InvalidInput.of("until", "must lie ahead, by a year at most"));
        }
        SizingAdvice advice = advised(scope, service);
        List<Topic> topics = advice.idle()
                ? List.of(Topic.IDLE)
                : advice.moves().stream().map(Topic::of).toList();
        database.inTenant(scope, transaction -> {
            dismissals.put(transaction, service, topics, new Dismissal(words, actor.reference(), now, until));
            return ledger.append(
                    transaction,
                    actor,
                    new LedgerEvent(
                            "advice.dismissed",
                            subject(advice.stack(), advice.name()),
                            Map.of(
                                    "topics",
                                    topics.stream().map(Topic::name).toList(),
                                    "reason",
                                    words,
                                    "until",
                                    until.toString())));
        });
    }

    @Override
    public void recall(TenantScope scope, Actor actor, WorkloadId service) {
        ServiceLimits limits = workloads.limits(scope).stream()
                .filter(one -> one.id().equals(service))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new AdviceProblem.NothingToSize()));
        database.inTenant(scope, transaction -> {
            boolean removed = dismissals.remove(transaction, service);
            if (removed) {
                ledger.append(
                        transaction,
                        actor,
                        new LedgerEvent("advice.recalled", subject(limits.stack(), limits.service()), Map.of()));
            }
            return removed;
        });
    }

    private static String subject(StackId stack, String service) {
        return "service:" + stack + "/" + service;
    }
}
