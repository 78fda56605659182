package io.binome.drivers.agent;

import io.binome.drivers.agent.Thinning.Mark;
import io.binome.metering.AgentReportFormat;
import io.binome.metering.UsageSource.Sweep;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Readings that the server has not taken yet, in one file, oldest first. What was appended is on the disk when that returns;
 * a tail that was cut off by the end of the process or the machine is left out when the file is opened. When it grows too
 * large it is {@link Thinning thinned}. Of one thread.
 *
 * <p>Each reading is its length (4 bytes), the CRC-32 of the rest (4), and the reading as {@link AgentReportFormat} has it.
 */
final class SweepBuffer implements Closeable {
    private static final Duration FIRST_SPACING = Duration.ofSeconds(10);

    private static final Duration LAST_SPACING = Duration.ofDays(1);
    private static final int HEAD = 8;
    private static final int LARGEST = AgentReportFormat.LARGEST_BYTES;

    private final Path file;
    private final long most;
    private final List<Frame> frames = new ArrayList<>();
    private FileChannel channel;
    private long bytes;
    private Duration spacing = FIRST_SPACING;

    private record Frame(Mark mark, byte[] packed) {
        Sweep opened() {
            return AgentReportFormat.readSweep(packed);
        }
    }

    private SweepBuffer(Path file, long most) throws IOException {
        this.file = file;
        this.most = most;
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** @param most bytes that it may have; it is thinned to three quarters of them when it would have more */
    static SweepBuffer open(Path folder, long most) throws IOException {
        Files.createDirectories(folder);
        SweepBuffer buffer = new SweepBuffer(folder.resolve("readings"), most);
        buffer.load();
        return buffer;
    }

    private void load() throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
        while (all.remaining() >= HEAD) {
            int length = all.getInt();
            int sum = all.getInt();
            if (length < 1 || length > LARGEST || length > all.remaining()) {
                break;
            }
            byte[] packed = new byte[length];
            all.get(packed);
            if (sum != sum(packed)) {
                break;
            }
            frames.add(new Frame(Mark.of(AgentReportFormat.readSweep(packed)), packed));
            bytes += HEAD + length;
        }
        channel.truncate(bytes);
        channel.position(bytes);
    }

    void append(Sweep sweep) throws IOException {
        byte[] packed = AgentReportFormat.write(sweep);
        Frame frame = new Frame(Mark.of(sweep), packed);
        // Kept also when the disk is full: it is sent from memory, and written when there is room.
        frames.add(frame);
        try {
            write(channel, frame);
            channel.force(false);
            bytes += HEAD + packed.length;
        } catch (IOException full) {
            rewriteLater();
            thinInMemory();
            throw full;
        }
        if (bytes > most) {
            thinInMemory();
            rewriteLater();
            replace(List.copyOf(frames));
        }
    }

    /** There is no more room in memory than there would be on the disk. */
    private void thinInMemory() {
        if (bytes() > most) {
            List<Frame> kept = thinned();
            frames.clear();
            frames.addAll(kept);
        }
    }

    /** What is in the file may end in the middle of a reading: it is written as a whole the next time. */
    private void rewriteLater() {
        bytes = most + 1;
    }

    private List<Frame> thinned() {
        List<Frame> kept = Thinning.thinned(frames, spacing, Frame::mark, Frame::opened);
        while (size(kept) > most / 4 * 3 && spacing.compareTo(LAST_SPACING) < 0) {
            spacing = spacing.multipliedBy(2);
            kept = Thinning.thinned(kept, spacing, Frame::mark, Frame::opened);
        }
        return kept;
    }

    /** The oldest ones, as many as fit. */
    List<Sweep> oldest(int count) {
        return frames.stream().limit(count).map(Frame::opened).toList();
    }

    int size() {
        return frames.size();
    }

    long bytes() {
        return size(frames);
    }

    /** The oldest ones were taken, or will never be. */
    void remove(int count) throws IOException {
        frames.subList(0, count).clear();
        if (frames.isEmpty()) {
            channel.truncate(0);
            channel.position(0);
            bytes = 0;
            spacing = FIRST_SPACING;
        } else if (size(frames) < bytes / 2) {
            // Seldom: to be sent once more after a sudden end does no harm.
            replace(List.copyOf(frames));
        }
    }

    private void replace(List<Frame> kept) throws IOException {
        Path anew = file.resolveSibling("readings.new");
        FileChannel opened = FileChannel.open(
                anew, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            for (Frame frame : kept) {
                write(opened, frame);
            }
            opened.force(true);
            Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            opened.close();
            throw failed;
        }
        channel.close();
        channel = opened;
        bytes = size(kept);
        frames.clear();
        frames.addAll(kept);
    }

    private static void write(FileChannel to, Frame frame) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(HEAD + frame.packed().length);
        out.putInt(frame.packed().length)
                .putInt(sum(frame.packed()))
                .put(frame.packed())
                .flip();
        while (out.hasRemaining()) {
            to.write(out);
        }
    }

    private static long size(List<Frame> frames) {
        return frames.stream().mapToLong(frame -> HEAD + frame.packed().length).sum();
    }

    private static int sum(byte[] packed) {
        CRC32 sum = new CRC32();
        sum.update(packed);
        return (int) sum.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
