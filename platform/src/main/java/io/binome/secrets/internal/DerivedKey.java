package io.binome.secrets.internal;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** A key for one use, derived from a secret by HKDF-SHA256 (RFC 5869): no two uses share one. */
public final class DerivedKey {
    private static final int AES_BYTES = 32;

    private DerivedKey() {}

    /** AES-256 in GCM with random nonces of 96 bits. */
    @AccessesPartialKey
    public static Aead aead(byte[] secret, String use) {
        try {
            AesGcmParameters parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(AES_BYTES)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
            return AesGcmJce.create(AesGcmKey.builder()
                    .setParameters(parameters)
                    .setKeyBytes(SecretBytes.copyFrom(bytes(secret, use, AES_BYTES), InsecureSecretKeyAccess.get()))
                    .build());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has AES in GCM", missing);
        }
    }

    public static byte[] bytes(byte[] secret, String use, int length) {
        try {
            byte[] info = ("binome " + use).getBytes(StandardCharsets.UTF_8);
            return Hkdf.computeHkdf("HMACSHA256", secret, new byte[0], info, length);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has HmacSHA256", missing);
        }
    }
}
