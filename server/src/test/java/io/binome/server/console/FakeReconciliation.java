package io.binome.server.console;

import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Reconciliation;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Nothing was counted from either end, but what tenants are said to use of hosts each second. */
final class FakeReconciliation implements Reconciliation {
    final List<HostUse> shares = new CopyOnWriteArrayList<>();

    @Override
    public List<TenantBalance> ofTenant(TenantScope scope, Instant from, Instant to) {
        return List.of();
    }

    @Override
    public List<HostBalance> ofHost(HostId host, Instant from, Instant to) {
        return List.of();
    }

    @Override
    public List<HostUse> ofHosts(Instant from, Instant to) {
        BigInteger seconds = BigInteger.valueOf(Duration.between(from, to).toSeconds());
        return shares.stream()
                .map(share -> new HostUse(
                        share.host(),
                        share.tenant(),
                        share.cpuMicros().multiply(seconds),
                        share.memoryByteSeconds().multiply(seconds)))
                .toList();
    }

    @Override
    public List<Lost> lost(HostId host, Instant from, Instant to) {
        return List.of();
    }
}
