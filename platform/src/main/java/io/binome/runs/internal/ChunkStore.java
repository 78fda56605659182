package io.binome.runs.internal;

import static io.binome.database.tables.RunLogChunk.RUN_LOG_CHUNK;
import static org.jooq.impl.DSL.field;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pieces of logs in PostgreSQL. */
final class ChunkStore implements LogStore {
    private static final org.jooq.Field<Long> BYTES = field("octet_length({0})", Long.class, RUN_LOG_CHUNK.TEXT);
    /** A follower that begins far behind is served in several slices, not out of one large answer. */
    private static final int MOST_PIECES = 256;

    private final Database database;

    ChunkStore(Database database) {
        this.database = database;
    }

    @Override
    public long length(TenantScope scope, RunId run) {
        return database.inTenant(scope, transaction -> length(transaction, run));
    }

    long length(Transaction transaction, RunId run) {
        return transaction
                .sql()
                .select(RUN_LOG_CHUNK.START_OFFSET.plus(BYTES))
                .from(RUN_LOG_CHUNK)
                .where(RUN_LOG_CHUNK.RUN_ID.eq(run.value()))
                .orderBy(RUN_LOG_CHUNK.START_OFFSET.desc())
                .limit(1)
                .fetchOptional(row -> row.value1())
                .orElse(0L);
    }

    @Override
    public boolean append(TenantScope scope, RunId run, long offset, String text) {
        return database.inTenant(scope, transaction -> {
            int added = transaction
                    .sql()
                    .insertInto(RUN_LOG_CHUNK)
                    .set(RUN_LOG_CHUNK.TENANT_ID, scope.tenant().value())
                    .set(RUN_LOG_CHUNK.RUN_ID, run.value())
                    .set(RUN_LOG_CHUNK.START_OFFSET, offset)
                    .set(RUN_LOG_CHUNK.TEXT, text)
                    .onConflictDoNothing()
                    .execute();
            RunStore.tell(transaction, run);
            return added > 0;
        });
    }

    Slice read(Transaction transaction, RunId run, long offset, int maximumBytes) {
        List<Piece> pieces = transaction
                .sql()
                .select(RUN_LOG_CHUNK.START_OFFSET, RUN_LOG_CHUNK.TEXT)
                .from(RUN_LOG_CHUNK)
                .where(RUN_LOG_CHUNK.RUN_ID.eq(run.value()))
                // No piece is longer than that, so the one that holds the offset is among these.
                .and(RUN_LOG_CHUNK.START_OFFSET.gt(offset - RunLogWriter.MAXIMUM_PIECE_BYTES))
                .and(RUN_LOG_CHUNK.START_OFFSET.lt(offset + Math.max(1, maximumBytes)))
                .orderBy(RUN_LOG_CHUNK.START_OFFSET)
                .limit(MOST_PIECES)
                .fetch(row -> new Piece(row.value1(), row.value2().getBytes(StandardCharsets.UTF_8)));
        return slice(pieces, offset, maximumBytes);
    }

    /** Whole lines, and the offset of what follows them. */
    record Slice(String text, long next) {}

    /** A stored piece: whole lines. */
    record Piece(long start, byte[] bytes) {
        long end() {
            return start + bytes.length;
        }
    }

    static Slice slice(List<Piece> pieces, long offset, int maximumBytes) {
        StringBuilder text = new StringBuilder();
        long next = offset;
        int taken = 0;
        boolean first = true;
        for (Piece piece : pieces) {
            if (piece.end() <= offset) {
                continue;
            }
            int from = 0;
            if (piece.start() < offset) {
                from = lineStart(piece.bytes(), (int) (offset - piece.start()));
            }
            int to = from;
            while (to < piece.bytes().length) {
                int end = lineEnd(piece.bytes(), to);
                if (taken + (end - to) > maximumBytes && !first) {
                    break;
                }
                taken += end - to;
                to = end;
                first = false;
            }
            text.append(new String(piece.bytes(), from, to - from, StandardCharsets.UTF_8));
            next = piece.start() + to;
            if (to < piece.bytes().length) {
                break;
            }
        }
        return new Slice(text.toString(), next);
    }

    /** The first line's start at or after this index. */
    private static int lineStart(byte[] bytes, int index) {
        return index == 0 || bytes[index - 1] == '\n' ? index : lineEnd(bytes, index);
    }

    private static int lineEnd(byte[] bytes, int index) {
        int end = index;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(bytes.length, end + 1);
    }
}
