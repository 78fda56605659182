package io.binome.metering;

import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Processor time counted from both ends: from the parts, and by the kernel for the whole of them. */
public interface Reconciliation {
    /** Of a tenant over all hosts, by hours that begin in {@code [from, to)}. */
    List<TenantBalance> ofTenant(TenantScope scope, Instant from, Instant to);

    /** Of a host, for the provider alone: by hours that begin in {@code [from, to)}. */
    List<HostBalance> ofHost(HostId host, Instant from, Instant to);

    /** Times in {@code [from, to)} of which nothing can be known: from the last reading to the start of the kernel. */
    List<Lost> lost(HostId host, Instant from, Instant to);

    /**
     * Of each host, and of each tenant on it: what was used in all hours that begin in {@code [from, to)}, for the provider
     * alone. In no order.
     */
    List<HostUse> ofHosts(Instant from, Instant to);

    /**
     * What the kernel has counted as a whole; of a tenant with what belongs to none of its services.
     *
     * @param tenant null for the host itself, with all of its tenants and all else in it
     */
    record HostUse(HostId host, @Nullable TenantId tenant, BigInteger cpuMicros, BigInteger memoryByteSeconds) {}

    /** @param cpuMicros what the kernel has counted for the tenant as a whole */
    record TenantBalance(Instant hour, long cpuMicros, long servicesMicros, long buildsMicros) {
        /**
         * What belongs to no service and no build, such as what was used between the last reading of a service and its
         * removal. Slightly negative in one hour and positive in the next where counters were read one after another.
         */
        public long residualMicros() {
            return cpuMicros - servicesMicros - buildsMicros;
        }
    }

    /** @param cpuMicros what the kernel has counted for the machine as a whole */
    record HostBalance(Instant hour, long cpuMicros, long tenantsMicros) {
        /** The engine, the edge, Binome itself, the kernel, and all else that is no tenant's. */
        public long systemMicros() {
            return cpuMicros - tenantsMicros;
        }
    }

    /** At most so long of all processors was used then. */
    record Lost(Instant from, Instant to) {
        public Duration length() {
            return Duration.between(from, to);
        }
    }
}
