package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Ids;
import io.binome.kernel.StateVersionId;
import io.binome.kernel.TenantScope;
import io.binome.secrets.Sealing;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Bodies in the database: sealed piece by piece, never in clear on a disk, never whole in memory. */
final class StateBodies {
    private final Database database;
    private final Sealing sealing;
    private final Ids ids;
    private final InstantSource clock;
    private final StateChunkStore chunks = new StateChunkStore();

    StateBodies(Database database, Sealing sealing, Ids ids, InstantSource clock) {
        this.database = database;
        this.sealing = sealing;
        this.ids = ids;
        this.clock = clock;
    }

    Draft draft(TenantScope scope) {
        return new Draft(scope, new StateVersionId(ids.next()));
    }

    /** The body as it came in. Each piece is read by a transaction of its own. */
    InputStream open(TenantScope scope, StateVersionId version) throws IOException {
        return new GZIPInputStream(new Stored(scope, version), 64 << 10);
    }

    /** Names the row, so that no piece stands in for another. */
    private static String purpose(StateVersionId version, int position) {
        return "states.body:" + version + ":" + position;
    }

    /** A body that is not yet a version. Closing it discards what was not kept. */
    final class Draft implements AutoCloseable {
        private final TenantScope scope;
        private final StateVersionId version;
        /** The first piece waits for the end: nearly every state has but one, and then there is one transaction. */
        private final List<byte[]> waiting = new ArrayList<>();

        private int stored;
        private boolean kept;

        private Draft(TenantScope scope, StateVersionId version) {
            this.scope = scope;
            this.version = version;
        }

        StateVersionId version() {
            return version;
        }

        BodyWriter writer(long limit) throws IOException {
            return new BodyWriter(limit, this::add);
        }

        private void add(byte[] piece) {
            waiting.add(sealing.seal(scope, purpose(version, stored + waiting.size()), piece));
            if (waiting.size() + stored > 1) {
                database.inTenant(scope, transaction -> {
                    insertWaiting(transaction);
                    return true;
                });
                stored += waiting.size();
                waiting.clear();
            }
        }

        private void insertWaiting(Transaction transaction) {
            for (int i = 0; i < waiting.size(); i++) {
                chunks.insert(transaction, version, stored + i, waiting.get(i), clock.instant());
            }
        }

        /** Stores the rest, in the transaction that makes it a version. */
        void keep(Transaction transaction) {
            insertWaiting(transaction);
            transaction.afterCommit(() -> kept = true);
        }

        @Override
        public void close() {
            if (!kept && stored > 0) {
                database.inTenant(scope, transaction -> {
                    chunks.delete(transaction, version);
                    return true;
                });
            }
        }
    }

    private final class Stored extends InputStream {
        private final TenantScope scope;
        private final StateVersionId version;
        private byte[] piece = new byte[0];
        private int at;
        private int next;
        private boolean ended;

        Stored(TenantScope scope, StateVersionId version) {
            this.scope = scope;
            this.version = version;
        }

        @Override
        public int read() {
            return more() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int taken = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, taken);
            at += taken;
            return taken;
        }

        private boolean more() {
            if (at == piece.length && !ended) {
                byte[] sealed = database.inTenant(scope, transaction -> chunks.find(transaction, version, next));
                if (sealed == null) {
                    ended = true;
                } else {
                    piece = sealing.open(scope, purpose(version, next), sealed);
                    next++;
                    at = 0;
                }
            }
            return at < piece.length;
        }
    }
}
