package io.binome.server.console;

import io.binome.workloads.Workloads;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The volumes of a tenant. */
public record VolumesPage(List<Row> rows) {
    public List<Row> rows(Sorting sorting) {
        return sorting.of(
                rows,
                Map.of(
                        "volume",
                        Comparator.comparing(row -> row.volume().name()),
                        "stack",
                        Comparator.comparing(Row::stack),
                        "server",
                        Comparator.comparing(row -> row.volume().location().site()),
                        "holds",
                        Comparator.comparing(
                                row -> row.volume().usedBytes(), Comparator.nullsFirst(Comparator.naturalOrder())),
                        "since",
                        Comparator.comparing(row -> row.volume().createdAt()),
                        "state",
                        Comparator.comparing(Row::until, Comparator.nullsLast(Comparator.naturalOrder()))));
    }

    private static final Duration KEPT = Duration.ofDays(30);

    /** A volume with the name of its stack. */
    public record Row(Workloads.Volume volume, String stack) {
        /** Whether it holds more than its file says it may. */
        public boolean beyond() {
            Long size = volume.sizeBytes();
            Long used = volume.usedBytes();
            return size != null && used != null && used > size;
        }

        /** When a detached one is destroyed at the earliest. */
        public @Nullable Instant until() {
            Instant detached = volume.detachedAt();
            return detached == null ? null : detached.plus(KEPT);
        }
    }
}
