package io.binome.ledger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A signature line of a note: {@code — <name> <Base64 of the key's id and the signature>}.
 *
 * @param name of the key
 * @param base64 at least five bytes, of which the first four are the key's id
 */
public record NoteSignature(String name, String base64) {
    private static final String DASH = "\u2014 ";

    /** @param signature without the id of the key */
    public static NoteSignature of(NoteKey key, byte[] signature) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(key.id())
                .put(signature)
                .array();
        return new NoteSignature(key.name(), Base64.getEncoder().encodeToString(bytes));
    }

    /** Of a line without its end. */
    public static Optional<NoteSignature> parse(String line) {
        int space = line.lastIndexOf(' ');
        if (!line.startsWith(DASH) || space < DASH.length()) {
            return Optional.empty();
        }
        String name = line.substring(DASH.length(), space);
        String base64 = line.substring(space + 1);
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return NoteKey.isName(name)
                            && bytes.length > Integer.BYTES
                            && Base64.getEncoder().encodeToString(bytes).equals(base64)
                    ? Optional.of(new NoteSignature(name, base64))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    public int keyId() {
        return ByteBuffer.wrap(all()).getInt();
    }

    /** Without the key's id. */
    public byte[] bytes() {
        byte[] all = all();
        return Arrays.copyOfRange(all, Integer.BYTES, all.length);
    }

    private byte[] all() {
        return Base64.getDecoder().decode(base64);
    }

    /** The line without its end. */
    public String line() {
        return DASH + name + " " + base64;
    }
}
