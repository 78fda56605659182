package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource.Owner;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** A host whose counters a test sets, read into a database of the test class: one instance for each test. */
abstract class HostMeterFixture {
    static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    static final Duration SWEEP = Duration.ofSeconds(5);
    static final MeteringSettings EACH = new MeteringSettings(SWEEP, SWEEP, Duration.ofMinutes(5));

    private final Database database;

    final TenantScope tenant = new TenantScope(new TenantId(UUID.randomUUID()));
    final StackId stack = new StackId(UUID.randomUUID());
    final WorkloadId service = new WorkloadId(UUID.randomUUID());
    final Owner web = new Owner.Service(tenant.tenant(), stack, service);
    final HostId host = new HostId(UUID.randomUUID());
    final ScriptedSource source = new ScriptedSource(START);
    final UsageStore usage = new UsageStore();
    List<KeptBytes> kept = List.of();
    final Metering metering;
    final HourCloser closer;

    HostMeterFixture(Database database) {
        this.database = database;
        this.metering = new DatabaseMetering(database, usage, source::now);
        this.closer = new HourCloser(database, usage, EACH.grace(), source::now);
    }

    HostMeter server(HostId id, Database through, MeteringSettings settings) {
        return new HostMeter(
                id, through, source, _ -> kept, new CounterStore(), usage, settings, UUID.randomUUID(), source::now);
    }

    HostMeter server() {
        return server(host, database, EACH);
    }

    List<UsageHour> hours() {
        List<UsageHour> all = new ArrayList<>();
        metering.hours(tenant, START.minus(Duration.ofDays(9)), START.plus(Duration.ofDays(9)), all::add);
        return all;
    }

    List<UsageHour> days() {
        return metering.days(tenant, START.minus(Duration.ofDays(9)), START.plus(Duration.ofDays(9)));
    }

    long cpu() {
        return hours().stream().mapToLong(UsageHour::cpuMicros).sum();
    }

    static org.assertj.core.groups.Tuple tuple(Object... all) {
        return org.assertj.core.groups.Tuple.tuple(all);
    }

    static class Through implements Database {
        final Database database;

        Through(Database database) {
            this.database = database;
        }

        @Override
        public <T> T inTenant(TenantScope scope, Function<Transaction, T> work) {
            return database.inTenant(scope, work);
        }

        @Override
        public <T> T asDispatcher(Function<Transaction, T> work) {
            return database.asDispatcher(work);
        }

        @Override
        public <T> T asSignIn(Function<Transaction, T> work) {
            return database.asSignIn(work);
        }

        @Override
        public <T> T asOverview(Function<Transaction, T> work) {
            return database.asOverview(work);
        }
    }
}
