package io.binome.drivers.opentofu;

import io.binome.stacks.Artifact;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A saved plan with what its apply has to know: by which program it was made, and from which state.
 *
 * @param program as {@link Program#words}
 * @param liveRevision of the state that it was made from
 * @param file what {@code plan -out} wrote: a ZIP archive that holds the values of secrets
 */
@SuppressWarnings("ArrayRecordComponent")
record PlanFile(String program, String liveRevision, byte[] file) {
    private static final int FORMAT = 1;
    private static final String LOCK_FILE = ".terraform.lock.hcl";
    private static final int LARGEST_LOCK_FILE = 1 << 20;

    Artifact artifact() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(file.length + 200);
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            data.writeByte(FORMAT);
            data.writeUTF(program);
            data.writeUTF(liveRevision);
            data.writeInt(file.length);
            data.write(file);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Artifact(bytes.toByteArray());
    }

    /** @throws IllegalStateException when it is none */
    static PlanFile of(Artifact artifact) {
        try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(artifact.bytes()))) {
            if (data.readByte() != FORMAT) {
                throw new IllegalStateException("Not a plan file of format " + FORMAT);
            }
            String program = data.readUTF();
            String liveRevision = data.readUTF();
            byte[] file = data.readNBytes(data.readInt());
            return new PlanFile(program, liveRevision, file);
        } catch (IOException truncated) {
            throw new IllegalStateException("Not a whole plan file", truncated);
        }
    }

    /** The providers that it was made with, by version and checksum: an apply must have the same. */
    Optional<byte[]> lockFile() {
        try (ZipInputStream archive = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.getName().equals(LOCK_FILE)) {
                    return Optional.of(archive.readNBytes(LARGEST_LOCK_FILE));
                }
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "PlanFile[" + program + ", " + file.length + " bytes]";
    }
}
