package io.binome.repositories.internal;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.internal.StoredPack.PackChunk;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/** Writes one file of a pack, chunk by chunk, and reads back what it wrote. Holds at most a few chunks in memory. */
final class PackOutput extends DfsOutputStream {
    /** Chunks that go to the database together. */
    private static final int BATCH = 4;

    private final PackStore packs;
    private final TenantScope scope;
    private final RepositoryId repository;
    private final StoredPack pack;
    private final PackExt extension;
    private byte[] current = new byte[PackChunk.BYTES];
    private int used;
    private int number;
    private boolean closed;

    PackOutput(PackStore packs, TenantScope scope, RepositoryId repository, StoredPack pack, PackExt extension) {
        this.packs = packs;
        this.scope = scope;
        this.repository = repository;
        this.pack = pack;
        this.extension = extension;
    }

    @Override
    public int blockSize() {
        return PackChunk.BYTES;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            int fits = Math.min(left, current.length - used);
            System.arraycopy(bytes, from, current, used, fits);
            used += fits;
            from += fits;
            left -= fits;
            if (used == current.length) {
                pack.hold(new PackChunk(extension, number++, current));
                current = new byte[PackChunk.BYTES];
                used = 0;
                if (pack.waiting().size() >= BATCH) {
                    packs.append(scope, repository, pack);
                }
            }
        }
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int wanted = (int) (position / PackChunk.BYTES);
        int offset = (int) (position % PackChunk.BYTES);
        byte[] data = wanted == number ? Arrays.copyOf(current, used) : chunk(wanted);
        int count = Math.min(into.remaining(), data.length - offset);
        if (count <= 0) {
            return -1;
        }
        into.put(data, offset, count);
        return count;
    }

    private byte[] chunk(int wanted) {
        for (PackChunk held : pack.waiting()) {
            if (held.extension() == extension && held.number() == wanted) {
                return held.data();
            }
        }
        return packs.read(scope, pack.id(), extension, wanted);
    }

    @Override
    public void close() {
        if (!closed && used > 0) {
            pack.hold(new PackChunk(extension, number, Arrays.copyOf(current, used)));
        }
        closed = true;
    }
}
