package io.binome.notifications.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The headers of the Standard Webhooks specification 1.0, symmetric form (v1): HMAC-SHA256 of {@code id.timestamp.body}. */
final class Signature {
    private static final String PREFIX = "whsec_";

    private Signature() {}

    /** @param secret 24 to 64 bytes */
    static String shown(byte[] secret) {
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /** @param seconds of the attempt, since 1970: receivers refuse what is old, so that nothing can be replayed */
    static SortedMap<String, String> headers(byte[] secret, String id, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] signed = mac.doFinal((id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            SortedMap<String, String> headers = new TreeMap<>();
            headers.put("webhook-id", id);
            headers.put("webhook-timestamp", Long.toString(seconds));
            headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signed));
            return headers;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java has HmacSHA256", missing);
        }
    }
}
