package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.StackPlan;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PlanId;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.Risk;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.runs.Run;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Makes the values that the preview's rooms hold, and puts runs and stacks where they belong. */
final class PreviewMaker {
    final FakeChanges changes;
    final FakeStacks stacks;
    final FakeWorkloads workloads;
    final FakeRuns runs;
    final FakeDrifts drifts;
    final Instant now = Instant.now();

    PreviewMaker(FakeChanges changes, FakeStacks stacks, FakeWorkloads workloads, FakeRuns runs, FakeDrifts drifts) {
        this.changes = changes;
        this.stacks = stacks;
        this.workloads = workloads;
        this.runs = runs;
        this.drifts = drifts;
    }

    /** Who and where: the tenant, its repository, commits, and people as the record calls them. */
    record Place(
            TenantId tenant,
            RepositoryId repository,
            String repositoryName,
            String base,
            String head,
            String developer,
            String lead) {}

    Change change(
            Place place,
            int number,
            String title,
            String opener,
            ChangeState state,
            List<Blocker> blockers,
            Change.Summary summary) {
        return new Change(
                new ChangeId(UUID.randomUUID()),
                place.repository(),
                place.repositoryName(),
                number,
                title,
                number == 12
                        ? "The new front answers health checks faster. The store was at 92 % last night.\nAgreed with the warehouse."
                        : "",
                "change-" + number,
                place.head(),
                place.base(),
                place.head(),
                state,
                false,
                opener,
                Set.of(opener),
                null,
                false,
                false,
                blockers,
                summary,
                1,
                "9f3c77aa51d04ebc",
                Risk.MEDIUM,
                null,
                null,
                now.minus(Duration.ofMinutes(3L * number)),
                now.minus(Duration.ofMinutes(2L + 14 - number)));
    }

    Activity step(String actor, String kind, Duration ago) {
        return new Activity.Step(now.minus(ago), actor, kind, Map.of(), null);
    }

    RunId run(Place place, Change change, StackId stack, Run.Kind kind, Run.State state, String log) {
        RunId id = new RunId(UUID.randomUUID());
        runs.add(
                place.tenant(),
                new Run(
                        id,
                        kind,
                        change.id(),
                        stack,
                        state,
                        place.developer(),
                        now.minusSeconds(130),
                        state.ended() ? now.minusSeconds(100) : null,
                        null,
                        log.length()),
                log);
        return id;
    }

    StackPlan plan(StackDeclaration declared, StackId stack, RunId run, List<ResourceChange> resources) {
        return plan(
                declared,
                stack,
                run,
                new Plan("compose", declared.name(), declared.environment(), resources, new TreeMap<>()));
    }

    StackPlan plan(StackDeclaration declared, StackId stack, RunId run, Plan plan) {
        return new StackPlan(
                new PlanId(UUID.randomUUID()),
                stack,
                declared,
                false,
                null,
                plan,
                plan.hash(),
                List.of(),
                null,
                List.of(),
                run,
                now.minus(Duration.ofMinutes(2)));
    }

    static ResourceChange resource(
            String address,
            String type,
            Action action,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> because,
            List<String> notes) {
        return new ResourceChange(
                address, type, address.substring(address.indexOf('.') + 1), action, before, after, because, notes);
    }

    static SortedMap<String, Value> values(Object... pairs) {
        SortedMap<String, Value> values = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], (Value) pairs[i + 1]);
        }
        return values;
    }

    static StackDeclaration declaration(String name, String environment) {
        return new StackDeclaration(name, "", "compose", environment, "paris", List.of(), List.of(), new TreeMap<>());
    }

    StackId stack(Place place, String name, String environment) {
        return stack(place, declaration(name, environment));
    }

    StackId stack(Place place, StackDeclaration declaration) {
        StackId id = new StackId(UUID.randomUUID());
        stacks.add(place.tenant(), new Stack(id, place.repository(), declaration, place.base(), null, null));
        workloads.owners.put(id, place.tenant());
        return id;
    }
}
