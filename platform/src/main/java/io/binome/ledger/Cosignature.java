package io.binome.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A second party's signature of a checkpoint (C2SP tlog-cosignature, {@code cosignature/v1}): that at that time it was the
 * largest that it had seen of the log, and consistent with all that it had seen before.
 *
 * @param at whole seconds
 * @param signature Ed25519 over {@link #message}
 */
public record Cosignature(Instant at, byte[] signature) {
    private static final int BYTES = Long.BYTES + 64;

    /** What is signed: the time, and the checkpoint's text. */
    public static byte[] message(Instant at, String text) {
        return ("cosignature/v1\ntime " + at.getEpochSecond() + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    public static Optional<Cosignature> of(NoteSignature signature) {
        byte[] bytes = signature.bytes();
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        long seconds = ByteBuffer.wrap(bytes).getLong();
        if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
            return Optional.empty();
        }
        return Optional.of(
                new Cosignature(Instant.ofEpochSecond(seconds), Arrays.copyOfRange(bytes, Long.BYTES, BYTES)));
    }

    /** Its line in a note. */
    public NoteSignature by(NoteKey cosigner) {
        return NoteSignature.of(
                cosigner,
                ByteBuffer.allocate(BYTES)
                        .putLong(at.getEpochSecond())
                        .put(signature)
                        .array());
    }
}
