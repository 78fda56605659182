package io.binome.secrets.internal;

import io.binome.kernel.TenantScope;
import io.binome.secrets.Sealing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Seals by the tenant's newest key. A sealed value is its format (one byte, 1), the generation of the key (four bytes,
 * big-endian), then what Tink makes: nonce, ciphertext, tag. Tenant and purpose are authenticated with it.
 */
final class TenantSealing implements Sealing {
    private static final byte FORMAT = 1;
    private static final int HEADER = 1 + Integer.BYTES;
    private final TenantKeys keys;

    TenantSealing(TenantKeys keys) {
        this.keys = keys;
    }

    @Override
    public byte[] seal(TenantScope scope, String purpose, byte[] clear) {
        TenantKey key = keys.newest(scope);
        byte[] body = key.seal(clear, context(scope, purpose));
        return ByteBuffer.allocate(HEADER + body.length)
                .put(FORMAT)
                .putInt(key.generation())
                .put(body)
                .array();
    }

    @Override
    public byte[] open(TenantScope scope, String purpose, byte[] sealed) {
        if (sealed.length < HEADER || sealed[0] != FORMAT) {
            throw new IllegalStateException("This is not a value that Binome sealed (" + purpose + ")");
        }
        ByteBuffer bytes = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        TenantKey key = keys.get(scope, bytes.getInt());
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        try {
            return key.open(body, context(scope, purpose));
        } catch (GeneralSecurityException refused) {
            throw new IllegalStateException(
                    "A value (" + purpose + ") was not sealed for tenant " + scope.tenant()
                            + " and this purpose, or was altered",
                    refused);
        }
    }

    /** A tenant's id has always the same length, so no two pairs give the same text. */
    private static byte[] context(TenantScope scope, String purpose) {
        return (scope.tenant() + "|" + purpose).getBytes(StandardCharsets.UTF_8);
    }
}
