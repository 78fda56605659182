package io.binome.changes.internal;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.stacks.Action;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Artifact;
import io.binome.stacks.DriftOutcome;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An engine whose resources are the lines {@code name=value} of a file {@code things} in the stack's folder. Each is an
 * output of that name. A value {@code $x} is the input {@code x}; a thing whose name begins with {@code late} gets a value
 * that nobody knows before it is applied.
 */
public final class FakeEngine implements Engine {
    public final Map<StackId, SortedMap<String, String>> live = new ConcurrentHashMap<>();
    /** Name of the thing that cannot be applied while it is set. */
    public volatile @Nullable String broken;
    /** Runs before each thing is applied. */
    public volatile Runnable beforeEach = () -> {};
    /** Runs before each plan. */
    public volatile Runnable beforePlanning = () -> {};
    /** Runs while it looks for drift. */
    public volatile Runnable whileLooking = () -> {};
    /** Why looking fails, while it is set. */
    public volatile @Nullable String blind;

    public volatile boolean adopts;
    public volatile boolean limits;

    /** Of all its resources. */
    public volatile String type = "thing";

    private final String name;
    /** Addresses that were adopted. */
    public final List<String> adopted = new CopyOnWriteArrayList<>();

    public FakeEngine() {
        this("compose");
    }

    public FakeEngine(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PlanOutcome plan(PlanRequest request, RunLog log, Cancellation cancellation) {
        beforePlanning.run();
        SortedMap<String, String> wanted = wanted(request);
        if (wanted.containsKey("forbidden")) {
            return new PlanOutcome.Refused(List.of(
                    new Finding("forbidden", "things", 1, 1, "forbidden", "This must not be.", "Leave it out.")));
        }
        SortedMap<String, String> present = live.getOrDefault(request.stack(), new TreeMap<>());
        List<ResourceChange> changes = new ArrayList<>();
        wanted.forEach((name, value) -> {
            String before = present.get(name);
            if (request.mode() == Mode.ADOPT) {
                changes.add(change(name, value.equals(before) ? Action.NO_OP : Action.ADOPT, value, before));
                return;
            }
            Action action = before == null ? Action.CREATE : before.equals(value) ? Action.NO_OP : Action.UPDATE;
            changes.add(change(name, action, before, value));
        });
        present.forEach((name, value) -> {
            if (!wanted.containsKey(name)) {
                changes.add(change(name, Action.DELETE, value, null));
            }
        });
        if (!request.targets().isEmpty()) {
            changes.removeIf(change -> !request.targets().contains(change.address()));
        }
        Plan plan = new Plan(
                name(),
                request.declaration().name(),
                request.declaration().environment(),
                changes,
                new TreeMap<>(),
                changes.stream().map(FakeEngine::output).toList(),
                List.of(),
                List.of(),
                List.of(),
                request.targets());
        return new PlanOutcome.Planned(
                plan,
                liveRevision(request.scope(), request.stack()),
                new Artifact(plan.hash().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public DriftOutcome drift(PlanRequest request, RunLog log, Cancellation cancellation) {
        whileLooking.run();
        String reason = blind;
        if (reason != null) {
            return new DriftOutcome.Failed(reason);
        }
        SortedMap<String, String> present = live.getOrDefault(request.stack(), new TreeMap<>());
        List<ResourceChange> drift = new ArrayList<>();
        wanted(request).forEach((name, value) -> {
            if (!value.equals(present.get(name))) {
                drift.add(change(name, Action.UPDATE, value, present.get(name)));
            }
        });
        return new DriftOutcome.Found(drift);
    }

    @Override
    public boolean adopts() {
        return adopts;
    }

    @Override
    public boolean limits() {
        return limits;
    }

    private ResourceChange change(String name, Action action, @Nullable String before, @Nullable String after) {
        return new ResourceChange(
                type + "." + name, type, name, action, values(before), values(after), List.of(), List.of());
    }

    private static OutputChange output(ResourceChange change) {
        SortedMap<String, Value> after = new TreeMap<>();
        Value value = change.after().get("value");
        if (value != null) {
            after.put("", change.name().startsWith("late") && change.action().changes() ? new Value.Unknown() : value);
        }
        return new OutputChange(change.name(), change.action(), new TreeMap<>(), after);
    }

    @Override
    public SortedMap<String, OutputValue> outputs(TenantScope scope, StackId stack, String workspace) {
        SortedMap<String, OutputValue> outputs = new TreeMap<>();
        live.getOrDefault(stack, new TreeMap<>())
                .forEach((name, value) -> outputs.put(name, new OutputValue(CanonicalJson.text(value), false)));
        return outputs;
    }

    private static SortedMap<String, Value> values(@Nullable String value) {
        SortedMap<String, Value> values = new TreeMap<>();
        if (value != null) {
            values.put("value", Value.text(value));
        }
        return values;
    }

    private static SortedMap<String, String> wanted(PlanRequest request) {
        SortedMap<String, String> wanted = new TreeMap<>();
        if (request.tree() == null) {
            return wanted;
        }
        String path = request.declaration().path().isEmpty()
                ? "things"
                : request.declaration().path() + "/things";
        String text = request.tree()
                .read(path, 10_000)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        text.lines().filter(line -> line.contains("=")).forEach(line -> {
            int at = line.indexOf('=');
            String name = line.substring(0, at);
            String value = line.substring(at + 1);
            if (value.startsWith("$")) {
                value = JsonMapper.shared()
                        .readTree(request.inputs().get(value.substring(1)).json())
                        .stringValue();
            }
            wanted.put(name, name.startsWith("late") ? value + " as made" : value);
        });
        return wanted;
    }

    @Override
    public ApplyOutcome apply(ApplyRequest request, RunLog log) {
        SortedMap<String, String> present =
                live.computeIfAbsent(request.planned().stack(), _ -> new TreeMap<>());
        if (request.artifact() == null
                || !new String(request.artifact().bytes(), StandardCharsets.UTF_8)
                        .equals(request.plan().hash())) {
            return new ApplyOutcome.Failed("This is not the artifact of this plan", List.of());
        }
        SortedMap<String, String> wanted = wanted(request.planned());
        List<String> done = new ArrayList<>();
        for (ResourceChange change : request.plan().changes()) {
            if (!change.action().changes()) {
                continue;
            }
            beforeEach.run();
            if (change.action() == Action.ADOPT) {
                adopted.add(change.address());
                continue;
            }
            if (change.name().equals(broken)) {
                return new ApplyOutcome.Failed(change.name() + " is broken", done);
            }
            log.line("Doing " + change.address());
            if (change.action() == Action.DELETE) {
                present.remove(change.name());
            } else {
                present.put(change.name(), wanted.get(change.name()));
            }
            done.add(change.address());
        }
        return new ApplyOutcome.Applied();
    }

    @Override
    public String liveRevision(TenantScope scope, StackId stack) {
        return Sha256.hex(String.valueOf(live.getOrDefault(stack, new TreeMap<>())));
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration, CommitTree tree) {
        return Set.of(declaration.path());
    }

    Optional<String> value(StackId stack, String name) {
        return Optional.ofNullable(live.getOrDefault(stack, new TreeMap<>()).get(name));
    }
}
