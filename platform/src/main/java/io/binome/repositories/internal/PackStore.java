package io.binome.repositories.internal;

import static io.binome.database.tables.RepositoryPack.REPOSITORY_PACK;
import static io.binome.database.tables.RepositoryPackChunk.REPOSITORY_PACK_CHUNK;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Ids;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.internal.StoredPack.PackChunk;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/** Packs and their bytes. Each method is a short transaction of its own: a slow client holds no connection. */
final class PackStore {
    private final Database database;
    private final Ids ids;
    private final InstantSource clock;

    PackStore(Database database, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    UUID nextId() {
        return ids.next();
    }

    /** The packs whose objects count, as JGit describes them. */
    List<DfsPackDescription> list(TenantScope scope, RepositoryId repository, DfsRepositoryDescription description) {
        return database.inTenant(
                scope,
                transaction -> new ArrayList<>(transaction
                        .sql()
                        .selectFrom(REPOSITORY_PACK)
                        .where(REPOSITORY_PACK.REPOSITORY_ID.eq(repository.value()), REPOSITORY_PACK.STATE.eq("STORED"))
                        .fetch(row -> {
                            StoredPack pack =
                                    new StoredPack(description, row.getId(), PackSource.valueOf(row.getSource()));
                            pack.setLastModified(row.getChangedAt().toEpochMilli());
                            pack.setObjectCount(row.getObjectCount());
                            pack.setDeltaCount(row.getDeltaCount());
                            pack.setIndexVersion(2);
                            for (int i = 0; i < row.getExtensions().length; i++) {
                                PackExt extension = extension(row.getExtensions()[i]);
                                pack.addFileExt(extension);
                                pack.setFileSize(extension, row.getSizes()[i]);
                                pack.setBlockSize(extension, PackChunk.BYTES);
                            }
                            return (DfsPackDescription) pack;
                        })));
    }

    private static PackExt extension(String name) {
        for (PackExt extension : PackExt.values()) {
            if (extension.getExtension().equals(name)) {
                return extension;
            }
        }
        throw new IllegalStateException("A pack has a file of the unknown kind " + name);
    }

    /** Takes the chunks that wait to the database. */
    void append(TenantScope scope, RepositoryId repository, StoredPack pack) {
        database.inTenant(scope, transaction -> {
            // What is written here counts only once store() has committed, and that flushes all that went before it.
            transaction.sql().fetch("SELECT set_config('synchronous_commit', 'off', true)");
            insertWaiting(transaction, repository, pack);
            return true;
        });
        pack.flushed();
    }

    private void insertWaiting(Transaction transaction, RepositoryId repository, StoredPack pack) {
        UUID tenant = transaction.scope().tenant().value();
        if (!pack.rowThere()) {
            transaction
                    .sql()
                    .insertInto(REPOSITORY_PACK)
                    .set(REPOSITORY_PACK.ID, pack.id())
                    .set(REPOSITORY_PACK.REPOSITORY_ID, repository.value())
                    .set(REPOSITORY_PACK.TENANT_ID, tenant)
                    .set(REPOSITORY_PACK.STATE, "WRITING")
                    .set(REPOSITORY_PACK.SOURCE, pack.getPackSource().name())
                    .set(REPOSITORY_PACK.CHANGED_AT, clock.instant())
                    .set(REPOSITORY_PACK.OBJECT_COUNT, 0L)
                    .set(REPOSITORY_PACK.DELTA_COUNT, 0L)
                    .set(REPOSITORY_PACK.EXTENSIONS, new String[0])
                    .set(REPOSITORY_PACK.SIZES, new Long[0])
                    .execute();
        }
        for (PackChunk chunk : pack.waiting()) {
            transaction
                    .sql()
                    .insertInto(REPOSITORY_PACK_CHUNK)
                    .set(REPOSITORY_PACK_CHUNK.PACK_ID, pack.id())
                    .set(REPOSITORY_PACK_CHUNK.EXTENSION, chunk.extension().getExtension())
                    .set(REPOSITORY_PACK_CHUNK.NUMBER, chunk.number())
                    .set(REPOSITORY_PACK_CHUNK.TENANT_ID, tenant)
                    .set(REPOSITORY_PACK_CHUNK.DATA, chunk.data())
                    .execute();
        }
    }

    /** Lets the packs count, and those that they replace no longer. */
    void store(TenantScope scope, RepositoryId repository, List<StoredPack> added, List<StoredPack> replaced) {
        Instant now = clock.instant();
        database.inTenant(scope, transaction -> {
            for (StoredPack pack : added) {
                insertWaiting(transaction, repository, pack);
                List<PackExt> files = new ArrayList<>();
                for (PackExt extension : PackExt.values()) {
                    if (pack.hasFileExt(extension)) {
                        files.add(extension);
                    }
                }
                transaction
                        .sql()
                        .update(REPOSITORY_PACK)
                        .set(REPOSITORY_PACK.STATE, "STORED")
                        .set(REPOSITORY_PACK.CHANGED_AT, now)
                        .set(REPOSITORY_PACK.OBJECT_COUNT, pack.getObjectCount())
                        .set(REPOSITORY_PACK.DELTA_COUNT, pack.getDeltaCount())
                        .set(
                                REPOSITORY_PACK.EXTENSIONS,
                                files.stream().map(PackExt::getExtension).toArray(String[]::new))
                        .set(
                                REPOSITORY_PACK.SIZES,
                                files.stream().map(pack::getFileSize).toArray(Long[]::new))
                        .where(REPOSITORY_PACK.ID.eq(pack.id()))
                        .execute();
            }
            if (!replaced.isEmpty()) {
                int changed = transaction
                        .sql()
                        .update(REPOSITORY_PACK)
                        .set(REPOSITORY_PACK.STATE, "REPLACED")
                        .set(REPOSITORY_PACK.CHANGED_AT, now)
                        .where(REPOSITORY_PACK.ID.in(ids(replaced)), REPOSITORY_PACK.STATE.eq("STORED"))
                        .execute();
                if (changed != replaced.size()) {
                    throw new IllegalStateException("Another replica has compacted the repository " + repository
                            + " at the same time; its result stands");
                }
            }
            return true;
        });
        added.forEach(StoredPack::flushed);
        added.forEach(pack -> pack.setLastModified(now.toEpochMilli()));
    }

    private static List<UUID> ids(Collection<StoredPack> packs) {
        return packs.stream().map(StoredPack::id).toList();
    }

    void remove(TenantScope scope, List<StoredPack> packs) {
        List<UUID> there = ids(packs.stream().filter(StoredPack::rowThere).toList());
        if (!there.isEmpty()) {
            database.inTenant(scope, transaction -> transaction
                    .sql()
                    .deleteFrom(REPOSITORY_PACK)
                    .where(REPOSITORY_PACK.ID.in(there), REPOSITORY_PACK.STATE.eq("WRITING"))
                    .execute());
        }
    }

    byte[] read(TenantScope scope, UUID pack, PackExt extension, int number) {
        byte[] data = database.inTenant(scope, transaction -> transaction
                .sql()
                .select(REPOSITORY_PACK_CHUNK.DATA)
                .from(REPOSITORY_PACK_CHUNK)
                .where(
                        REPOSITORY_PACK_CHUNK.PACK_ID.eq(pack),
                        REPOSITORY_PACK_CHUNK.EXTENSION.eq(extension.getExtension()),
                        REPOSITORY_PACK_CHUNK.NUMBER.eq(number))
                .fetchOne(REPOSITORY_PACK_CHUNK.DATA));
        if (data == null) {
            throw new IllegalStateException(
                    "Chunk " + number + " of " + pack + "." + extension.getExtension() + " is not there");
        }
        return data;
    }

    /**
     * Removes packs that were never finished and packs that were replaced, once they came into that state before the
     * given time.
     *
     * @return how many
     */
    int removeLeftOver(TenantScope scope, RepositoryId repository, Instant unfinishedBefore, Instant replacedBefore) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .deleteFrom(REPOSITORY_PACK)
                .where(
                        REPOSITORY_PACK.REPOSITORY_ID.eq(repository.value()),
                        REPOSITORY_PACK
                                .STATE
                                .eq("WRITING")
                                .and(REPOSITORY_PACK.CHANGED_AT.lt(unfinishedBefore))
                                .or(REPOSITORY_PACK
                                        .STATE
                                        .eq("REPLACED")
                                        .and(REPOSITORY_PACK.CHANGED_AT.lt(replacedBefore))))
                .execute());
    }
}
