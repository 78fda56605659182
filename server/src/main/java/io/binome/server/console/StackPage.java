package io.binome.server.console;

import io.binome.workloads.Workloads;
import java.util.List;

/** A stack: its services, who writes its state by hand, what differs from what was applied, its volumes, the changes that touched it last. */
public record StackPage(
        StackCard card,
        DriftPanel drift,
        BreakGlassPanel glass,
        List<Workloads.Volume> volumes,
        List<ChangeRow> changes,
        List<ChangeRow> queue) {}
