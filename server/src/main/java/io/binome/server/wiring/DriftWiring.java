package io.binome.server.wiring;

import io.binome.changes.Changes;
import io.binome.database.OpenDatabase;
import io.binome.drift.DriftSettings;
import io.binome.drift.Drifts;
import io.binome.drift.internal.DriftKeeper;
import io.binome.drift.internal.DriftRoom;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notices;
import io.binome.runs.Jobs;
import io.binome.runs.Runs;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who notices that stacks are no longer as they were applied. */
@Configuration(proxyBeanMethods = false)
public class DriftWiring {
    @Bean
    DriftRoom driftRoom(
            OpenDatabase database,
            Ledger ledger,
            Notices notices,
            Changes changes,
            Stacks stacks,
            Runs runs,
            Jobs jobs,
            InstantSource clock) {
        return new DriftRoom(new DriftRoom.Needs(database, ledger, notices, changes, stacks, runs, jobs, clock));
    }

    @Bean
    Drifts drifts(DriftRoom room) {
        return room.drifts();
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    DriftKeeper driftKeeper(DriftRoom room, Tenants tenants, Settings settings) {
        try {
            Settings.DriftLooks drift = settings.drift();
            return room.keeper(
                    new DriftSettings(drift.every(), drift.newest(), drift.found()), () -> tenants.open().stream()
                            .map(tenant -> new TenantScope(tenant.id()))
                            .toList());
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.drift." + wrong.getMessage());
        }
    }
}
