package io.binome.repositories.internal;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.RepositoryUpkeep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.internal.storage.dfs.DfsGarbageCollector;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackCompactor;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps packs few. Small packs are put together soon and cheaply; once what came since the last garbage collection
 * weighs as much as what it left, everything is packed anew, with deltas and a bitmap, without what nothing leads to.
 * Two replicas that do so at once do not harm each other: the second finds its packs replaced and gives up.
 */
final class PackKeeper implements RepositoryUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(PackKeeper.class);
    private static final int MANY_PACKS = 20;
    private static final long SMALL_PACK_BYTES = 8L << 20;
    private static final long WORTH_COLLECTING_BYTES = 4L << 20;
    /** Longer than any push or clone takes. */
    private static final Duration UNFINISHED = Duration.ofHours(24);

    private static final Duration STILL_READ = Duration.ofHours(6);
    private static final Duration KEPT = Duration.ofDays(365);
    private static final Set<PackSource> LOOSE = EnumSet.of(PackSource.INSERT, PackSource.RECEIVE, PackSource.COMPACT);
    private static final Set<PackSource> COLLECTED = EnumSet.of(PackSource.GC, PackSource.GC_REST);

    private final RepositoryStore repositories;
    private final RepositoryOpener opener;
    private final PackStore packs;
    private final RefStore refs;
    private final InstantSource clock;
    private final Executor background;
    private final Set<RepositoryId> inHand = ConcurrentHashMap.newKeySet();

    PackKeeper(
            RepositoryStore repositories,
            RepositoryOpener opener,
            PackStore packs,
            RefStore refs,
            InstantSource clock,
            Executor background) {
        this.repositories = repositories;
        this.opener = opener;
        this.packs = packs;
        this.refs = refs;
        this.clock = clock;
        this.background = background;
    }

    @Override
    public void pass() {
        Instant now = clock.instant();
        for (RepositoryStore.InNeed need : repositories.inNeed(MANY_PACKS)) {
            try {
                repositories.alone(need.scope(), need.repository(), () -> tidy(need, now));
            } catch (RuntimeException failed) {
                // The others must not wait for this one; the next pass tries again.
                LOG.warn("Repository {} was not looked after", need.repository(), failed);
            }
        }
    }

    private void tidy(RepositoryStore.InNeed need, Instant now) {
        tend(need.scope(), need.repository());
        packs.removeLeftOver(need.scope(), need.repository(), now.minus(UNFINISHED), now.minus(STILL_READ));
        refs.forgetKeptBefore(need.scope(), need.repository(), now.minus(KEPT));
    }

    /** Looks after a repository that has just got a pack, without making anybody wait. */
    void soon(TenantScope scope, RepositoryId repository) {
        background.execute(() -> tend(scope, repository));
    }

    private void tend(TenantScope scope, RepositoryId id) {
        if (!inHand.add(id)) {
            return;
        }
        try (StoredRepository repository = opener.open(scope, id)) {
            List<DfsPackFile> loose = packs(repository, LOOSE);
            long looseBytes = bytes(loose);
            if (loose.size() >= MANY_PACKS
                    && looseBytes >= WORTH_COLLECTING_BYTES
                    && looseBytes >= bytes(packs(repository, COLLECTED))) {
                collect(repository);
            } else if (loose.size() >= MANY_PACKS) {
                compact(repository, loose);
            }
        } catch (IOException | RuntimeException failed) {
            // Nothing is lost: the packs are as they were, and the next pass tries again.
            LOG.warn("The packs of repository {} were not put together", id, failed);
        } finally {
            inHand.remove(id);
        }
    }

    private static List<DfsPackFile> packs(StoredRepository repository, Set<PackSource> sources) throws IOException {
        List<DfsPackFile> found = new ArrayList<>();
        for (DfsPackFile pack : repository.getObjectDatabase().getPacks()) {
            if (sources.contains(pack.getPackDescription().getPackSource())) {
                found.add(pack);
            }
        }
        return found;
    }

    private static long bytes(List<DfsPackFile> packs) {
        return packs.stream()
                .map(DfsPackFile::getPackDescription)
                .mapToLong((DfsPackDescription pack) -> pack.getFileSize(PackExt.PACK))
                .sum();
    }

    private static void compact(StoredRepository repository, List<DfsPackFile> loose) throws IOException {
        DfsPackCompactor compactor = new DfsPackCompactor(repository);
        int small = 0;
        for (DfsPackFile pack : loose) {
            if (pack.getPackDescription().getFileSize(PackExt.PACK) <= SMALL_PACK_BYTES) {
                compactor.add(pack);
                small++;
            }
        }
        if (small > 1) {
            compactor.compact(NullProgressMonitor.INSTANCE);
        }
    }

    /** Packs everything anew, whatever there is. */
    void collectNow(TenantScope scope, RepositoryId id) {
        try (StoredRepository repository = opener.open(scope, id)) {
            collect(repository);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("The repository " + id + " could not be packed anew", failed);
        }
    }

    private static void collect(StoredRepository repository) throws IOException {
        PackConfig config = new PackConfig(repository);
        config.setIndexVersion(2);
        config.setThreads(1);
        config.setDeltaSearchMemoryLimit(32L << 20);
        config.setBigFileThreshold(8 << 20);
        DfsGarbageCollector collector = new DfsGarbageCollector(repository);
        collector.setPackConfig(config);
        collector.setConvertToReftable(false);
        collector.setGarbageTtl(7, TimeUnit.DAYS);
        collector.pack(NullProgressMonitor.INSTANCE);
    }
}
