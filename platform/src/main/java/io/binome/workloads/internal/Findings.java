package io.binome.workloads.internal;

import io.binome.compose.Origin;
import io.binome.stacks.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what keeps a file from being planned, so that its author sees all of it at once. */
final class Findings {
    private final List<Finding> list = new ArrayList<>();

    void isolation(Origin origin, String key, String reason, String instead) {
        add("isolation", origin, key, reason, instead);
    }

    void unsupported(Origin origin, String key, String reason, String instead) {
        add("unsupported", origin, key, reason, instead);
    }

    void invalid(Origin origin, String key, String reason, String instead) {
        add("invalid", origin, key, reason, instead);
    }

    private void add(String code, Origin origin, String key, String reason, String instead) {
        list.add(new Finding(code, origin.file(), origin.line(), origin.column(), key, reason, instead));
    }

    void addAll(List<Finding> findings) {
        list.addAll(findings);
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** In the order of the files. */
    List<Finding> all() {
        return list.stream()
                .sorted(Comparator.comparing(Finding::file)
                        .thenComparingInt(Finding::line)
                        .thenComparingInt(Finding::column)
                        .thenComparing(finding -> finding.key() == null ? "" : finding.key()))
                .toList();
    }
}
