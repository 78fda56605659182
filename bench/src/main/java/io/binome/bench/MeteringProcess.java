package io.binome.bench;

import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.database.OpenDatabase;
import io.binome.drivers.cgroup.CgroupUsage;
import io.binome.drivers.cgroup.CgroupUsage.FlowSource;
import io.binome.kernel.HostId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.metering.MeteringSettings;
import io.binome.metering.UsageSource;
import io.binome.metering.internal.MeteringKeeper;
import io.binome.metering.internal.MeteringRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server does to meter its host, in a process that may be killed at any moment: the same keeper, driver and
 * tables. It says {@code metered} once it has written something, and goes on until its input ends.
 */
final class MeteringProcess {
    static final String METERED = "metered";

    /** Quicker than usual, so that the benchmark need not wait for what a killed process still holds. */
    static final MeteringSettings SETTINGS =
            new MeteringSettings(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(5));

    private MeteringProcess() {}

    /** @param arguments the home of the embedded database, a host and a tenant */
    public static void main(String[] arguments) throws Exception {
        HostId host = HostId.parse(arguments[1]);
        TenantId tenant = TenantId.parse(arguments[2]);
        try (OpenDatabase database = OpenDatabase.open(
                        EmbeddedPostgres.ofOtherProcess(EmbeddedPostgresSettings.ofHome(Path.of(arguments[0])))
                                .orElseThrow());
                CgroupUsage usage =
                        new CgroupUsage(host::equals, tenant::equals, FlowSource.NONE, InstantSource.system());
                MeteringKeeper keeper = room(database, new Said(usage), host).keeper()) {
            keeper.start();
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        }
    }

    static MeteringRoom room(OpenDatabase database, UsageSource source, HostId host) {
        return new MeteringRoom(new MeteringRoom.Needs(
                database,
                new OneHost(host),
                source,
                any -> List.of(),
                SETTINGS,
                new SystemIds(InstantSource.system()),
                InstantSource.system()));
    }

    /** The first reading is written before the second is made. */
    private static final class Said implements UsageSource {
        private final UsageSource source;
        private final AtomicInteger readings = new AtomicInteger();

        Said(UsageSource source) {
            this.source = source;
        }

        @Override
        public Sweep read(HostId host) {
            if (readings.incrementAndGet() == 2) {
                System.out.println(METERED);
            }
            return source.read(host);
        }
    }
}
