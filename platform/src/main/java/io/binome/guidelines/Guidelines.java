package io.binome.guidelines;

import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import org.jspecify.annotations.Nullable;

/** The rules of the provider and of each tenant. */
public interface Guidelines {
    /**
     * Asks all rules that hold for the tenant: those shipped, the provider's, the tenant's own.
     *
     * @param tree of the merge commit, to say where something is written; null when it is not at hand
     */
    Assessment assess(TenantScope scope, Situation situation, @Nullable CommitTree tree);

    /** The fingerprint of the rules and exemptions in force, as {@link Assessment#rules()}. Cheap. */
    String inForce(TenantScope scope);
}
