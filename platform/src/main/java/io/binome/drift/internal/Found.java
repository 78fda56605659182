package io.binome.drift.internal;

import io.binome.stacks.Drifted;
import io.binome.stacks.ResourceChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What looks at a stack found so far, and what another one adds to that. */
record Found(@Nullable Instant since, List<Drifted> resources) {
    static final Found NOTHING = new Found(null, List.of());

    Found {
        resources = List.copyOf(resources);
    }

    static Found of(List<Drifted> resources) {
        return new Found(
                resources.stream()
                        .map(Drifted::since)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                sorted(resources));
    }

    /** After another look: what was drifted before is so since then. */
    Found then(List<ResourceChange> drift, Instant now) {
        if (drift.isEmpty()) {
            return NOTHING;
        }
        Map<String, Instant> known = new HashMap<>();
        resources.forEach(one -> known.put(one.resource().address(), one.since()));
        List<Drifted> next = new ArrayList<>();
        drift.forEach(resource -> {
            Instant earlier = known.get(resource.address());
            next.add(new Drifted(resource, earlier == null ? now : earlier));
        });
        return new Found(since == null ? now : since, sorted(next));
    }

    /** Addresses that this has and the other has not. */
    List<String> beyond(Found other) {
        Set<String> known = new HashSet<>(other.addresses());
        return addresses().stream().filter(address -> !known.contains(address)).toList();
    }

    List<String> addresses() {
        return resources.stream().map(one -> one.resource().address()).toList();
    }

    private static List<Drifted> sorted(List<Drifted> resources) {
        return resources.stream()
                .sorted(Comparator.comparing(one -> one.resource().address()))
                .toList();
    }
}
