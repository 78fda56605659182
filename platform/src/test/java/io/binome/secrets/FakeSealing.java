package io.binome.secrets;

import io.binome.kernel.TenantScope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Seals by writing for whom and what for before the bytes, and opens for nobody and nothing else. */
public final class FakeSealing implements Sealing {
    @Override
    public byte[] seal(TenantScope scope, String purpose, byte[] clear) {
        byte[] head = head(scope, purpose);
        byte[] sealed = Arrays.copyOf(head, head.length + clear.length);
        System.arraycopy(clear, 0, sealed, head.length, clear.length);
        return sealed;
    }

    @Override
    public byte[] open(TenantScope scope, String purpose, byte[] sealed) {
        byte[] head = head(scope, purpose);
        if (sealed.length < head.length || !Arrays.equals(head, Arrays.copyOf(sealed, head.length))) {
            throw new IllegalStateException("Not sealed for " + purpose);
        }
        return Arrays.copyOfRange(sealed, head.length, sealed.length);
    }

    private static byte[] head(TenantScope scope, String purpose) {
        return (scope.tenant() + " " + purpose + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
