package io.binome.server.console;

import io.binome.workloads.Workloads;
import java.util.List;

/** A stack: its services, what differs from what was applied, its volumes, the changes that touched it last. */
public record StackPage(
        StackCard card,
        DriftPanel drift,
        List<Workloads.Volume> volumes,
        List<ChangeRow> changes,
        List<ChangeRow> queue) {}
