package io.binome.server.console;

import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Reconciliation;
import java.time.Instant;
import java.util.List;

/** Nothing was counted from either end. */
final class FakeReconciliation implements Reconciliation {
    @Override
    public List<TenantBalance> ofTenant(TenantScope scope, Instant from, Instant to) {
        return List.of();
    }

    @Override
    public List<HostBalance> ofHost(HostId host, Instant from, Instant to) {
        return List.of();
    }

    @Override
    public List<Lost> lost(HostId host, Instant from, Instant to) {
        return List.of();
    }
}
