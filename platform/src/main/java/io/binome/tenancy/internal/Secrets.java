package io.binome.tenancy.internal;

import io.binome.kernel.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Random secrets of 256 bits. Access tokens have a prefix and a checksum, so that a scanner of published code knows
 * one without asking: {@code bnm_}, 43 digits of base 62, then the CRC-32 of those 47 characters in 6 digits.
 */
final class Secrets {
    private static final String TOKEN_PREFIX = "bnm_";
    private static final int SECRET_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final Pattern TOKEN =
            Pattern.compile(TOKEN_PREFIX + "[0-9A-Za-z]{" + (SECRET_DIGITS + CHECKSUM_DIGITS) + "}");
    /** Without the pairs that look alike: somebody types this one from a screen. */
    private static final String TYPED = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int TYPED_GROUPS = 5;
    private static final int TYPED_GROUP = 5;

    private final SecureRandom random;

    Secrets(SecureRandom random) {
        this.random = random;
    }

    /** For cookies and links: 43 letters and digits. */
    String link() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return base62(new BigInteger(1, bytes), SECRET_DIGITS);
    }

    String accessToken() {
        String body = TOKEN_PREFIX + link();
        return body + checksum(body);
    }

    /** Whether it can be an access token at all; spares the database what was mistyped or made up. */
    static boolean isAccessToken(String text) {
        if (!TOKEN.matcher(text).matches()) {
            return false;
        }
        int body = text.length() - CHECKSUM_DIGITS;
        return checksum(text.substring(0, body)).equals(text.substring(body));
    }

    /** A password to be typed once: 25 characters in groups, 123 bits. */
    String oneTimePassword() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < TYPED_GROUPS * TYPED_GROUP; i++) {
            if (i > 0 && i % TYPED_GROUP == 0) {
                out.append('-');
            }
            out.append(TYPED.charAt(random.nextInt(TYPED.length())));
        }
        return out.toString();
    }

    /** The form in which secrets are stored. They are random, so a fast hash without salt is enough. */
    static String stored(String secret) {
        return Sha256.hex(secret);
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_DIGITS);
    }

    private static String base62(BigInteger number, int length) {
        char[] out = new char[length];
        BigInteger rest = number;
        for (int i = length - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            out[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(out);
    }
}
