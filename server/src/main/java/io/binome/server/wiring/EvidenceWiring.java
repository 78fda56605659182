package io.binome.server.wiring;

import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.evidence.EvidencePacks;
import io.binome.evidence.internal.EvidenceRoom;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Ledger;
import io.binome.runs.Runs;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What auditors take away. */
@Configuration(proxyBeanMethods = false)
public class EvidenceWiring {
    @Bean
    EvidencePacks evidencePacks(
            Ledger ledger,
            Checkpoints checkpoints,
            Changes changes,
            Contracts contracts,
            Runs runs,
            Tenants tenants,
            InstantSource clock) {
        return EvidenceRoom.packs(
                new EvidenceRoom.Sources(ledger, checkpoints, changes, contracts, runs, tenants, clock));
    }
}
