package io.binome.repositories.internal;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.PushLimits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.internal.storage.dfs.DfsInserter;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsPackParser;
import org.eclipse.jgit.internal.storage.dfs.DfsReaderOptions;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/** The objects of one repository as JGit sees them: packs whose files are rows. */
final class ObjectStorage extends DfsObjDatabase {
    private final PackStore packs;
    private final TenantScope scope;
    private final RepositoryId repository;
    private final PushLimits limits;

    ObjectStorage(StoredRepository repository, PackStore packs, PushLimits limits) {
        super(repository, new DfsReaderOptions());
        this.packs = packs;
        this.scope = repository.scope();
        this.repository = repository.id();
        this.limits = limits;
    }

    @Override
    protected List<DfsPackDescription> listPacks() {
        return packs.list(scope, repository, getRepository().getDescription());
    }

    @Override
    protected DfsPackDescription newPack(PackSource source) {
        return new StoredPack(getRepository().getDescription(), packs.nextId(), source);
    }

    @Override
    protected void commitPackImpl(
            Collection<DfsPackDescription> added, @Nullable Collection<DfsPackDescription> replaced) {
        packs.store(scope, repository, stored(added), replaced == null ? List.of() : stored(replaced));
        if (replaced != null && !replaced.isEmpty()) {
            clearCache();
        }
    }

    private static List<StoredPack> stored(Collection<DfsPackDescription> packs) {
        return packs.stream().map(StoredPack.class::cast).toList();
    }

    @Override
    protected void rollbackPack(Collection<DfsPackDescription> given) {
        packs.remove(scope, stored(given));
    }

    @Override
    protected ReadableChannel openFile(DfsPackDescription pack, PackExt extension) throws FileNotFoundException {
        if (!pack.hasFileExt(extension)) {
            throw new FileNotFoundException(pack.getFileName(extension));
        }
        return new PackChannel(packs, scope, (StoredPack) pack, extension);
    }

    @Override
    protected DfsOutputStream writeFile(DfsPackDescription pack, PackExt extension) {
        return new PackOutput(packs, scope, repository, (StoredPack) pack, extension);
    }

    @Override
    public ObjectInserter newInserter() {
        return new Inserter(this);
    }

    @Override
    public long getApproximateObjectCount() {
        return listPacks().stream()
                .mapToLong(DfsPackDescription::getObjectCount)
                .sum();
    }

    private final class Inserter extends DfsInserter {
        Inserter(DfsObjDatabase objects) {
            super(objects);
        }

        @Override
        public DfsPackParser newPackParser(InputStream from) throws IOException {
            return new Parser(this, new LimitedPack(from, limits.packBytes()));
        }
    }

    private final class Parser extends DfsPackParser {
        Parser(DfsInserter inserter, InputStream from) {
            super(ObjectStorage.this, inserter, from);
        }

        /** JGit makes room for as many objects as the pack's header claims, so the claim is looked at first. */
        @Override
        protected void onPackHeader(long objectCount) throws IOException {
            if (objectCount > limits.objects()) {
                throw new PushRefusedException("The push brings " + objectCount + " objects; the limit is "
                        + limits.objects() + ". Push the history in parts.");
            }
            super.onPackHeader(objectCount);
        }
    }
}
