package io.binome.secrets.internal;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One generation of a tenant's key in memory; each use has a key of its own, derived from it. */
final class TenantKey {
    static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";
    private static final int FINGERPRINT_BYTES = 16;
    private final int generation;
    private final Aead sealing;
    private final SecretKeySpec fingerprint;

    TenantKey(int generation, byte[] secret) {
        this.generation = generation;
        this.sealing = DerivedKey.aead(secret, "tenant key: sealing");
        this.fingerprint = new SecretKeySpec(DerivedKey.bytes(secret, "tenant key: fingerprint", BYTES), HMAC);
    }

    int generation() {
        return generation;
    }

    byte[] seal(byte[] clear, byte[] context) {
        try {
            return sealing.encrypt(clear, context);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("A value could not be sealed", failed);
        }
    }

    byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException {
        return sealing.decrypt(sealed, context);
    }

    String fingerprint(byte[] value) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(fingerprint);
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(value), FINGERPRINT_BYTES));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has " + HMAC, missing);
        }
    }
}
