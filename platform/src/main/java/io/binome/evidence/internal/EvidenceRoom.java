package io.binome.evidence.internal;

import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.evidence.EvidencePacks;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Ledger;
import io.binome.runs.Runs;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;

/** Puts the room together for the server's wiring. */
public final class EvidenceRoom {
    private EvidenceRoom() {}

    /** What evidence is gathered from. */
    public record Sources(
            Ledger ledger,
            Checkpoints checkpoints,
            Changes changes,
            Contracts contracts,
            Runs runs,
            Tenants tenants,
            InstantSource clock) {}

    public static EvidencePacks packs(Sources sources) {
        return new PackMaker(sources);
    }
}
