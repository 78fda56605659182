package io.binome.ledger;

import io.binome.kernel.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key that verifies notes, as C2SP signed-note writes it:
 * {@code <name>+<id in hexadecimal>+<Base64 of the type's byte and the 32 bytes of an Ed25519 key>}.
 */
public final class NoteKey {
    private static final Pattern TEXT = Pattern.compile("([^+\\s]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]+)");
    private static final int KEY_BYTES = 32;

    /** What precedes the 32 bytes in the X.509 form that Java reads (RFC 8410). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final Type type;
    private final byte[] bytes;

    /** What its signatures are over. */
    public enum Type {
        /** The note's text: a log's own key. */
        LOG(0x01),
        /** The note's text under the time of signing (C2SP tlog-cosignature): a second party's key. */
        COSIGNER(0x04);

        private final byte number;

        Type(int number) {
            this.number = (byte) number;
        }

        byte number() {
            return number;
        }
    }

    private NoteKey(String name, Type type, byte[] bytes) {
        this.name = name;
        this.type = type;
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when the name has spaces or a plus, or they are not 32 bytes */
    public static NoteKey of(String name, Type type, byte[] bytes) {
        if (!isName(name)) {
            throw new IllegalArgumentException("A key's name has neither spaces nor a plus");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("An Ed25519 key has " + KEY_BYTES + " bytes, not " + bytes.length);
        }
        return new NoteKey(name, type, bytes.clone());
    }

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+' || Character.isWhitespace(c) || Character.isSpaceChar(c) || c < 0x20);
    }

    /** Empty when the text is no key of these types, or its id is not its own. */
    public static Optional<NoteKey> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(matcher.group(3));
            for (Type type : Type.values()) {
                if (key.length == 1 + KEY_BYTES && key[0] == type.number()) {
                    NoteKey read = of(matcher.group(1), type, Arrays.copyOfRange(key, 1, key.length));
                    return read.toString().equals(text.strip()) ? Optional.of(read) : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    /** The 32 bytes of RFC 8032. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The first four bytes of SHA-256 over name, line end, type and key. */
    public int id() {
        byte[] hash = Sha256.of((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {type.number()}, bytes);
        return ByteBuffer.wrap(hash).getInt();
    }

    /** A signature line of this key, whether it holds or not. */
    public Optional<NoteSignature> signatureIn(SignedNote note) {
        int id = id();
        return note.signatures().stream()
                .filter(signature -> signature.name().equals(name) && signature.keyId() == id)
                .findFirst();
    }

    /** Whether this key has signed the note; for a {@link Type#COSIGNER} at whatever time it says. */
    public boolean signed(SignedNote note) {
        return signatureIn(note)
                .filter(signature -> holds(note.text(), signature))
                .isPresent();
    }

    /** Whether it is this key's signature of the text. */
    public boolean holds(String text, NoteSignature signature) {
        return switch (type) {
            case LOG -> verifies(text.getBytes(StandardCharsets.UTF_8), signature.bytes());
            case COSIGNER ->
                Cosignature.of(signature)
                        .filter(cosignature ->
                                verifies(Cosignature.message(cosignature.at(), text), cosignature.signature()))
                        .isPresent();
        };
    }

    /** When this second party has co-signed the note; empty when it has not. */
    public Optional<Instant> cosigned(SignedNote note) {
        return type == Type.COSIGNER
                ? signatureIn(note)
                        .filter(signature -> holds(note.text(), signature))
                        .flatMap(Cosignature::of)
                        .map(Cosignature::at)
                : Optional.empty();
    }

    private boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(publicKey());
            ed25519.update(message);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException malformed) {
            // A key or a signature that is no point of the curve.
            return false;
        }
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(X509, X509.length + KEY_BYTES);
        System.arraycopy(bytes, 0, encoded, X509.length, KEY_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteKey key
                && name.equals(key.name)
                && type == key.type
                && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, Arrays.hashCode(bytes));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = type.number();
        System.arraycopy(bytes, 0, typed, 1, KEY_BYTES);
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }
}
