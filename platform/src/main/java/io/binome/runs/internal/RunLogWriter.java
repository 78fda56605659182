package io.binome.runs.internal;

import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import io.binome.runs.LogMask;
import io.binome.runs.LogSettings;
import io.binome.runs.RunLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the lines of one log and hands them to the store in pieces, from a thread of its own: a store that is slow or
 * away costs the run nothing but, at worst, lines. Another writer of the same log, such as the one of a runner that was
 * believed lost, is let go first: pieces never overwrite each other.
 */
final class RunLogWriter implements RunLog {
    static final int MAXIMUM_PIECE_BYTES = 16 << 10;
    static final int MAXIMUM_LINE_BYTES = 8 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(RunLogWriter.class);
    private static final String CUT = " … (cut)";
    /** How long a line waits for a store that works but does not keep up. */
    private static final Duration SLOW_DOWN = Duration.ofSeconds(2);

    private final LogStore store;
    private final TenantScope scope;
    private final RunId run;
    private final LogMask mask;
    private final InstantSource clock;
    private final LogSettings settings;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Line> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long lost;
    private long written;
    private boolean full;
    private boolean failing;
    private boolean closed;
    private long giveUpNanos = Long.MAX_VALUE;

    private record Line(String text, int bytes) {}

    RunLogWriter(
            LogStore store, TenantScope scope, RunId run, LogMask mask, InstantSource clock, LogSettings settings) {
        this.store = store;
        this.scope = scope;
        this.run = run;
        this.mask = mask;
        this.clock = clock;
        this.settings = settings;
        this.writer = Thread.ofVirtual().name("run-log-" + run).start(this::writeUntilClosed);
    }

    @Override
    public void line(String text) {
        try {
            // Several lines in one call stay several, each with its time.
            text.lines().forEach(this::one);
            if (text.isEmpty()) {
                one("");
            }
        } catch (RuntimeException failed) {
            LOG.error("A line of the log of run {} could not be taken", run, failed);
        }
    }

    private void one(String text) {
        String line = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + cut(clean(mask.mask(text))) + "\n";
        add(new Line(line, line.getBytes(StandardCharsets.UTF_8).length));
    }

    private void add(Line line) {
        lock.lock();
        try {
            if (full) {
                return;
            }
            if (closed) {
                LOG.warn("A line for the log of run {} came after its end and is lost", run);
                return;
            }
            if (written + line.bytes() > settings.maximumBytes()) {
                full = true;
                String end = clock.instant().truncatedTo(ChronoUnit.MILLIS)
                        + " This log is cut here: it is longer than " + settings.maximumBytes() + " bytes\n";
                line = new Line(end, end.length());
            } else if (!hasRoom(line)) {
                lost++;
                return;
            }
            written += line.bytes();
            waitingBytes += line.bytes();
            waiting.add(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Line line) {
        long left = SLOW_DOWN.toNanos();
        while (waitingBytes + line.bytes() > settings.bufferBytes()) {
            if (failing || left <= 0) {
                return false;
            }
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            giveUpNanos = System.nanoTime() + settings.patience().toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            // A store that hangs is left to its own thread.
            if (!writer.join(settings.patience())) {
                LOG.warn("The end of the log of run {} is still on its way to a slow store", run);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        long offset = -1;
        String piece = "";
        while (!piece.isEmpty() || !(piece = nextPiece()).isEmpty()) {
            try {
                if (offset < 0) {
                    offset = store.length(scope, run);
                }
                if (store.append(scope, run, offset, piece)) {
                    offset += piece.getBytes(StandardCharsets.UTF_8).length;
                    piece = "";
                } else {
                    offset = -1;
                }
                setFailing(false);
            } catch (RuntimeException failed) {
                offset = -1;
                if (!setFailing(true)) {
                    LOG.warn("The log of run {} cannot be kept now, the run goes on: {}", run, failed.toString());
                }
                if (System.nanoTime() - giveUpNanos >= 0) {
                    LOG.error("The end of the log of run {} is lost", run, failed);
                    return;
                }
                pause();
            }
        }
    }

    /** Waits for a piece's worth of lines, or for as long as the oldest line may wait. Empty after the last piece. */
    private String nextPiece() {
        lock.lock();
        try {
            while (waiting.isEmpty() && lost == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            long left = settings.flushEvery().toNanos();
            while (!closed && waitingBytes < settings.chunkBytes() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return takePiece();
        } catch (InterruptedException interrupted) {
            return takePiece();
        } finally {
            lock.unlock();
        }
    }

    private String takePiece() {
        StringBuilder piece = new StringBuilder();
        int bytes = 0;
        while (!waiting.isEmpty() && (bytes == 0 || bytes + waiting.getFirst().bytes() <= settings.chunkBytes())) {
            Line line = waiting.removeFirst();
            piece.append(line.text());
            bytes += line.bytes();
        }
        waitingBytes -= bytes;
        if (waiting.isEmpty() && lost > 0) {
            String note = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + lost
                    + (lost == 1 ? " line was lost" : " lines were lost") + " here: the log could not be kept\n";
            // Where the piece has no room for it, the note follows by itself.
            if (bytes == 0 || bytes + note.length() <= settings.chunkBytes()) {
                piece.append(note);
                lost = 0;
            }
        }
        changed.signalAll();
        return piece.toString();
    }

    /** Returns what it was before. */
    private boolean setFailing(boolean now) {
        lock.lock();
        try {
            boolean before = failing;
            failing = now;
            changed.signalAll();
            return before;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        long left = Math.min(settings.retryEvery().toNanos(), Math.max(0, giveUpNanos - System.nanoTime()));
        lock.lock();
        try {
            boolean wasClosed = closed;
            while (left > 0 && wasClosed == closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\t' || !Character.isISOControl(c))
                // PostgreSQL keeps no half of a character, and neither does UTF-8.
                .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static String cut(String text) {
        if (text.length() * 3L <= MAXIMUM_LINE_BYTES) {
            return text;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > MAXIMUM_LINE_BYTES) {
                return text.substring(0, i) + CUT;
            }
        }
        return text;
    }
}
