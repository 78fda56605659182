package io.binome.ledger;

import io.binome.kernel.TenantScope;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;

/** Keeps its keys in clear. */
public final class TestSigner implements LedgerSigner {
    private static final int KEY_BYTES = 32;

    @Override
    public MadeKey make(TenantScope scope) {
        KeyPair pair = pair();
        return new MadeKey(publicBytes(pair), pair.getPrivate().getEncoded());
    }

    @Override
    public byte[] sign(TenantScope scope, byte[] sealed, byte[] message) {
        return sign(sealed, message);
    }

    private static byte[] sign(byte[] encoded, byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static byte[] publicBytes(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    }

    /** A key in a test's hand. */
    public record Pair(NoteKey key, byte[] encoded) {
        public static Pair of(String name, NoteKey.Type type) {
            KeyPair pair = pair();
            return new Pair(
                    NoteKey.of(name, type, publicBytes(pair)), pair.getPrivate().getEncoded());
        }

        public NoteSignature sign(String text) {
            return NoteSignature.of(key, TestSigner.sign(encoded, text.getBytes(StandardCharsets.UTF_8)));
        }

        public NoteSignature cosign(String text, Instant at) {
            return new Cosignature(at, TestSigner.sign(encoded, Cosignature.message(at, text))).by(key);
        }
    }
}
