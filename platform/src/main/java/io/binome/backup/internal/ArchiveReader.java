package io.binome.backup.internal;

import io.binome.backup.BackupProblem.BackupDamaged;
import io.binome.backup.BackupProblem.BackupForged;
import io.binome.backup.BackupProblem.BackupNewer;
import io.binome.backup.internal.Manifest.Part;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.secrets.WrappingKey;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads an archive and believes nothing of it before {@link #verify} has passed. */
final class ArchiveReader implements AutoCloseable {
    private static final int LARGEST_MANIFEST = 16 << 20;
    private static final String USE = "backup manifest";

    private final Path file;
    private final ZipFile zip;
    private final byte[] manifestBytes;
    private final Manifest manifest;

    private ArchiveReader(Path file, ZipFile zip) throws IOException {
        this.file = file;
        this.zip = zip;
        this.manifestBytes = small(ArchiveWriter.MANIFEST);
        try {
            this.manifest = Manifest.read(manifestBytes);
        } catch (Manifest.OtherFormat other) {
            throw new ProblemException(new BackupNewer(file.toString(), other.format()));
        } catch (IllegalArgumentException unreadable) {
            throw damaged(String.valueOf(unreadable.getMessage()));
        }
    }

    static ArchiveReader open(Path file) {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new ProblemException(
                    new BackupDamaged(file.toString(), "it cannot be opened, or its end is missing"), unreadable);
        }
        try {
            return new ArchiveReader(file, zip);
        } catch (IOException | RuntimeException unreadable) {
            closeQuietly(zip);
            throw unreadable instanceof ProblemException known
                    ? known
                    : new ProblemException(
                            new BackupDamaged(file.toString(), "its manifest cannot be read"), unreadable);
        }
    }

    static String proof(WrappingKey key, byte[] manifest) {
        return key.proof(USE, manifest);
    }

    Manifest manifest() {
        return manifest;
    }

    /** First that the manifest is ours, then that every row is as the manifest says. */
    void verify(WrappingKey key) throws IOException {
        String given = new String(small(ArchiveWriter.PROOF), StandardCharsets.UTF_8).strip();
        if (!key.proves(USE, manifestBytes, given)) {
            throw new ProblemException(new BackupForged(file.toString()));
        }
        for (Part part : manifest.parts()) {
            try (Rows rows = rows(part)) {
                rows.transferTo(OutputStream.nullOutputStream());
                rows.requireAsWritten();
            } catch (IOException unreadable) {
                throw damaged("the rows of " + part.table().name() + " cannot be read");
            }
        }
    }

    Rows rows(Part part) throws IOException {
        ZipEntry entry = zip.getEntry(part.entry());
        if (entry == null) {
            throw damaged("the rows of " + part.table().name() + " are missing");
        }
        return new Rows(part, zip.getInputStream(entry), Sha256.digest());
    }

    /** A table's rows on their way out, hashed as they pass. */
    final class Rows extends FilterInputStream {
        private final Part part;
        private final MessageDigest digest;

        private Rows(Part part, InputStream in, MessageDigest digest) {
            super(new DigestInputStream(in, digest));
            this.part = part;
            this.digest = digest;
        }

        /** To be asked at the end. */
        void requireAsWritten() {
            if (!HexFormat.of().formatHex(digest.digest()).equals(part.sha256())) {
                throw damaged("the rows of " + part.table().name() + " are not as they were written");
            }
        }
    }

    private byte[] small(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged("it has no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
            if (bytes.length > LARGEST_MANIFEST) {
                throw damaged(name + " is too large");
            }
            return bytes;
        }
    }

    ProblemException damaged(String reason) {
        return new ProblemException(new BackupDamaged(file.toString(), reason));
    }

    @Override
    public void close() {
        closeQuietly(zip);
    }

    private static void closeQuietly(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException harmless) {
            // It was only read.
        }
    }
}
