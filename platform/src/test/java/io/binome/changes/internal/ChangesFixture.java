package io.binome.changes.internal;

import static io.binome.testing.Eventually.eventuallySome;

import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.notifications.internal.DatabaseNotices;
import io.binome.repositories.PushLimits;
import io.binome.repositories.PushListener;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.repositories.internal.HostedGit;
import io.binome.runs.JobHandler;
import io.binome.runs.JobSettings;
import io.binome.runs.LogSettings;
import io.binome.runs.internal.DatabaseJobs;
import io.binome.runs.internal.DatabaseRuns;
import io.binome.runs.internal.JobRunner;
import io.binome.secrets.FakeSealing;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Stack;
import io.binome.stacks.internal.DatabaseStacks;
import io.binome.tenancy.Role;
import io.binome.tenancy.Standing;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseTenants;
import io.binome.testing.TestTenants;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The room over real PostgreSQL, real Git and real jobs; only the engine is a fake. */
public final class ChangesFixture implements AutoCloseable {
    private static final JobSettings QUICK = new JobSettings(
            8,
            8,
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            3,
            Duration.ofDays(1));

    public final TestDatabase database = TestDatabase.fresh();
    public final TenantScope scope = new TenantScope(new TenantId(UUID.randomUUID()));
    public final Actor author = new Actor.Person(new MemberId(UUID.randomUUID()), scope.tenant());
    public final Actor reviewer = new Actor.Person(new MemberId(UUID.randomUUID()), scope.tenant());
    public final FakeEngine engine = new FakeEngine();
    public final FakeGovernance governance = new FakeGovernance();
    public final Ledger ledger;
    public final Repositories repositories;
    public final DatabaseStacks stacks;
    public final DatabaseRuns runs;
    public final Changes changes;
    public final Repository repository;
    public final DatabaseJobs jobs;
    public final DatabaseNotices notices;
    private final JobRunner runner;

    ChangesFixture() {
        this(_ -> List.of());
    }

    /** @param more handlers of rooms that stand on this one */
    public ChangesFixture(Function<ChangesFixture, List<JobHandler>> more) {
        TestTenants.add(database, scope);
        person(author, Role.DEVELOPER);
        person(reviewer, Role.DEVELOPER);
        InstantSource clock = InstantSource.system();
        SystemIds ids = new SystemIds(clock);
        ledger = new DatabaseLedger(database.database(), clock);
        Tenants tenants = new DatabaseTenants(database.database(), ledger, clock, ids, new SecureRandom());
        jobs = new DatabaseJobs(clock, ids);
        notices = new DatabaseNotices(jobs, ids, clock);
        PushListener listener = ChangesRoom.listener(ledger, notices, jobs, tenants, ids, clock, "http://localhost");
        repositories = new HostedGit(
                        database.database(),
                        ledger,
                        tenants,
                        ids,
                        clock,
                        PushLimits.DEFAULT,
                        () -> listener,
                        Runnable::run)
                .repositories();
        stacks = new DatabaseStacks(database.database(), ids, List.of(engine, new FakeEngine(DocumentKind.ENGINE)));
        runs = new DatabaseRuns(database.database(), Notifications.NONE, clock, ids, LogSettings.defaults());
        ChangesRoom room = new ChangesRoom(
                database.database(),
                Notifications.NONE,
                ledger,
                repositories,
                stacks,
                runs,
                jobs,
                governance,
                governance.guidelines(),
                governance,
                governance,
                new FakeSealing(),
                notices,
                ids,
                clock);
        changes = room.changes();
        List<JobHandler> handlers = new ArrayList<>(room.handlers());
        handlers.addAll(more.apply(this));
        runner = new JobRunner(database.database(), Notifications.NONE, clock, ids, QUICK, handlers);
        runner.start();
        repository = repositories.create(scope, author, "shop");
    }

    /** Makes somebody a member of the tenant, or of the provider where the role is one of the provider's. */
    public Actor person(Actor actor, Role role) {
        if (actor instanceof Actor.Person person) {
            governance.person(new Standing(person.member(), person.home(), role, person.member() + "@example.org"));
        }
        return actor;
    }

    /** Pushes a branch off the default branch with these files; {@code binome.yaml} names a stack per folder. */
    public ChangeId push(String branch, Map<String, String> files) {
        return push(
                author,
                branch,
                repositories.head(scope, repository.id(), "main").orElse(null),
                files);
    }

    public ChangeId push(Actor actor, String branch, @Nullable String parent, Map<String, String> files) {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        repositories.write(
                scope,
                actor,
                repository.id(),
                new Repositories.BranchWrite(branch, parent, bytes, List.of(), "Change " + files.keySet() + "\n"));
        return changes.list(scope, ChangeFilter.ANY, PageRequest.first(100)).items().stream()
                .filter(change ->
                        change.branch().equals(branch) && !change.state().over())
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** Kinds of what people are told of a change, in order. */
    public List<String> told(ChangeId id) {
        List<String> kinds = new ArrayList<>();
        database.asOwner(
                sql -> kinds.addAll(sql.fetch("SELECT kind FROM notice WHERE subject = ? ORDER BY id", "change:" + id)
                        .getValues(0, String.class)));
        return kinds;
    }

    public static String manifest(String... stacks) {
        StringBuilder text = new StringBuilder("stacks:\n");
        for (String stack : stacks) {
            text.append("  ").append(stack).append(":\n    path: ").append(stack);
            text.append("\n    environment: production\n");
        }
        return text.toString();
    }

    /** Waits until the change is in this state, and nothing is on its way any more. */
    public Change await(ChangeId id, String state) {
        return await(id, change -> change.state().name().equals(state));
    }

    public Change await(ChangeId id, Predicate<Change> condition) {
        try {
            return eventuallySome(() -> Optional.of(changes.get(scope, id)).filter(condition));
        } catch (AssertionError never) {
            throw new AssertionError("It is " + changes.get(scope, id) + " with " + changes.activity(scope, id), never);
        }
    }

    public Change command(Actor actor, ChangeId id, ChangeCommand command) {
        return changes.command(scope, actor, id, command);
    }

    public Change approve(ChangeId id) {
        return command(
                reviewer, id, new ChangeCommand.Approve(changes.get(scope, id).fingerprint(), null));
    }

    public Change apply(ChangeId id) {
        return command(
                author, id, new ChangeCommand.Apply(changes.get(scope, id).fingerprint()));
    }

    /** From a push to merged. */
    public Change ship(String branch, Map<String, String> files) {
        ChangeId id = push(branch, files);
        await(id, "planned");
        approve(id);
        apply(id);
        return await(id, "merged");
    }

    public Stack stack(String name) {
        return stacks.byName(scope, repository.id(), name).orElseThrow();
    }

    public Optional<String> value(String stack, String thing) {
        return engine.value(stack(stack).id(), thing);
    }

    public String main() {
        return repositories.head(scope, repository.id(), "main").orElseThrow();
    }

    @Override
    public void close() {
        runner.close();
        runs.close();
        database.close();
    }
}
