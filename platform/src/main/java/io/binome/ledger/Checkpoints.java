package io.binome.ledger;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The signed heads of logs: by them somebody who keeps one can tell later that nothing before it was changed, even by who
 * holds the key. Proofs are made from the tree as it is kept, never from the entries one by one.
 */
public interface Checkpoints {
    /** The newest, at most a few seconds old knowledge; empty while none was signed. Cheap: for every answer to a client. */
    Optional<SignedCheckpoint> latest(TenantScope scope);

    /** As {@link #latest(TenantScope)}, within a transaction. */
    Optional<SignedCheckpoint> latest(Transaction transaction);

    /**
     * One of all entries that there are now, signed unless it is there already. Makes the log's first key if it has none.
     *
     * @throws io.binome.kernel.ProblemException with {@link LedgerProblem.Rewritten} or {@link LedgerProblem.KeyLost}
     */
    SignedCheckpoint sign(TenantScope scope);

    /** Signs one for each log that grew since its last, of all tenants; what cannot be signed is logged. */
    void signAllDue();

    /**
     * That an entry is in the tree of so many entries.
     *
     * @throws io.binome.kernel.ProblemException with {@link LedgerProblem.NotSoLong}
     */
    InclusionProof prove(TenantScope scope, long index, long size);

    /**
     * That the tree of {@code to} entries begins with the one of {@code from}.
     *
     * @throws io.binome.kernel.ProblemException with {@link LedgerProblem.NotSoLong}, also where {@code from} is more
     */
    ConsistencyProof connect(TenantScope scope, long from, long to);

    /** The entry with that index. */
    LedgerEntry entry(TenantScope scope, long index);

    /** Oldest first; the last one signs. None before the first checkpoint. */
    List<LogKey> keys(TenantScope scope);

    /** Goes over to a new key, named in an entry that the old one signs: who verifies follows it. */
    LogKey rotate(TenantScope scope, Actor actor);

    /**
     * Goes over to a new key without the old one, which is lost or in the wrong hands: who verifies does not follow before
     * having accepted the new one.
     */
    LogKey replace(TenantScope scope, Actor actor);

    /**
     * Signs with the log's key that a manifest with this hash was made from the log, see {@link Attestation}.
     *
     * @param sha256 lower-case hexadecimal
     * @throws io.binome.kernel.ProblemException with {@link LedgerProblem.KeyLost}
     */
    SignedNote attest(TenantScope scope, String sha256);

    /**
     * Since when a signature of a second party is missing: since the first checkpoint beyond what one of those who may
     * co-sign has signed, but not before the first of them came. Empty when none is missing, or nobody may co-sign.
     */
    Optional<Instant> uncosignedSince(TenantScope scope);

    /** Who may co-sign now. */
    List<Cosigner> cosigners(TenantScope scope);

    /**
     * Lets a second party co-sign from now on.
     *
     * @throws io.binome.kernel.ProblemException with {@link io.binome.kernel.InvalidInput} when the text is no such key
     */
    Cosigner addCosigner(TenantScope scope, Actor actor, String key);

    /**
     * Takes no more cosignatures of this key; those that there are stay.
     *
     * @throws io.binome.kernel.ProblemException with {@link LedgerProblem.CosignerNotFound}
     */
    void removeCosigner(TenantScope scope, Actor actor, String key);

    /**
     * Keeps the signatures of registered second parties that a checkpoint carries, and shows them with it from now on.
     *
     * @param note the checkpoint as this server signed it, with their lines
     * @throws io.binome.kernel.ProblemException with {@link LedgerProblem.CosignatureRefused}, {@link
     *     LedgerProblem.CosignerNotFound} or {@link io.binome.kernel.InvalidInput}
     */
    SignedCheckpoint cosign(TenantScope scope, String note);
}
