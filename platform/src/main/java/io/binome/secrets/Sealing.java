package io.binome.secrets;

import io.binome.kernel.TenantScope;

/**
 * Seals values before they are stored (AES-256 in GCM, NIST SP 800-38D). What was sealed for one tenant and purpose
 * opens for no other.
 */
public interface Sealing {
    /**
     * Never gives the same bytes twice.
     *
     * @param purpose what the value is, such as {@code sites.client-key:<host>}; naming the row it is for keeps values
     *     from being swapped between rows
     */
    byte[] seal(TenantScope scope, String purpose, byte[] clear);

    /**
     * @throws IllegalStateException when it was not sealed for this tenant and purpose, or was altered
     * @throws io.binome.kernel.ProblemException with {@link SecretsProblem.OtherMasterKey}
     */
    byte[] open(TenantScope scope, String purpose, byte[] sealed);
}
