package io.binome.metering;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads cumulative counters of a host, each with the identity of what counted it. */
public interface UsageSource {
    /**
     * All counters of Binome's on a host in one sweep: of tenants, stacks, services, builds, and of the host as a whole.
     *
     * @throws HostAway when the host cannot be asked now; its counters go on meanwhile
     */
    Sweep read(HostId host);

    /**
     * Says that an owner has used nothing for long and its last counters are kept: what counted them may be removed, and
     * comes back with another identity if it is needed again. Nothing is removed below which something runs or has run
     * since the last reading; asking again does no harm.
     *
     * @return whether nothing is left of it
     * @throws HostAway when the host cannot be asked now
     */
    default boolean forget(HostId host, Owner owner) {
        return true;
    }

    /**
     * @param at by the host's clock, which may be wrong
     * @param sinceBoot by the clock of the host's kernel that nobody sets and that counts sleep too (CLOCK_BOOTTIME)
     * @param bootId another one after each start of the kernel: no counter of before can be compared
     * @param flows what crosses networks, counted by others than the cgroups; a reader may look at these more seldom, so
     *     that the same value may come in several sweeps
     */
    record Sweep(Instant at, Duration sinceBoot, String bootId, List<Counters> all, List<Flow> flows) {
        public Sweep {
            all = List.copyOf(all);
            flows = List.copyOf(flows);
        }

        public Sweep(Instant at, Duration sinceBoot, String bootId, List<Counters> all) {
            this(at, sinceBoot, bootId, all, List.of());
        }
    }

    /**
     * What was counted for one owner since {@code identity} came into being.
     *
     * @param identity of the cgroup, such as its inode: another one has begun at zero. What is sent, received and asked for
     *     is counted elsewhere, so that it goes on when the cgroup is another one. Of an owner with two cgroups, whose
     *     counters are added, both with {@link #AND} between them
     * @param cpuMicros cumulative
     * @param memoryBytes at this moment: {@code anon + shmem + kernel}, without page cache
     * @param blockReadBytes cumulative; {@code blockWrittenBytes} too
     * @param blockApproximate where the kernel counts buffered writes for whoever flushed them (cgroup v1)
     * @param sentBytes cumulative, to outside the stack's own network; negative when not counted at this level
     * @param receivedBytes cumulative; negative when not counted at this level
     * @param requests that the edge has answered, cumulative; negative when not counted at this level
     */
    record Counters(
            Owner owner,
            String identity,
            long cpuMicros,
            long memoryBytes,
            long blockReadBytes,
            long blockWrittenBytes,
            boolean blockApproximate,
            long sentBytes,
            long receivedBytes,
            long requests) {
        /** Between the identities of two cgroups of one owner; in none of them. */
        public static final String AND = "+";

        /** Without a count of requests. */
        public Counters(
                Owner owner,
                String identity,
                long cpuMicros,
                long memoryBytes,
                long blockReadBytes,
                long blockWrittenBytes,
                boolean blockApproximate,
                long sentBytes,
                long receivedBytes) {
            this(
                    owner,
                    identity,
                    cpuMicros,
                    memoryBytes,
                    blockReadBytes,
                    blockWrittenBytes,
                    blockApproximate,
                    sentBytes,
                    receivedBytes,
                    -1);
        }
    }

    /**
     * What one counter of a network or of the edge has counted since it began at zero. An owner may have several at the
     * same time, one for each {@code identity}: what it was sent in all is the sum over them. One that a sweep does not
     * show any more is over, and its last value stands.
     *
     * @param identity unique on its host until its next start: a counter that began anew has another one
     * @param sentBytes cumulative, from the owner to outside: to the Internet, and to the edge's clients
     * @param receivedBytes cumulative
     * @param requests cumulative, answered by the edge; for a TCP route its connections
     * @param begun by the host's clock, when it may have begun to count; {@link Instant#EPOCH} when nobody knows, null when
     *     that was after the first sweep of its host
     */
    record Flow(
            Owner owner,
            String identity,
            long sentBytes,
            long receivedBytes,
            long requests,
            @Nullable Instant begun) {
        /** One that began to count after the first sweep of its host. */
        public Flow(Owner owner, String identity, long sentBytes, long receivedBytes, long requests) {
            this(owner, identity, sentBytes, receivedBytes, requests, null);
        }
    }

    /** Whose counters they are; from the whole host down to a service. */
    sealed interface Owner {
        /** Its counters have an identity that no other machine has: of the kernel's start, and of the root of its groups. */
        record WholeHost() implements Owner {}

        record Tenant(TenantId tenant) implements Owner {}

        /** Builds of a tenant's images. */
        record Builds(TenantId tenant) implements Owner {}

        record Stack(TenantId tenant, StackId stack) implements Owner {}

        record Service(TenantId tenant, StackId stack, WorkloadId service) implements Owner {}
    }

    /** The host did not answer. */
    final class HostAway extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public HostAway(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
