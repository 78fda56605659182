package io.binome.advice.internal;

import io.binome.advice.internal.UnusualUse.Unusual;
import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.kernel.Actor;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.metering.Metering;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tells of services that use far more than usual, once for each time, with the change that most likely made them: the
 * last one that was applied to the stack before it rose.
 */
final class UnusualUseWatch implements Watch {
    private static final Actor MACHINE = new Actor.Machine("advice");
    /** A change of more than a week ago explains nothing that happens now. */
    private static final Duration LIKELY = Duration.ofDays(7);

    private static final int CHANGES = 100;

    private final Metering metering;
    private final Changes changes;
    private final Stacks stacks;
    private final Workloads workloads;
    private final Function<TenantScope, String> tenantName;
    private final InstantSource clock;

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
        Instant now = clock.instant();
        UnusualUse use = new UnusualUse();
        metering.hours(scope, now.minus(UnusualUse.WINDOW), now, use::add);
        return use.find(now).stream()
                .flatMap(unusual -> notice(scope, unusual).stream())
                .toList();
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

    private record Applied(Change change, Instant at) {}

    /** The last one applied to the stack before the end of the hour in which it rose. */
    private Optional<Change> likely(TenantScope scope, Stack stack, Instant since) {
        Instant until = since.plus(Duration.ofHours(1));
        return changes
                .list(scope, new ChangeFilter(stack.repository(), null, null), PageRequest.first(CHANGES))
                .items()
                .stream()
                .filter(change -> change.state() instanceof ChangeState.Merged)
                .filter(change -> change.summary().stacks().contains(stack.name()))
                .flatMap(change -> applied(scope, change).map(at -> new Applied(change, at)).stream())
                .filter(one -> one.at().isBefore(until) && one.at().isAfter(since.minus(LIKELY)))
                .max(Comparator.comparing(Applied::at))
                .map(Applied::change);
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
