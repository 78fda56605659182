package io.binome.advice.internal;

import io.binome.advice.internal.UnusualUse.Exceeded;
import io.binome.advice.internal.UnusualUse.Series;
import io.binome.advice.internal.UnusualUse.Unusual;
import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.Actor;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metered;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Watch;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.workloads.Workloads;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Tells of services that use far more than usual, once for each time, with the change that most likely made them: the
 * last one that was applied to the stack before it rose.
 */
final class UnusualUseWatch implements Watch {
    private static final Actor MACHINE = new Actor.Machine("advice");
    /** A change of more than a week ago explains nothing that happens now. */
    private static final int CHANGES = 100;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Metering metering;
    private final Changes changes;
    private final Stacks stacks;
    private final Workloads workloads;
    private final Function<TenantScope, String> tenantName;
    private final InstantSource clock;
    private final Map<TenantScope, Past> kept = new ConcurrentHashMap<>();
    private final Map<TenantScope, Map<Series, Instant>> began = new ConcurrentHashMap<>();

    /** @param hour whose days before these are */
    private record Past(Instant hour, UnusualUse use) {}

    UnusualUseWatch(
            Metering metering,
            Changes changes,
            Stacks stacks,
            Workloads workloads,
            Function<TenantScope, String> tenantName,
            InstantSource clock) {
        this.metering = metering;
        this.changes = changes;
        this.stacks = stacks;
        this.workloads = workloads;
        this.tenantName = tenantName;
        this.clock = clock;
    }

    @Override
    public List<Notice.OfTenant> look(TenantScope scope) {
        return unusual(scope, clock.instant()).stream()
                .flatMap(unusual -> notice(scope, unusual).stream())
                .toList();
    }

    /** What is unusual now, from as few hours as can be. */
    List<Unusual> unusual(TenantScope scope, Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        Past past = Objects.requireNonNull(kept.compute(
                scope, (_, before) -> before != null && before.hour().equals(hour) ? before : past(scope, hour)));
        UnusualUse use = new UnusualUse(past.use());
        metering.hours(scope, hour.minus(HOUR), now, use::add);
        List<Exceeded> exceeding = use.exceeding(now);
        Map<Series, Instant> known = began.getOrDefault(scope, Map.of());
        Map<Series, Instant> since = new HashMap<>();
        if (exceeding.stream().allMatch(one -> known.containsKey(one.series()))) {
            exceeding.forEach(one -> since.put(one.series(), Objects.requireNonNull(known.get(one.series()))));
        } else {
            UnusualUse whole = new UnusualUse();
            metering.hours(scope, now.minus(UnusualUse.WINDOW), now, whole::add);
            exceeding.forEach(one -> since.put(one.series(), whole.begin(one)));
        }
        began.put(scope, since);
        return exceeding.stream()
                .flatMap(one -> use.told(one, Objects.requireNonNull(since.get(one.series()))).stream())
                .toList();
    }

    /** The same two hours of the days before, which are over: they are read once an hour. */
    private Past past(TenantScope scope, Instant hour) {
        UnusualUse use = new UnusualUse();
        for (int day = 1; day <= UnusualUse.DAYS; day++) {
            Instant then = hour.minus(Duration.ofDays(day));
            metering.hours(scope, then.minus(HOUR), then.plus(HOUR), use::add);
        }
        Instant first = hour.minus(UnusualUse.WINDOW).truncatedTo(ChronoUnit.DAYS);
        for (UsageHour day : metering.days(scope, first, hour.truncatedTo(ChronoUnit.DAYS))) {
            WorkloadId service = day.service();
            if (service != null) {
                // Nobody knows when on that day: at its end it was there.
                use.seen(service, day.hour().plus(Duration.ofDays(1)));
            }
        }
        return new Past(hour, use);
    }

    /** Empty for what is gone by now. */
    private Optional<Notice.OfTenant> notice(TenantScope scope, Unusual unusual) {
        Optional<Workloads.Service> service = workloads.services(scope).stream()
                .filter(one -> one.id().equals(unusual.service()))
                .findFirst();
        Optional<Stack> stack = stacks.find(scope, unusual.stack());
        if (service.isEmpty() || stack.isEmpty()) {
            return Optional.empty();
        }
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("service", stack.get().name() + "/" + service.get().name());
        facts.put("measured", unusual.measured().word());
        facts.put("now", words(unusual.measured(), unusual.now()));
        facts.put("usual", words(unusual.measured(), unusual.usual()));
        facts.put("path", "/t/" + tenantName.apply(scope) + "/costs");
        likely(scope, stack.get(), unusual.since()).ifPresent(change -> {
            facts.put("reason", "The last change before it was " + change.reference() + ".");
            facts.put(
                    "path",
                    "/t/" + tenantName.apply(scope) + "/" + change.repositoryName() + "/changes/" + change.number());
        });
        return Optional.of(new Notice.OfTenant(
                NoticeKind.USE_UNUSUAL,
                MACHINE,
                "use/" + unusual.service() + "/" + unusual.measured().word(),
                facts,
                unusual.service() + "/" + unusual.measured().word() + "/" + unusual.since()));
    }

    private Optional<Change> likely(TenantScope scope, Stack stack, Instant since) {
        List<Change> newest = changes.list(
                        scope, new ChangeFilter(stack.repository(), null, null), PageRequest.first(CHANGES))
                .items();
        return LikelyCause.of(stack.name(), since, newest, change -> applied(scope, change));
    }

    private Optional<Instant> applied(TenantScope scope, Change change) {
        return changes.activity(scope, change.id()).stream()
                .filter(one -> one instanceof Activity.Step step && step.kind().equals("change.applied"))
                .map(Activity::at)
                .max(Comparator.naturalOrder());
    }

    /** Of an hour, as people say it. */
    private static String words(Metered measured, long quantity) {
        return switch (measured) {
            case CPU -> number(quantity, 3_600_000_000L) + " CPU";
            case MEMORY, VOLUME -> number(quantity, (1L << 30) * 3_600) + " GiB";
            case TRAFFIC -> number(quantity, 1_000_000_000L) + " GB/h";
            case REQUESTS -> quantity + "/h";
        };
    }

    private static String number(long quantity, long unit) {
        return BigDecimal.valueOf(quantity)
                .divide(BigDecimal.valueOf(unit), 2, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
