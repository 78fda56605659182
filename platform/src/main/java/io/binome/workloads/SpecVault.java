package io.binome.workloads;

import io.binome.kernel.TenantScope;

/**
 * Seals what is needed to make a container again, since it holds secrets, before it is stored. What was sealed for one
 * tenant cannot be opened for another.
 */
public interface SpecVault {
    byte[] seal(TenantScope scope, byte[] clear);

    /** @throws IllegalStateException when it was not sealed for this tenant, or was altered */
    byte[] open(TenantScope scope, byte[] sealed);
}
