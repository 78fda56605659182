package io.binome.database.internal;

import io.binome.database.DatabaseSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The login role's password, computed from the owner's by HMAC-SHA256 (RFC 2104): every replica comes to the same one
 * without being told, nothing more has to be kept, and knowing it does not give the owner's.
 */
final class RolePasswords {
    static final String LOGIN = "binome_login";

    private RolePasswords() {}

    static String ofLogin(DatabaseSettings settings) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(settings.ownerPassword().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] code = mac.doFinal((LOGIN + " of " + settings.owner()).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has HmacSHA256", missing);
        }
    }
}
