package io.binome.workloads.internal;

import io.binome.compose.ComposeLoader;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeProject;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.ComposeFilePlan;
import io.binome.workloads.PinnedImage;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Plans Compose files as if nothing of them ran yet, from the files alone. */
public final class FirstPlan {
    private static final String PLATFORM = "linux/amd64";
    private static final TenantScope NOBODY = new TenantScope(new TenantId(new UUID(0, 0)));
    private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

    private FirstPlan() {}

    public static ComposeFilePlan of(CommitTree tree, StackDeclaration declaration) {
        try {
            ComposeProject project = StackPreparation.load(ComposeLoader.create(), tree, declaration);
            return switch (StackReader.read(
                    project.tree(),
                    tree,
                    declaration,
                    TenantLimits.ofNewTenant(20_000, 20_099),
                    PLATFORM,
                    standIns(project.tree()))) {
                case StackReader.Outcome.Read(WantedStack wanted) ->
                    new ComposeFilePlan.Planned(plan(wanted, declaration));
                case StackReader.Outcome.Wrong(var findings) -> new ComposeFilePlan.Refused(findings);
            };
        } catch (PlanningStopped stopped) {
            if (stopped.outcome() instanceof PlanOutcome.Refused(var findings)) {
                return new ComposeFilePlan.Refused(findings);
            }
            throw stopped;
        }
    }

    private static Plan plan(WantedStack wanted, StackDeclaration declaration) {
        Map<String, SortedMap<String, Value>> attributes = new HashMap<>();
        wanted.services().forEach((name, service) -> {
            SortedMap<String, Value> values = ServiceAttributes.of(
                    NOBODY,
                    (scope, value) -> "not shown",
                    service,
                    new PinnedImage(service.image().reference(), NO_DIGEST),
                    Map.of());
            values.put("image.digest", new Value.Unknown());
            attributes.put(name, values);
        });
        return new Plan(
                ComposeEngine.NAME,
                declaration.name(),
                declaration.environment(),
                StackPlanner.changes(wanted, attributes, RecordedStack.NOTHING),
                new TreeMap<>());
    }

    /** What a store would lend. */
    private static StackSecrets standIns(Mapping project) {
        SortedMap<String, byte[]> values = new TreeMap<>();
        project.mapping("secrets").entries().forEach((key, value) -> {
            if (value instanceof Mapping declared && StackSecrets.isExternal(declared)) {
                values.put(key, new byte[0]);
            }
        });
        return new StackSecrets(values, new TreeMap<>());
    }
}
