package io.binome.server.wiring;

import io.binome.database.OpenDatabase;
import io.binome.kernel.Ids;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.Reconciliation;
import io.binome.metering.UsageSource;
import io.binome.metering.internal.MeteringKeeper;
import io.binome.metering.internal.MeteringRoom;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import io.binome.sites.Sites;
import io.binome.workloads.internal.WorkloadRoom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What services really used. */
@Configuration(proxyBeanMethods = false)
public class MeteringWiring {
    @Bean
    MeteringRoom meteringRoom(
            OpenDatabase database,
            Sites sites,
            UsageSource source,
            WorkloadRoom workloads,
            Settings settings,
            Ids ids,
            InstantSource clock) {
        return new MeteringRoom(new MeteringRoom.Needs(
                database, sites, source, workloads::kept, settings(settings.metering()), ids, clock));
    }

    private static MeteringSettings settings(Settings.Meter meter) {
        try {
            return new MeteringSettings(meter.every(), meter.write(), meter.grace());
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.metering: " + wrong.getMessage());
        }
    }

    @Bean
    Metering metering(MeteringRoom room) {
        return room.metering();
    }

    @Bean
    Reconciliation reconciliation(MeteringRoom room) {
        return room.reconciliation();
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    MeteringKeeper meteringKeeper(MeteringRoom room) {
        return room.keeper();
    }
}
