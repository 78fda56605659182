package io.binome.guidelines;

import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import java.util.List;
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

    /** Every rule that holds for the tenant, by id: those shipped, the provider's, its own. */
    List<RuleView> rules(TenantScope scope);

    /** The tenant's exemptions, those that end first before the others; also those that have ended. */
    List<ExemptionView> exemptions(TenantScope scope);
}
