package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.workloads.Runtime;
import io.binome.workloads.Runtime.UnusedImage;
import io.binome.workloads.internal.StackStore.StackOnHost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes images that nothing recorded needs, by age and by size.
 *
 * <p>Only days that Binome lived through count: a clock that is put forward removes nothing.
 */
final class ImageSweeper {
    static final Duration UNUSED = Duration.ofDays(7);
    static final long KEPT_BYTES = 10L << 30;

    /** Chores come every hour; a longer pause was a stop of the server, or no time at all. */
    private static final Duration LONGEST_PAUSE = HostChores.EVERY.multipliedBy(2);

    private static final Logger LOG = LoggerFactory.getLogger(ImageSweeper.class);

    private final Database database;
    private final Runtime runtime;
    private final StackStore stacks;
    private final WorkloadStore workloads;
    private final InstantSource clock;
    private final UnusedImageStore images = new UnusedImageStore();

    ImageSweeper(Database database, Runtime runtime, StackStore stacks, WorkloadStore workloads, InstantSource clock) {
        this.database = database;
        this.runtime = runtime;
        this.stacks = stacks;
        this.workloads = workloads;
        this.clock = clock;
    }

    void sweep(HostId host) {
        List<StackOnHost> placed = database.asDispatcher(transaction -> stacks.onHost(transaction, host));
        Set<TenantScope> tenants = new HashSet<>();
        for (StackOnHost place : placed) {
            if (applying(place)) {
                // What it has just pulled is recorded nowhere yet.
                return;
            }
            tenants.add(place.scope());
        }
        Set<String> keep = new HashSet<>();
        tenants.forEach(tenant -> keep.addAll(database.inTenant(tenant, workloads::digests)));
        keep.remove("");
        remove(host, runtime.unusedImages(host, keep));
    }

    /** The longest unused go first. */
    private void remove(HostId host, List<UnusedImage> unused) {
        Map<String, Duration> unusedFor = database.asDispatcher(transaction -> images.count(
                transaction, host, unused.stream().map(UnusedImage::id).toList(), LONGEST_PAUSE, clock.instant()));
        List<UnusedImage> longestFirst = unused.stream()
                .sorted(Comparator.comparing((UnusedImage image) -> unusedFor.getOrDefault(image.id(), Duration.ZERO))
                        .reversed()
                        .thenComparing(UnusedImage::madeAt))
                .toList();
        long bytes = unused.stream().mapToLong(UnusedImage::bytes).sum();
        int removed = 0;
        long freed = 0;
        for (UnusedImage image : longestFirst) {
            boolean old = unusedFor.getOrDefault(image.id(), Duration.ZERO).compareTo(UNUSED) >= 0;
            if ((old || bytes - freed > KEPT_BYTES) && runtime.removeImage(host, image.id())) {
                removed++;
                freed += image.bytes();
            }
        }
        if (removed > 0) {
            LOG.info("{} unused images of host {} were removed, {} bytes", removed, host, freed);
        }
    }

    private boolean applying(StackOnHost place) {
        Instant now = clock.instant();
        return database.inTenant(place.scope(), transaction -> stacks.find(transaction, place.stack()))
                .filter(placement -> ReplicaHealing.applying(placement, now))
                .isPresent();
    }
}
