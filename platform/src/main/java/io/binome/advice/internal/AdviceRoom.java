package io.binome.advice.internal;

import io.binome.advice.Autonomy;
import io.binome.advice.RightSizing;
import io.binome.billing.Bills;
import io.binome.billing.Estimates;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.Metering;
import io.binome.notifications.Watch;
import io.binome.repositories.Repositories;
import io.binome.stacks.Stacks;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts the room together: its face, and who proposes by itself what was earned or lost. */
public final class AdviceRoom {
    private final Needs needs;
    private final RecordedAutonomy autonomy;

    /** What the room stands on. */
    public record Needs(Changes changes, Contracts contracts, Repositories repositories, InstantSource clock) {}

    public AdviceRoom(Needs needs) {
        this.needs = needs;
        this.autonomy = new RecordedAutonomy(needs.changes(), needs.contracts(), needs.repositories(), needs.clock());
    }

    public Autonomy autonomy() {
        return autonomy;
    }

    /** Looks for services that use far more than usual. {@code name}: of a tenant, for addresses. */
    public static Watch unusualUse(
            Metering metering,
            Changes changes,
            Stacks stacks,
            Workloads workloads,
            Function<TenantScope, String> name,
            InstantSource clock) {
        return new UnusualUseWatch(metering, changes, stacks, workloads, name, clock);
    }

    /** What right-sizing stands on besides. */
    public record SizingNeeds(
            Database database,
            Ledger ledger,
            Metering metering,
            Workloads workloads,
            Stacks stacks,
            Estimates estimates,
            Bills bills) {}

    public RightSizing rightSizing(SizingNeeds also) {
        return new MeasuredSizing(
                also.database(),
                also.ledger(),
                also.metering(),
                also.workloads(),
                also.stacks(),
                new SizingPrices(needs.contracts(), also.estimates(), also.bills()),
                new SizingChanges(needs.changes(), needs.repositories(), also.stacks()),
                needs.clock());
    }

    /** Not started yet. {@code tenants}: those whose record is looked at, every hour. */
    public AutonomyKeeper keeper(Supplier<List<TenantScope>> tenants) {
        return new AutonomyKeeper(autonomy, tenants);
    }
}
