package io.binome.evidence.internal;

import io.binome.kernel.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A ZIP archive that counts what was put into it. */
final class Archive implements AutoCloseable {
    private final ZipOutputStream zip;
    private final Instant at;
    private final TreeMap<String, String> hashes = new TreeMap<>();

    /** @param to left open */
    Archive(OutputStream to, Instant at) {
        this.zip = new ZipOutputStream(
                new FilterOutputStream(to) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        flush();
                    }
                },
                StandardCharsets.UTF_8);
        this.at = at;
    }

    void add(String name, String text) throws IOException {
        add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    void add(String name, byte[] bytes) throws IOException {
        hashes.put(name, Sha256.hex(bytes));
        put(name, bytes);
    }

    /** Not counted. */
    void put(String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(at.toEpochMilli());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /** SHA-256 by name, in hexadecimal, of what was added. */
    Map<String, String> hashes() {
        return hashes;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
