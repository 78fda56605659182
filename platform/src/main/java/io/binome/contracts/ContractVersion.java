package io.binome.contracts;

import io.binome.kernel.ChangeId;
import io.binome.kernel.Sha256;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A contract as it stood.
 *
 * @param number from 1; 1 is the provider's offer
 * @param accepted whether a lead of the tenant accepted it; only the first version can wait for that
 * @param commit of the tenant's {@code contract} repository; null for an offer that was never written there
 * @param change by which it came; null for the offer
 * @param source the text of {@code contract.yaml}
 */
public record ContractVersion(
        int number,
        Contract contract,
        boolean accepted,
        @Nullable String commit,
        @Nullable ChangeId change,
        String source,
        Instant since) {
    /** SHA-256 of the text, which tells one version from another. */
    public String hash() {
        return Sha256.hex(source);
    }
}
