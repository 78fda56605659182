package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Reconciliation;
import java.time.Instant;
import java.util.List;

/** Both ends of what was counted, as they are kept. */
final class DatabaseReconciliation implements Reconciliation {
    private final Database database;
    private final UsageStore usage;
    private final CounterStore counters;

    DatabaseReconciliation(Database database, UsageStore usage, CounterStore counters) {
        this.database = database;
        this.usage = usage;
        this.counters = counters;
    }

    @Override
    public List<TenantBalance> ofTenant(TenantScope scope, Instant from, Instant to) {
        return database.inTenant(scope, transaction -> usage.balance(transaction, from, to));
    }

    @Override
    public List<HostBalance> ofHost(HostId host, Instant from, Instant to) {
        return database.asDispatcher(transaction -> usage.balance(transaction, host, from, to));
    }

    @Override
    public List<HostUse> ofHosts(Instant from, Instant to) {
        return database.asDispatcher(transaction -> usage.ofHosts(transaction, from, to));
    }

    @Override
    public List<Lost> lost(HostId host, Instant from, Instant to) {
        return database.asDispatcher(transaction -> counters.lost(transaction, host, from, to)).stream()
                .map(span -> new Lost(span.from(), span.to()))
                .toList();
    }
}
