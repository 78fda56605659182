package io.binome.workloads;

import io.binome.kernel.TenantScope;

/**
 * A keyed hash, so that two values can be told apart without being known: the same bytes of the same tenant always give
 * the same text, and nobody without the key can try values out. 16 to 64 characters that are fit for a plan.
 */
@FunctionalInterface
public interface Fingerprint {
    String of(TenantScope scope, byte[] value);
}
