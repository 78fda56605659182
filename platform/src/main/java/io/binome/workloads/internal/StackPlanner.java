package io.binome.workloads.internal;

import io.binome.kernel.VolumeId;
import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import io.binome.workloads.internal.RecordedStack.RecordedService;
import io.binome.workloads.internal.RecordedStack.RecordedVolume;
import io.binome.workloads.internal.WantedService.WantedMount;
import io.binome.workloads.internal.WantedStack.WantedNetwork;
import io.binome.workloads.internal.WantedStack.WantedVolume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what is wanted with what is recorded and live. Pure: the same arguments give the same changes. */
final class StackPlanner {
    private static final SortedMap<String, Value> NONE = Collections.emptySortedMap();

    private final WantedStack wanted;
    private final Map<String, SortedMap<String, Value>> attributes;
    private final RecordedStack recorded;
    private final List<ResourceChange> changes = new ArrayList<>();
    private final Set<String> renewed = new HashSet<>();

    private StackPlanner(WantedStack wanted, Map<String, SortedMap<String, Value>> attributes, RecordedStack recorded) {
        this.wanted = wanted;
        this.attributes = attributes;
        this.recorded = recorded;
    }

    /** @param attributes of the wanted services, by name */
    static List<ResourceChange> changes(
            WantedStack wanted, Map<String, SortedMap<String, Value>> attributes, RecordedStack recorded) {
        StackPlanner planner = new StackPlanner(wanted, attributes, recorded);
        planner.volumes();
        planner.networks();
        planner.services();
        return planner.changes;
    }

    private void volumes() {
        Set<String> names = new TreeSet<>(wanted.volumes().keySet());
        names.addAll(recorded.volumes().keySet());
        for (String name : names) {
            WantedVolume volume = wanted.volumes().get(name);
            RecordedVolume recordedVolume = recorded.volumes().get(name);
            VolumeId present = recordedVolume == null ? null : recordedVolume.id();
            if (volume == null) {
                add(
                        "volume",
                        name,
                        Action.DELETE,
                        recorded(recordedVolume),
                        NONE,
                        List.of(),
                        List.of(kept(name, present)));
            } else if (present == null) {
                renewed.add("volume." + name);
                add(
                        "volume",
                        name,
                        Action.CREATE,
                        NONE,
                        wanted(volume, volume.attach()),
                        List.of(),
                        attachNotes(volume));
            } else if (volume.attach() != null && !volume.attach().equals(present)) {
                renewed.add("volume." + name);
                List<String> notes = new ArrayList<>(attachNotes(volume));
                notes.add(kept(name, present));
                add(
                        "volume",
                        name,
                        Action.REPLACE,
                        recorded(recordedVolume),
                        wanted(volume, volume.attach()),
                        List.of("id"),
                        notes);
            } else {
                SortedMap<String, Value> before = recorded(recordedVolume);
                SortedMap<String, Value> after = wanted(volume, present);
                Action action = before.equals(after) ? Action.NO_OP : Action.UPDATE;
                add("volume", name, action, before, after, List.of(), volume.notes());
            }
        }
    }

    private static List<String> attachNotes(WantedVolume volume) {
        List<String> notes = new ArrayList<>(volume.notes());
        if (volume.attach() != null) {
            notes.add("the kept volume " + volume.attach() + " is attached again with its data");
        }
        return notes;
    }

    private static String kept(String name, @Nullable VolumeId id) {
        return "nothing is destroyed: it is detached and kept for 30 days; x-binome-volume: " + id + " under volumes."
                + name + " attaches it again";
    }

    private static SortedMap<String, Value> wanted(WantedVolume volume, @Nullable VolumeId id) {
        return volume(id, volume.sizeBytes());
    }

    private static SortedMap<String, Value> recorded(@Nullable RecordedVolume volume) {
        return volume == null ? NONE : volume(volume.id(), volume.sizeBytes());
    }

    private static SortedMap<String, Value> volume(@Nullable VolumeId id, @Nullable Long sizeBytes) {
        SortedMap<String, Value> values = new TreeMap<>();
        values.put("id", id == null ? new Value.Unknown() : Value.text(id.toString()));
        if (sizeBytes != null) {
            values.put("size", Value.number(sizeBytes));
        }
        return values;
    }

    private void networks() {
        Set<String> names = new TreeSet<>(wanted.networks().keySet());
        names.addAll(recorded.networks().keySet());
        for (String name : names) {
            WantedNetwork network = wanted.networks().get(name);
            Boolean internal = recorded.networks().get(name);
            if (network == null) {
                add("network", name, Action.DELETE, internal(internal), NONE, List.of(), List.of());
            } else if (internal == null) {
                renewed.add("network." + name);
                add("network", name, Action.CREATE, NONE, internal(network.internal()), List.of(), network.notes());
            } else if (internal != network.internal()) {
                renewed.add("network." + name);
                add(
                        "network",
                        name,
                        Action.REPLACE_CREATE_FIRST,
                        internal(internal),
                        internal(network.internal()),
                        List.of("internal"),
                        network.notes());
            } else {
                SortedMap<String, Value> same = internal(internal);
                add("network", name, Action.NO_OP, same, same, List.of(), network.notes());
            }
        }
    }

    private static SortedMap<String, Value> internal(@org.jspecify.annotations.Nullable Boolean internal) {
        SortedMap<String, Value> values = new TreeMap<>();
        values.put("internal", Value.truth(Boolean.TRUE.equals(internal)));
        return values;
    }

    private void services() {
        Set<String> names = new TreeSet<>(wanted.services().keySet());
        names.addAll(recorded.services().keySet());
        for (String name : names) {
            WantedService service = wanted.services().get(name);
            RecordedService present = recorded.services().get(name);
            if (service == null) {
                add("service", name, Action.DELETE, before(present), NONE, List.of(), List.of());
                continue;
            }
            SortedMap<String, Value> after = new TreeMap<>(attributes.getOrDefault(name, NONE));
            if (present == null || present.attributes().isEmpty() && !present.unfinished()) {
                add("service", name, Action.CREATE, NONE, after, List.of(), created(service, after));
                continue;
            }
            present(service, present, after);
        }
    }

    private void present(WantedService service, RecordedService present, SortedMap<String, Value> after) {
        // What was changed behind its back goes back to what was applied, unless the file now asks for something else.
        present.applied().forEach(after::putIfAbsent);
        SortedMap<String, Value> before = before(present);
        List<String> notes = new ArrayList<>(service.notes());
        List<String> renewals = renewals(service);
        renewals.forEach(address -> notes.add("made anew: " + address + " is replaced"));
        if (!present.drift().isEmpty()) {
            notes.add("changed behind its back: "
                    + String.join(", ", present.drift().keySet()));
        }
        if (present.unfinished()) {
            notes.add("the last apply of it was not completed");
        }
        boolean same = before.equals(after)
                && renewals.isEmpty()
                && !present.unfinished()
                && present.drift().isEmpty();
        if (!same) {
            notes.addAll(updated(service, before, after));
        }
        add("service", service.name(), same ? Action.NO_OP : Action.UPDATE, before, after, List.of(), notes);
    }

    private static SortedMap<String, Value> before(@org.jspecify.annotations.Nullable RecordedService present) {
        if (present == null) {
            return NONE;
        }
        SortedMap<String, Value> before = new TreeMap<>(present.attributes());
        present.applied().forEach(before::putIfAbsent);
        before.putAll(present.drift());
        return before;
    }

    private List<String> renewals(WantedService service) {
        Set<String> addresses = new TreeSet<>();
        service.shape().networks().keySet().forEach(name -> addresses.add("network." + name));
        for (WantedMount mount : service.shape().mounts()) {
            if (mount instanceof WantedMount.Named named) {
                addresses.add("volume." + named.volume());
            }
        }
        addresses.retainAll(renewed);
        return List.copyOf(addresses);
    }

    private static List<String> created(WantedService service, SortedMap<String, Value> after) {
        List<String> notes = new ArrayList<>(service.notes());
        notes.addAll(published(service, after));
        return notes;
    }

    private static List<String> published(WantedService service, SortedMap<String, Value> after) {
        List<String> notes = new ArrayList<>();
        service.ports().forEach(port -> {
            String path = "ports." + port.containerPort();
            if (after.get(path) instanceof Value.Known known && known.json().contains("/")) {
                notes.add("port " + port.containerPort() + " is published on "
                        + known.json().substring(1, known.json().indexOf('/')) + " at the edge");
            }
        });
        return notes;
    }

    private static List<String> updated(
            WantedService service, SortedMap<String, Value> before, SortedMap<String, Value> after) {
        Set<String> changed = new TreeSet<>();
        before.forEach((path, value) -> {
            if (!value.equals(after.get(path))) {
                changed.add(path);
            }
        });
        after.keySet().stream().filter(path -> !before.containsKey(path)).forEach(changed::add);
        List<String> notes = new ArrayList<>();
        if (changed.contains("image.digest") && !changed.contains("image") && !after.containsKey("build.context")) {
            notes.add("the tag " + service.image().reference() + " has moved since it was applied");
        }
        if (changed.stream().anyMatch(path -> path.startsWith("ports."))) {
            notes.addAll(published(service, after));
        }
        if (!changed.isEmpty() && changed.stream().allMatch(InPlace::isAttribute)) {
            notes.add("changed in place: no container is restarted");
        } else if (service.writesVolume()) {
            notes.add("stop-first: it writes to volume " + String.join(", ", service.writtenVolumes()));
        } else if (service.stopFirst()) {
            notes.add("stop-first: the file says so");
        } else {
            notes.add("start-first: each new replica answers before an old one goes");
        }
        return notes;
    }

    private void add(
            String type,
            String name,
            Action action,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> because,
            List<String> notes) {
        changes.add(new ResourceChange(
                type + "." + name,
                type,
                name,
                action,
                before,
                after,
                because,
                List.copyOf(new LinkedHashSet<>(notes))));
    }
}
