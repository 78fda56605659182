package io.binome.repositories.internal;

import io.binome.kernel.TenantScope;
import io.binome.repositories.internal.StoredPack.PackChunk;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.jspecify.annotations.Nullable;

/** Reads one file of a pack. Holds the chunk it read last; JGit's block cache, of the same block size, holds the rest. */
final class PackChannel implements ReadableChannel {
    private final PackStore packs;
    private final TenantScope scope;
    private final UUID pack;
    private final PackExt extension;
    private final long size;
    private long position;
    private int heldNumber = -1;
    private byte @Nullable [] held;
    private boolean open = true;

    PackChannel(PackStore packs, TenantScope scope, StoredPack pack, PackExt extension) {
        this.packs = packs;
        this.scope = scope;
        this.pack = pack.id();
        this.extension = extension;
        this.size = pack.getFileSize(extension);
    }

    @Override
    public int read(ByteBuffer into) {
        if (position >= size) {
            return -1;
        }
        int number = (int) (position / PackChunk.BYTES);
        int offset = (int) (position % PackChunk.BYTES);
        byte[] data = held;
        if (data == null || number != heldNumber) {
            data = packs.read(scope, pack, extension, number);
            held = data;
            heldNumber = number;
        }
        int count = Math.min(into.remaining(), data.length - offset);
        if (count <= 0) {
            return -1;
        }
        into.put(data, offset, count);
        position += count;
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void position(long newPosition) {
        position = newPosition;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int blockSize() {
        return PackChunk.BYTES;
    }

    @Override
    public void setReadAheadBytes(int bytes) {
        // A chunk is read at a time, whatever is asked for.
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        held = null;
    }
}
