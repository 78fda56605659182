package io.binome.workloads.internal;

import io.binome.kernel.VolumeId;
import io.binome.stacks.Value;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What the last applies left behind, as planning compares with it. */
record RecordedStack(
        SortedMap<String, RecordedService> services,
        SortedMap<String, RecordedVolume> volumes,
        SortedMap<String, Boolean> networks) {
    static final RecordedStack NOTHING = new RecordedStack(
            java.util.Collections.emptySortedMap(),
            java.util.Collections.emptySortedMap(),
            java.util.Collections.emptySortedMap());

    /** @param sizeBytes what its file said it may hold; null when that said nothing */
    record RecordedVolume(VolumeId id, @Nullable Long sizeBytes) {}

    /**
     * @param attributes as they were applied; empty when no apply of it was completed
     * @param drift live values that differ from them
     * @param applied of the paths of {@code drift}, what was there when it was applied
     * @param unfinished an apply of it began and was not completed
     */
    record RecordedService(
            SortedMap<String, Value> attributes,
            SortedMap<String, Value> drift,
            SortedMap<String, Value> applied,
            boolean unfinished) {}
}
