package io.binome.server.wiring;

import io.binome.database.OpenDatabase;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.LedgerSigner;
import io.binome.ledger.internal.CheckpointKeeper;
import io.binome.ledger.internal.DatabaseCheckpoints;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who signs what the logs are. */
@Configuration(proxyBeanMethods = false)
public class LedgerWiring {
    @Bean
    Checkpoints checkpoints(OpenDatabase database, LedgerSigner signer, InstantSource clock) {
        return new DatabaseCheckpoints(database, signer, clock);
    }

    @Bean(destroyMethod = "close")
    CheckpointKeeper checkpointKeeper(Checkpoints checkpoints) {
        return CheckpointKeeper.start(checkpoints, CheckpointKeeper.PAUSE);
    }
}
