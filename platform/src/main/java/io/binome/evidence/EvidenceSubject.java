package io.binome.evidence;

import io.binome.kernel.ChangeId;
import java.time.Instant;

/** What an evidence pack is about. */
public sealed interface EvidenceSubject {
    /** One change, from its first push to now. */
    record OfChange(ChangeId change) implements EvidenceSubject {}

    /** Everything that was recorded from {@code from} until before {@code to}. */
    record OfPeriod(Instant from, Instant to) implements EvidenceSubject {}
}
