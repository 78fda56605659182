package io.binome.backup.internal;

import io.binome.backup.internal.Manifest.Part;
import io.binome.database.Snapshot;
import io.binome.database.Snapshot.Table;
import io.binome.kernel.Sha256;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The archive: a ZIP file, which any system opens, with an entry for each table and the manifest at its end. */
final class ArchiveWriter implements AutoCloseable {
    static final String MANIFEST = "manifest.json";
    static final String PROOF = "manifest.proof";
    static final String README = "README.txt";
    /** Most of the bytes are Git packs, which are compressed already: more effort costs time and gains nothing. */
    private static final int EFFORT = Deflater.BEST_SPEED;

    private final ZipOutputStream zip;
    private final Instant at;

    ArchiveWriter(OutputStream out, Instant at) throws IOException {
        this.zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16), StandardCharsets.UTF_8);
        this.at = at;
        zip.setLevel(EFFORT);
        text(README, """
                A backup of Binome, made at %s.
                It holds the whole database, with the Git repositories in it. Secrets in it are sealed; the master key that opens
                them is not in here. To make a server of it: binome restore THIS-FILE
                """.formatted(at));
    }

    Part table(Snapshot snapshot, Table table) throws IOException {
        Part named = new Part(table, 0, 0, "");
        zip.putNextEntry(entry(named.entry()));
        MessageDigest digest = Sha256.digest();
        // The stream is not closed: that would close the archive.
        Counted counted = new Counted(new DigestOutputStream(new BufferedOutputStream(zip, 1 << 16), digest));
        long rows = snapshot.copy(table, counted);
        counted.flush();
        zip.closeEntry();
        return new Part(table, rows, counted.bytes, HexFormat.of().formatHex(digest.digest()));
    }

    void manifest(byte[] manifest, String proof) throws IOException {
        zip.putNextEntry(entry(MANIFEST));
        zip.write(manifest);
        zip.closeEntry();
        text(PROOF, proof + "\n");
    }

    private void text(String name, String text) throws IOException {
        zip.putNextEntry(entry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(at.toEpochMilli());
        return entry;
    }

    /** Writes what a reader looks for first; without it the archive is no archive. */
    @Override
    public void close() throws IOException {
        zip.finish();
        zip.flush();
    }

    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            bytes++;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            bytes += length;
        }
    }
}
