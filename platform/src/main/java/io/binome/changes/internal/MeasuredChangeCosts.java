package io.binome.changes.internal;

import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.MeasuredDelta;
import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.ChangeCosts;
import io.binome.changes.ChangeFilter;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.changes.StackPlan;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares days before an apply with days after it, by the services that the change's plans name. */
public final class MeasuredChangeCosts implements ChangeCosts {
    private static final String COMPOSE = "compose";

    /** Changes beyond these are of a repository of many years; the measure then reaches to today. */
    private static final int MOST_PAGES = 10;

    private final Changes changes;
    private final Bills bills;
    private final InstantSource clock;

    public MeasuredChangeCosts(Changes changes, Bills bills, InstantSource clock) {
        this.changes = changes;
        this.bills = bills;
        this.clock = clock;
    }

    private record Service(String stack, String name) {}

    private record Other(Change change, Instant applied) {}

    @Override
    public Optional<Measured> of(TenantScope scope, ChangeId id) {
        Change change = changes.get(scope, id);
        Map<Service, MeasuredDelta.Kind> services = services(scope, change);
        Optional<Instant> applied = applied(scope, change);
        if (services.isEmpty() || applied.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        ZoneId zone =
                bills.basis(scope, YearMonth.from(now.atZone(ZoneOffset.UTC))).zone();
        LocalDate today = LocalDate.ofInstant(now, zone);
        LocalDate day = LocalDate.ofInstant(applied.get(), zone);
        List<Other> others = others(scope, change, applied.get());
        Map<Service, LocalDate> begins = begins(scope, others, day, services.keySet(), zone);
        Map<Service, LocalDate> ends = ends(scope, others, applied.get(), services.keySet(), zone);
        LocalDate last = day.plusDays(MeasuredDelta.LONGEST_AFTER + 2L);
        List<DayCost> costs = bills.days(
                scope, day.minusDays(MeasuredDelta.LONGEST_BEFORE), (today.isBefore(last) ? today : last).plusDays(1));
        List<MeasuredDelta> deltas = new ArrayList<>();
        services.forEach((service, kind) -> deltas.add(MeasuredDelta.of(
                service.stack(),
                service.name(),
                kind,
                begins.getOrDefault(service, LocalDate.MIN),
                day,
                ends.getOrDefault(service, today),
                costs.stream()
                        .filter(cost -> cost.place().repository().equals(change.repositoryName())
                                && cost.place().stack().equals(service.stack())
                                && cost.place().service().equals(service.name()))
                        .toList())));
        return Optional.of(new Measured(
                applied.get(), now, deltas, MeasuredDelta.total(deltas).orElse(null), !today.isAfter(day.plusDays(1))));
    }

    /** By the plans; in the order in which they have them. */
    private Map<Service, MeasuredDelta.Kind> services(TenantScope scope, Change change) {
        Map<Service, MeasuredDelta.Kind> services = new LinkedHashMap<>();
        if (!(change.state() instanceof ChangeState.Merged)) {
            return services;
        }
        for (StackPlan planned : changes.plans(scope, change.id())) {
            Plan plan = planned.plan();
            if (plan == null || !planned.declaration().engine().equals(COMPOSE)) {
                continue;
            }
            for (ResourceChange one : plan.changes()) {
                if (one.type().equals("service") && one.action().changes()) {
                    services.put(
                            new Service(planned.declaration().name(), one.name()),
                            one.action() == Action.CREATE
                                    ? MeasuredDelta.Kind.MADE
                                    : one.action() == Action.DELETE
                                            ? MeasuredDelta.Kind.REMOVED
                                            : MeasuredDelta.Kind.ALTERED);
                }
            }
        }
        return services;
    }

    private Optional<Instant> applied(TenantScope scope, Change change) {
        return changes.activity(scope, change.id()).stream()
                .filter(one -> one instanceof Activity.Step step && step.kind().equals("change.applied"))
                .map(Activity::at)
                .max(Comparator.naturalOrder());
    }

    /** The day after that on which each service was touched last before: what was until then is no work of this change. */
    private Map<Service, LocalDate> begins(
            TenantScope scope, List<Other> others, LocalDate day, Set<Service> services, ZoneId zone) {
        Map<Service, LocalDate> begins = new HashMap<>();
        for (Other one : others) {
            LocalDate then = LocalDate.ofInstant(one.applied(), zone);
            if (then.isBefore(day)) {
                services(scope, one.change()).keySet().stream()
                        .filter(services::contains)
                        .forEach(service -> begins.put(service, then.plusDays(1)));
            }
        }
        return begins;
    }

    /** The day on which each service was touched next; what came after is no work of this change. */
    private Map<Service, LocalDate> ends(
            TenantScope scope, List<Other> others, Instant applied, Set<Service> services, ZoneId zone) {
        Map<Service, LocalDate> ends = new HashMap<>();
        for (Other one : others) {
            if (ends.keySet().containsAll(services)) {
                break;
            }
            if (one.applied().isAfter(applied)) {
                services(scope, one.change()).keySet().stream()
                        .filter(services::contains)
                        .forEach(service -> ends.putIfAbsent(service, LocalDate.ofInstant(one.applied(), zone)));
            }
        }
        return ends;
    }

    /** Of the same repository, applied later or in the days before that are compared; the earliest first. */
    private List<Other> others(TenantScope scope, Change change, Instant applied) {
        Instant from = applied.minus(Duration.ofDays(MeasuredDelta.LONGEST_BEFORE + 2L));
        List<Other> others = new ArrayList<>();
        ChangeFilter merged = new ChangeFilter(change.repository(), "merged", null);
        String after = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Page<Change> page = changes.list(scope, merged, new PageRequest(PageRequest.MAX, after));
            for (Change other : page.items()) {
                if (!other.id().equals(change.id()) && other.updatedAt().isAfter(from)) {
                    applied(scope, other)
                            .filter(at -> at.isAfter(from))
                            .ifPresent(at -> others.add(new Other(other, at)));
                }
            }
            after = page.next();
            if (after == null) {
                break;
            }
        }
        others.sort(Comparator.comparing(Other::applied));
        return others;
    }
}
