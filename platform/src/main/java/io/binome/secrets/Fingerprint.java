package io.binome.secrets;

import io.binome.kernel.TenantScope;

/**
 * A keyed hash (HMAC-SHA256, RFC 2104, cut to 128 bits), so that values can be compared in plans without being known:
 * the same bytes of the same tenant always give the same 32 hexadecimal digits, and nobody without the key can try
 * values out.
 */
@FunctionalInterface
public interface Fingerprint {
    String of(TenantScope scope, byte[] value);
}
