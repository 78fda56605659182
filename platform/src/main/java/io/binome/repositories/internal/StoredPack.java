package io.binome.repositories.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/**
 * A pack by its row. While it is being written it holds the chunks that are not in the database yet, so that a small
 * pack costs a single transaction.
 */
final class StoredPack extends DfsPackDescription {
    private final UUID id;
    private final List<PackChunk> waiting = new ArrayList<>();
    private boolean rowThere;

    StoredPack(DfsRepositoryDescription repository, UUID id, PackSource source) {
        super(repository, id.toString(), source);
        this.id = id;
    }

    UUID id() {
        return id;
    }

    /** Whether the pack's row is in the database. */
    boolean rowThere() {
        return rowThere;
    }

    void hold(PackChunk chunk) {
        waiting.add(chunk);
    }

    List<PackChunk> waiting() {
        return List.copyOf(waiting);
    }

    /** The chunks that were waiting, and the row, are in the database now. */
    void flushed() {
        rowThere = true;
        waiting.clear();
    }

    /** One piece of one of the pack's files. */
    record PackChunk(PackExt extension, int number, byte[] data) {
        static final int BYTES = 256 * 1024;
    }
}
