package io.binome.repositories.internal;

import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.PushLimits;
import io.binome.repositories.Repository;
import io.binome.repositories.RepositoryProblem;
import io.binome.repositories.internal.StoredPack.PackChunk;
import org.eclipse.jgit.internal.storage.dfs.DfsBlockCache;
import org.eclipse.jgit.internal.storage.dfs.DfsBlockCacheConfig;

/** Opens repositories for JGit. */
final class RepositoryOpener {
    private static final long CACHE_BYTES = 48L << 20;

    static {
        // JGit's block cache is one per process. It knows a block by repository, pack and file, so all tenants may
        // share it.
        DfsBlockCache.reconfigure(new DfsBlockCacheConfig()
                .setBlockSize(PackChunk.BYTES)
                .setBlockLimit(CACHE_BYTES)
                .setStreamRatio(0.25));
    }

    private final RepositoryStore repositories;
    private final PackStore packs;
    private final RefStore refs;
    private final PushLimits limits;

    RepositoryOpener(RepositoryStore repositories, PackStore packs, RefStore refs, PushLimits limits) {
        this.repositories = repositories;
        this.packs = packs;
        this.refs = refs;
        this.limits = limits;
    }

    /** @throws ProblemException with {@link RepositoryProblem.NotFound} */
    StoredRepository open(TenantScope scope, RepositoryId id) {
        return open(repositories
                .byId(scope, id)
                .orElseThrow(() -> new ProblemException(new RepositoryProblem.NotFound(id.toString()))));
    }

    StoredRepository open(Repository repository) {
        return new StoredRepository(repository, packs, refs, limits);
    }
}
