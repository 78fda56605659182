package io.binome.advice.internal;

import io.binome.advice.Autonomy;
import io.binome.advice.AutonomyLevel;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepeatedPass;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proposes by itself what the record supports, so that nobody has to think of asking. People decide. */
public final class AutonomyKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AutonomyKeeper.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final Actor BINOME = new Actor.Machine("advice");

    private final Autonomy autonomy;
    private final Supplier<List<TenantScope>> tenants;
    private @Nullable RepeatedPass passes;

    AutonomyKeeper(Autonomy autonomy, Supplier<List<TenantScope>> tenants) {
        this.autonomy = autonomy;
        this.tenants = tenants;
    }

    public void start() {
        passes = RepeatedPass.start("autonomy-keeper", PAUSE, this::pass);
    }

    private void pass() {
        try {
            tenants.get().forEach(this::pass);
        } catch (RuntimeException failed) {
            LOG.warn("The tenants could not be listed, it is tried again in {}", PAUSE, failed);
        }
    }

    /** One proposal a pass: the second would be based on a contract that the first changes. */
    void pass(TenantScope scope) {
        try {
            List<AutonomyLevel> levels = autonomy.of(scope);
            if (levels.stream().anyMatch(level -> level.proposal() != null)) {
                return;
            }
            levels.stream()
                    .filter(level -> level.verdict().to() != null)
                    .findFirst()
                    .ifPresent(level -> autonomy.propose(scope, BINOME, level.environment(), level.risk()));
        } catch (ProblemException refused) {
            LOG.info(
                    "Nothing is proposed to {}: {}",
                    scope.tenant(),
                    refused.problem().message());
        } catch (RuntimeException failed) {
            LOG.warn(
                    "The autonomy of {} could not be looked at, it is tried again in {}",
                    scope.tenant(),
                    PAUSE,
                    failed);
        }
    }

    @Override
    public void close() {
        if (passes != null) {
            passes.close();
        }
    }
}
