package io.binome.server.console;

import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Reconciliation;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** The same in each hour that is over, and what tenants are said to use of hosts each second. */
final class FakeReconciliation implements Reconciliation {
    final List<HostUse> shares = new CopyOnWriteArrayList<>();

    @Override
    public List<TenantBalance> ofTenant(TenantScope scope, Instant from, Instant to) {
        return hours(from, to, hour -> new TenantBalance(hour, 3_700_000_000L, 3_600_000_000L, 90_000_000L));
    }

    @Override
    public List<HostBalance> ofHost(HostId host, Instant from, Instant to) {
        return hours(
                from,
                to,
                hour -> new HostBalance(
                        hour, 5_000_000_000L + hour.getEpochSecond() / 3_600 % 24 * 100_000_000L, 4_000_000_000L));
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
        return List.of(new Lost(from.plusSeconds(7_200), from.plusSeconds(7_260)));
    }

    private static <T> List<T> hours(Instant from, Instant to, Function<Instant, T> each) {
        Instant now = Instant.now();
        return Stream.iterate(from, hour -> hour.isBefore(to) && hour.isBefore(now), hour -> hour.plusSeconds(3_600))
                .map(each)
                .toList();
    }
}
