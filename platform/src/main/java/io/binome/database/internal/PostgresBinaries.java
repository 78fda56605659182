package io.binome.database.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs of the zonky artifacts, unpacked once. The folder's name carries the archive's checksum, so
 * that another version gets another folder and a running server never loses the files under it.
 */
record PostgresBinaries(Path folder) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Unpacks unless done before; two processes that come at once end with one complete folder. */
    static PostgresBinaries unpackedIn(Path tools) throws IOException {
        URL archive = archive();
        Path folder = tools.resolve("postgres-" + checksum(archive));
        if (Files.isDirectory(folder)) {
            return new PostgresBinaries(folder);
        }
        PassableFolder.create(tools);
        try (FolderLock lock = FolderLock.take(tools.resolve("unpacking.lock"), PATIENCE)
                .orElseThrow(() -> new IOException("another process has been unpacking into " + tools
                        + " for two minutes; end it or choose another folder"))) {
            if (!Files.isDirectory(folder)) {
                Path unfinished = tools.resolve("unpacking");
                delete(unfinished);
                unpack(archive, unfinished);
                // Only a complete folder ever has the final name.
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return new PostgresBinaries(folder);
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static URL archive() throws IOException {
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String name =
                switch (machine) {
                    case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
                    case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
                    default ->
                        throw new IOException("there is no embedded PostgreSQL for " + machine
                                + "; give the address of an external one");
                };
        URL found = PostgresBinaries.class.getClassLoader().getResource(name);
        if (found == null) {
            throw new IOException(name + " is not on the class path; give the address of an external PostgreSQL");
        }
        return found;
    }

    /** The jar's directory knows the checksum: 15 MB need not be read at each start. */
    private static String checksum(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar
                && jar.getJarEntry() != null
                && jar.getJarEntry().getCrc() > 0) {
            return HexFormat.of().toHexDigits((int) jar.getJarEntry().getCrc());
        }
        CRC32 sum = new CRC32();
        try (InputStream bytes = archive.openStream()) {
            byte[] buffer = new byte[1 << 16];
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                sum.update(buffer, 0, count);
            }
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private static void unpack(URL archive, Path target) throws IOException {
        Files.createDirectories(target);
        try (InputStream packed = new BufferedInputStream(archive.openStream(), 1 << 16);
                TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive of PostgreSQL reaches outside its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(entries, path);
                    Files.setPosixFilePermissions(
                            path,
                            PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
        openToAll(target);
    }

    /** The server's user is not the one who unpacks, and the umask may be strict. */
    private static void openToAll(Path target) throws IOException {
        try (var paths = Files.walk(target)) {
            for (Path directory : paths.filter(path -> Files.isDirectory(path)).toList()) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
