package io.binome.secrets;

import io.binome.kernel.TenantScope;
import io.binome.runs.LogMask;
import io.binome.runs.SecretSearch;
import java.time.Duration;
import java.util.Collection;
import java.util.SortedMap;

/**
 * The port of what lends secrets to runs and workloads: Binome's own store, Vault, or both behind one. No value is in a
 * log, in an exception's message or in a text form.
 */
public interface SecretStore {
    /**
     * Lends all of them or none. May wait, within the borrower's patience, for a store that is away.
     *
     * @param references without {@code @version}: the newest. Pin them by a plan's resolutions first, where there is a
     *     plan ({@link SecretReference#pinned})
     * @param atMost for how long; leases are renewed until then, and end when what is returned is closed
     * @throws io.binome.kernel.ProblemException with {@link SecretsProblem.SecretNotFound},
     *     {@link SecretsProblem.SecretNotForEnvironment}, {@link SecretsProblem.VaultSealed},
     *     {@link SecretsProblem.VaultUnreachable}, {@link SecretsProblem.VaultRefused} or
     *     {@link SecretsProblem.VaultNotConnected}; nothing is lent then
     * @throws java.util.concurrent.CancellationException when the borrower's cancellation was requested meanwhile
     */
    Lent lend(TenantScope scope, Collection<SecretReference> references, Borrower borrower, Duration atMost);

    /** What was lent. Ends with {@link #close}, which never throws; values in a plan or a log are to be masked before. */
    interface Lent extends AutoCloseable {
        /** By the references as they were asked for. Copies: may be wiped. */
        SortedMap<SecretReference, byte[]> values();

        /** What the references meant, for a plan's {@code resolutions}: only what was not pinned and is not dynamic. */
        SortedMap<String, String> resolutions();

        /**
         * Tells values apart in plans (a keyed hash, per tenant). Of a dynamic value: the one of its reference, which is
         * the same in each plan.
         */
        String fingerprintOf(SecretReference reference);

        /**
         * The fingerprint of a text that holds lent values, such as an address with a password in it. A dynamic value in
         * it counts as its reference.
         */
        String fingerprintOf(String text);

        /** For the log of a run ({@link io.binome.runs.Runs#log}). */
        LogMask mask();

        /** Finds the values, and the forms that programs print of them, in any text. */
        SecretSearch search();

        @Override
        void close();
    }
}
