package io.binome.evidence;

import io.binome.kernel.TenantScope;
import java.io.OutputStream;

/** Makes evidence packs: everything that was recorded of a period or a change, signed with the ledger's key. */
public interface EvidencePacks {
    /** As many entries as one pack may hold. */
    int MOST_ENTRIES = 5_000;

    /**
     * Writes one as a ZIP archive. What is in it: {@code docs/reference/evidence-pack.md}.
     *
     * @param to left open
     * @throws io.binome.kernel.ProblemException with {@link EvidenceProblem.TooMuch}, {@link EvidenceProblem.Nothing}, a
     *     {@link io.binome.ledger.LedgerProblem} or that the change is not there
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    void write(TenantScope scope, EvidenceSubject subject, OutputStream to);
}
