package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.runs.Runs;
import io.binome.secrets.Sealing;
import io.binome.states.BreakGlasses;
import io.binome.states.HandWriteListener;
import io.binome.states.HandWrites;
import io.binome.states.StateSettings;
import io.binome.states.States;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Puts the room together for the server's wiring. */
public final class StateRoom {
    private final States states;
    private final BreakGlasses glasses;
    private final StateKeeper keeper;

    /**
     * What the room stands on.
     *
     * @param tenants all of them
     */
    public record Needs(
            Database database,
            Ledger ledger,
            Runs runs,
            Sealing sealing,
            Ids ids,
            InstantSource clock,
            SecureRandom random,
            HandWrites handWrites,
            HandWriteListener written,
            Supplier<List<TenantScope>> tenants) {}

    public StateRoom(Needs needs, StateSettings settings) {
        StateRecords records = new StateRecords(needs.ledger());
        StateBodies bodies = new StateBodies(needs.database(), needs.sealing(), needs.ids(), needs.clock());
        StateLocks locks = new StateLocks(needs.database(), needs.runs(), needs.clock(), records);
        DatabaseBreakGlasses breakGlasses = new DatabaseBreakGlasses(
                needs.database(), needs.ids(), needs.clock(), records, needs.handWrites(), needs.written());
        this.glasses = breakGlasses;
        this.states = new DatabaseStates(
                needs.database(),
                bodies,
                locks,
                new StateWriting(
                        needs.database(),
                        bodies,
                        locks,
                        records,
                        breakGlasses,
                        needs.written(),
                        settings,
                        needs.clock()),
                new RunCredentials(needs.database(), needs.runs(), needs.ids(), needs.clock(), needs.random()),
                records,
                settings,
                needs.clock());
        this.keeper = new StateKeeper(needs.database(), locks, breakGlasses, settings, needs.clock(), needs.tenants());
    }

    public States states() {
        return states;
    }

    public BreakGlasses breakGlasses() {
        return glasses;
    }

    public StateKeeper keeper() {
        return keeper;
    }
}
