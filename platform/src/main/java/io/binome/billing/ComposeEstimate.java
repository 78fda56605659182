package io.binome.billing;

import io.binome.compose.ComposeDeploy;
import io.binome.compose.ComposeProject;
import io.binome.compose.ComposeService;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Compose project as a plan that creates it, as far as prices look at it: for estimates without a server. What it does
 * not limit has no limit here, while a server gives it the tenant's own.
 */
public final class ComposeEstimate {
    private static final int NANOS = 9;

    private ComposeEstimate() {}

    public static Plan plan(ComposeProject project) {
        List<ResourceChange> changes = new ArrayList<>();
        project.services().forEach((name, service) -> changes.add(create("service", name, attributes(service))));
        project.volumes().keySet().forEach(name -> changes.add(create("volume", name, new TreeMap<>())));
        return new Plan("compose", project.name(), "", changes, new TreeMap<>());
    }

    private static ResourceChange create(String type, String name, SortedMap<String, Value> after) {
        return new ResourceChange(
                type + "." + name, type, name, Action.CREATE, new TreeMap<>(), after, List.of(), List.of());
    }

    private static SortedMap<String, Value> attributes(ComposeService service) {
        SortedMap<String, Value> values = new TreeMap<>();
        values.put("replicas", Value.number(service.replicas()));
        cpus(values, "limits.cpus", service.cpuNanos());
        memory(values, "limits.memory", service.memoryLimitBytes());
        ComposeDeploy deploy = service.deploy();
        ComposeDeploy.Resources reserved = deploy == null ? null : deploy.reservations();
        cpus(values, "reservations.cpus", reserved == null ? null : reserved.cpuNanos());
        Long memory = reserved == null ? null : reserved.memoryBytes();
        memory(values, "reservations.memory", memory == null ? service.limits().memoryReservationBytes() : memory);
        return values;
    }

    /** 0 stands for no limit. */
    private static void cpus(SortedMap<String, Value> values, String path, @Nullable Long nanos) {
        if (nanos != null && nanos > 0) {
            values.put(path, Value.text(PriceBook.words(BigDecimal.valueOf(nanos, NANOS))));
        }
    }

    private static void memory(SortedMap<String, Value> values, String path, @Nullable Long bytes) {
        if (bytes != null && bytes > 0) {
            values.put(path, Value.number(bytes));
        }
    }
}
