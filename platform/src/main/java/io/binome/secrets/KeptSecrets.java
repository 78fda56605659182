package io.binome.secrets;

import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the secrets of tenants in Binome's own store, sealed, in versions. Nothing here gives a value back: they are lent
 * by {@link SecretStore}. A new version changes nothing that runs: stacks take it by a change.
 */
public interface KeptSecrets {
    /** As large as a key with all its certificates; larger than what Docker and Kubernetes take is of no use. */
    int MAXIMUM_BYTES = 64 << 10;

    /** For so long a secret counts as used after it was lent to a stack, in days. */
    int USED_DAYS = 30;

    /**
     * Keeps a value as the next version. The versions before stay, with the environments that they were put for.
     *
     * @param environments where this version may be used: none means in all; null as the version before, or in all
     * @throws io.binome.kernel.ProblemException with {@link io.binome.kernel.InvalidInput} or
     *     {@link SecretsProblem.SecretSize}
     */
    Version put(TenantScope scope, Actor actor, String name, @Nullable Collection<String> environments, byte[] value);

    /** By name; what was removed is not among them. */
    Page<KeptSecret> list(TenantScope scope, PageRequest page);

    /** @throws io.binome.kernel.ProblemException with {@link SecretsProblem.SecretNotFound} */
    KeptSecret get(TenantScope scope, String name);

    /**
     * The newest version first, also those of a secret that was removed.
     *
     * @throws io.binome.kernel.ProblemException with {@link SecretsProblem.SecretNotFound}
     */
    Page<Version> history(TenantScope scope, String name, PageRequest page);

    /**
     * Forgets all values of it; the history stays.
     *
     * @param evenIfUsed although it was lent to a stack lately
     * @throws io.binome.kernel.ProblemException with {@link SecretsProblem.SecretNotFound} or
     *     {@link SecretsProblem.SecretInUse}
     */
    void remove(TenantScope scope, Actor actor, String name, boolean evenIfUsed);

    /**
     * A secret as its newest version is.
     *
     * @param environments none means all
     * @param uses to whom it was lent in the last {@link #USED_DAYS} days
     */
    record KeptSecret(
            String name, int version, List<String> environments, String putBy, Instant putAt, List<Use> uses) {}

    /**
     * One version.
     *
     * @param putBy as the ledger keeps people
     * @param kept false when the value was removed
     */
    record Version(int version, List<String> environments, String putBy, Instant putAt, boolean kept) {}

    /** The last time that a stack borrowed it, and which version. */
    record Use(StackId stack, String environment, int version, Instant at) {}
}
