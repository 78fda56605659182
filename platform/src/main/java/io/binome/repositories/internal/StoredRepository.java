package io.binome.repositories.internal;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.PushLimits;
import io.binome.repositories.Repository;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryBuilder;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.StoredConfig;

/**
 * One look at a repository through JGit. Made anew for every request and kept by nobody: it reads the list of packs and
 * the refs once, so there is nothing that another replica's push could make stale. What is dear to read, blocks and
 * indexes of packs, which never change, is in JGit's process-wide block cache.
 */
final class StoredRepository extends DfsRepository {
    private final Repository repository;
    private final ObjectStorage objects;
    private final RefStorage refs;

    StoredRepository(Repository repository, PackStore packs, RefStore refStore, PushLimits limits) {
        super(new Builder(repository));
        this.repository = repository;
        StoredConfig config = getConfig();
        // Whoever may read the repository may read all of it: partial clones ask for files by their id.
        config.setBoolean("uploadpack", null, "allowfilter", true);
        config.setBoolean("uploadpack", null, "allowanysha1inwant", true);
        config.setBoolean("receive", null, "autogc", false);
        this.objects = new ObjectStorage(this, packs, limits);
        this.refs = new RefStorage(this, refStore);
    }

    RepositoryId id() {
        return repository.id();
    }

    TenantScope scope() {
        return new TenantScope(repository.tenant());
    }

    Repository repository() {
        return repository;
    }

    @Override
    public DfsObjDatabase getObjectDatabase() {
        return objects;
    }

    @Override
    public RefDatabase getRefDatabase() {
        return refs;
    }

    private static final class Builder extends DfsRepositoryBuilder<Builder, StoredRepository> {
        Builder(Repository repository) {
            setRepositoryDescription(
                    new DfsRepositoryDescription(repository.id().toString()));
        }

        @Override
        public StoredRepository build() {
            throw new UnsupportedOperationException("A StoredRepository is made by its constructor");
        }
    }
}
