package io.binome.server.console;

import io.binome.drift.StackDrift;
import io.binome.stacks.Action;
import io.binome.stacks.Drifted;
import io.binome.stacks.ResourceChange;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a stack is no longer as it was applied.
 *
 * @param left how many resources are not shown
 * @param address below which the buttons post; empty where there are none
 * @param adopts whether what was found can be taken over
 */
public record DriftPanel(StackDrift drift, List<Row> rows, int left, String address, boolean adopts) {
    private static final int MOST_ROWS = 100;

    /** A resource with the attributes that differ. */
    public record Row(Drifted drifted, String kind, String sign, List<PlanLeaf> leaves) {}

    static DriftPanel of(StackDrift drift, List<Drifted> shown, String address, boolean adopts, JsonMapper json) {
        return new DriftPanel(
                drift,
                shown.stream().limit(MOST_ROWS).map(one -> row(one, json)).toList(),
                Math.max(0, shown.size() - MOST_ROWS),
                address,
                adopts);
    }

    private static Row row(Drifted drifted, JsonMapper json) {
        ResourceChange resource = drifted.resource();
        return new Row(
                drifted,
                resource.action() == Action.DELETE ? "danger" : "warning",
                switch (resource.action()) {
                    case CREATE -> "+";
                    case DELETE -> "−";
                    default -> "!";
                },
                PlanLeaf.all(resource.before(), resource.after(), List.of(), PlanLeaf.Room.NARROW, json).stream()
                        .filter(PlanLeaf::changed)
                        .toList());
    }

    public boolean watchedAllTheTime() {
        return drift.watch() == StackDrift.Watch.CONTINUOUS;
    }

    /** Whether there is anything to say at all. */
    public boolean shown() {
        return !rows.isEmpty() || (!address.isEmpty() && drift.watch() == StackDrift.Watch.SCHEDULED);
    }
}
