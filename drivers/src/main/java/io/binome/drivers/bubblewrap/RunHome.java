package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which one server process keeps the places of its runs, held by a lock of the kernel as long as it lives.
 * What processes that are no more left behind is removed: their processes, groups, mounts and files.
 */
final class RunHome implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunHome.class);
    private static final String LOCK = "lock";
    private static final String GROUPS = "groups";
    private final Path folder;
    private final FileChannel lock;
    private final AtomicInteger number = new AtomicInteger();

    private RunHome(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Makes one below this folder, and clears away those that nobody holds. */
    static RunHome open(Path all) throws IOException {
        passable(all);
        sweep(all);
        Path own = Files.createTempDirectory(all, "");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx--x--x"));
        FileChannel lock = FileChannel.open(own.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        RunHome home = new RunHome(own, lock);
        home.write("passwd", "run:x:1000:1000:run:/tmp:/bin/sh\n");
        home.write("group", "run:x:1000:\n");
        home.write("hosts", "127.0.0.1 localhost run\n::1 localhost\n");
        home.write("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        return home;
    }

    /** The umask of the server may be a strict one, so each folder that is made is opened for passing through. */
    private static void passable(Path all) throws IOException {
        Path above = all.getParent();
        if (above != null && !Files.exists(above)) {
            passable(above);
        }
        if (!Files.exists(all)) {
            Files.createDirectory(all);
        }
        Files.setPosixFilePermissions(all, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private void write(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }

    /** Holds the files of a minimal /etc. */
    Path folder() {
        return folder;
    }

    /** A fresh folder for one run. */
    Path place() throws IOException {
        Path place = Files.createDirectory(folder.resolve("r" + number.incrementAndGet()));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x--x"));
        return place;
    }

    /** Unique on this machine. */
    String groupName(Path place) {
        return folder.getFileName() + "-" + place.getFileName();
    }

    /** Written down before anything runs in it, for {@link #sweep}. */
    static void remember(Path place, ControlGroups.Group group) throws IOException {
        Files.write(
                place.resolve(GROUPS),
                group.folders().stream().map(Path::toString).toList());
    }

    static void sweep(Path all) throws IOException {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(all, Files::isDirectory)) {
            for (Path home : homes) {
                if (Files.exists(home.resolve(LOCK))) {
                    sweepHome(home);
                }
            }
        }
    }

    private static void sweepHome(Path home) {
        try (FileChannel channel = FileChannel.open(home.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                return;
            }
            try (DirectoryStream<Path> places = Files.newDirectoryStream(home, Files::isDirectory)) {
                for (Path place : places) {
                    LOG.info("Clearing away {} of a server that is no more", place);
                    clear(place);
                }
            }
            Trees.delete(home);
        } catch (OverlappingFileLockException ours) {
            // Held by this process itself.
        } catch (IOException failed) {
            LOG.warn("What a run of an earlier server left at {} could not be cleared away", home, failed);
        }
    }

    private static void clear(Path place) throws IOException {
        Path groups = place.resolve(GROUPS);
        if (Files.exists(groups)) {
            List<Path> folders =
                    Files.readAllLines(groups).stream().map(Path::of).toList();
            if (!folders.isEmpty()) {
                ControlGroups.Group group = ControlGroups.Group.remembered(folders);
                group.kill();
                group.remove();
            }
        }
        String mounts = Files.readString(Path.of("/proc/self/mounts"), StandardCharsets.UTF_8);
        Path disk = place.resolve("disk");
        if (mounts.lines().anyMatch(line -> line.split(" ")[1].equals(disk.toString()))) {
            Program.run("umount", "-l", disk.toString());
        }
        Trees.delete(place);
    }

    /** As if this process were gone. */
    void letGo() throws IOException {
        lock.close();
    }

    @Override
    public void close() {
        try {
            lock.close();
            Trees.delete(folder);
        } catch (IOException failed) {
            LOG.warn("The folder of this server's runs could not be removed: {}", folder, failed);
        }
    }
}
