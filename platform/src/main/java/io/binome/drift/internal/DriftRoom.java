package io.binome.drift.internal;

import io.binome.changes.Changes;
import io.binome.database.Database;
import io.binome.drift.DriftSettings;
import io.binome.drift.Drifts;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notices;
import io.binome.runs.JobHandler;
import io.binome.runs.Jobs;
import io.binome.runs.Runs;
import io.binome.stacks.Stacks;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Puts the room together: its face, the job it brings, and who asks for looks. */
public final class DriftRoom {
    private final Needs needs;
    private final DriftStore store = new DriftStore();
    private final DriftRecorder recorder;

    /** What the room stands on. */
    public record Needs(
            Database database,
            Ledger ledger,
            Notices notices,
            Changes changes,
            Stacks stacks,
            Runs runs,
            Jobs jobs,
            InstantSource clock) {}

    public DriftRoom(Needs needs) {
        this.needs = needs;
        this.recorder = new DriftRecorder(store, needs.notices(), needs.ledger());
    }

    public Drifts drifts() {
        return new DatabaseDrifts(needs.database(), store, recorder, needs.stacks(), needs.jobs(), needs.clock());
    }

    public List<JobHandler> handlers() {
        return List.of(new LookAtStack(
                needs.database(),
                store,
                recorder,
                needs.changes(),
                needs.stacks(),
                needs.runs(),
                needs.jobs(),
                needs.clock()));
    }

    /**
     * Not started yet.
     *
     * @param tenants all of them
     */
    public DriftKeeper keeper(DriftSettings settings, Supplier<List<TenantScope>> tenants) {
        return new DriftKeeper(
                needs.database(),
                store,
                recorder,
                needs.runs(),
                settings,
                needs.stacks(),
                needs.jobs(),
                needs.clock(),
                tenants);
    }
}
