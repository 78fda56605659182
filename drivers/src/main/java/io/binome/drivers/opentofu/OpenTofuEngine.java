package io.binome.drivers.opentofu;

import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.opentofu.PlanDrift;
import io.binome.opentofu.PlanNormaliser;
import io.binome.opentofu.TerraformPlan;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.runs.Sandbox;
import io.binome.secrets.SecretStore;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Artifact;
import io.binome.stacks.DriftOutcome;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.StackDeclaration;
import io.binome.states.RunDoor;
import io.binome.states.StateAccess;
import io.binome.states.StateKey;
import io.binome.states.StateSummary;
import io.binome.states.StateVersion;
import io.binome.states.States;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plans and applies stacks of OpenTofu and Terraform. What is reviewed is the plan's JSON; what is applied is the saved
 * plan file of that review, after another plan has shown that it would still be the same.
 */
public final class OpenTofuEngine implements Engine {
    public static final String NAME = "opentofu";

    /** Under which a plan's resolutions keep by which program it was made. */
    static final String PROGRAM = "program";

    /** In the place of addresses where nobody knows which. */
    private static final String A_PART = "a part of it";

    private static final int LARGEST_PLAN_FILE = 64 << 20;

    private final ProgramCatalogue programs;
    private final RunStage.Shared shared;
    private final States states;
    private final InstantSource clock;

    /** @param providers what runs have fetched, for later runs; null to fetch each time */
    public OpenTofuEngine(
            OpenTofuSettings settings,
            Sandbox sandbox,
            States states,
            StateAddresses addresses,
            RunDoor door,
            SecretStore secrets,
            @Nullable ProviderCache providers,
            InstantSource clock) {
        this.programs = ProgramCatalogue.ofMachine(settings.versions());
        this.shared = new RunStage.Shared(settings, sandbox, states, addresses, door, secrets, providers);
        this.states = states;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PlanOutcome plan(PlanRequest request, RunLog log, Cancellation cancellation) {
        StackDeclaration declaration = request.declaration();
        CommitTree tree = request.tree() == null ? request.before() : request.tree();
        String live = liveRevision(request.scope(), request.stack());
        if (tree == null) {
            return nothingIsLeft(request, live)
                    ? new PlanOutcome.Planned(empty(declaration), live)
                    : new PlanOutcome.Failed("The files by which this stack was applied are not known any more, and it"
                            + " takes them to remove what it made.");
        }
        Configuration configuration = Configuration.of(declaration, tree);
        Program program;
        switch (choose(request, configuration)) {
            case ProgramCatalogue.Choice.Missing missing -> {
                log.line(missing.reason());
                return new PlanOutcome.Failed(missing.reason());
            }
            case ProgramCatalogue.Choice.Found found -> program = found.program();
        }
        log.line("Planning with " + program.words());
        try (RunStage stage = RunStage.open(
                shared,
                new RunStage.Asked(request, tree, StateAccess.READ, program, null),
                configuration,
                log,
                cancellation)) {
            ProgramRun.Said init = stage.init();
            if (!init.succeeded()) {
                return refused(init);
            }
            List<String> all = new ArrayList<>(stage.planOptions());
            if (request.mode() == Mode.ADOPT) {
                all.add("-refresh-only");
            }
            if (request.tree() == null) {
                all.add("-destroy");
            }
            ProgramRun.Said planned = stage.run().plan(all);
            if (!planned.succeeded()) {
                return refused(planned);
            }
            Read read = read(stage, request);
            if (configuration.restless() || stage.fetchedRestless()) {
                read = settled(stage, request, read.plan(), all, log);
            }
            Plan plan = read.plan();
            if (request.mode() == Mode.ADOPT) {
                plan = PlanDrift.adoption(plan);
            }
            byte[] file = read.file();
            return new PlanOutcome.Planned(
                    resolved(plan, request, stage, program),
                    live,
                    new PlanFile(program.words(), live, file).artifact());
        } catch (RunFolder.Unfit unfit) {
            log.line(unfit.sentence());
            return new PlanOutcome.Failed(unfit.sentence());
        } catch (Sandbox.SandboxUnavailable unavailable) {
            log.line(String.valueOf(unavailable.getMessage()));
            return new PlanOutcome.Failed(String.valueOf(unavailable.getMessage()));
        } catch (IOException failed) {
            return new PlanOutcome.Failed("The plan could not be made: " + failed.getMessage());
        }
    }

    /** Planned again when the configuration gives other values each time: those are no part of what is reviewed. */
    private Read settled(RunStage stage, PlanRequest request, Plan first, List<String> options, RunLog log)
            throws IOException {
        Instant firstAt = clock.instant();
        ProgramRun.Said again = stage.run().plan(options);
        if (!again.succeeded()) {
            throw new IOException(again.reason());
        }
        Read second = read(stage, request);
        PlanNormaliser.Normalised normalised = PlanNormaliser.compare(first, firstAt, second.plan(), clock.instant());
        if (!normalised.paths().isEmpty()) {
            log.line("New at every plan, and no part of what is compared: "
                    + normalised.paths().stream()
                            .map(PlanNormaliser.Place::toString)
                            .collect(Collectors.joining(", ")));
        }
        return new Read(normalised.plan(), second.file());
    }

    /** A saved plan and what is in it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Read(Plan plan, byte[] file) {}

    /** The file is taken before it is shown: showing it starts providers, which are the author's choice. */
    private Read read(RunStage stage, PlanRequest request) throws IOException {
        StackDeclaration declaration = request.declaration();
        byte[] file = stage.confined()
                .read(ProgramRun.PLAN_FILE, LARGEST_PLAN_FILE)
                .orElseThrow(() -> new IOException("the plan left no file"));
        TerraformPlan read = stage.run()
                .show(stream -> TerraformPlan.read(
                        stream,
                        new TerraformPlan.Subject(NAME, declaration.name(), declaration.environment()),
                        stage.fingerprinter()));
        if (read.errored()) {
            throw new IOException("planning broke off");
        }
        if (!read.unread().isEmpty()) {
            throw new IOException("it has parts that cannot be reviewed here: " + String.join(", ", read.unread()));
        }
        return new Read(read.plan(), file);
    }

    /** With what it was made with, and for. */
    private static Plan resolved(Plan plan, PlanRequest request, RunStage stage, Program program) {
        TreeMap<String, String> resolutions = new TreeMap<>(stage.resolutions());
        resolutions.put(PROGRAM, program.words());
        return new Plan(
                plan.engine(),
                plan.stack(),
                plan.environment(),
                plan.changes(),
                resolutions,
                plan.outputs(),
                plan.drift(),
                plan.checks(),
                plan.deferred(),
                request.targets());
    }

    private static Plan empty(StackDeclaration declaration) {
        return new Plan(NAME, declaration.name(), declaration.environment(), List.of(), new TreeMap<>());
    }

    private boolean nothingIsLeft(PlanRequest request, String live) {
        return live.isEmpty()
                || states.list(request.scope(), request.stack()).stream().allMatch(one -> one.latest() == null);
    }

    /** The program of an earlier plan is used again: another one could plan otherwise. */
    private ProgramCatalogue.Choice choose(PlanRequest request, Configuration configuration) {
        String before = request.resolutions().get(PROGRAM);
        Optional<Program> same = before == null ? Optional.empty() : programs.exactly(before);
        return same.<ProgramCatalogue.Choice>map(ProgramCatalogue.Choice.Found::new)
                .orElseGet(() -> programs.choose(request.declaration().tool().version(), configuration.required()));
    }

    /**
     * By a whole plan of what is applied, which refreshes as well: a plan that only refreshes would not see that the state
     * was altered. It reads the state without a lock and with a credential that cannot write.
     */
    @Override
    public DriftOutcome drift(PlanRequest request, RunLog log, Cancellation cancellation) {
        return switch (plan(request, log, cancellation)) {
            case PlanOutcome.Planned planned -> new DriftOutcome.Found(PlanDrift.of(planned.plan()));
            case PlanOutcome.Refused refused -> {
                Finding first = refused.findings().getFirst();
                yield new DriftOutcome.Failed("What is applied can no longer be planned: " + first.reason());
            }
            case PlanOutcome.Failed failed -> new DriftOutcome.Failed(failed.reason());
        };
    }

    @Override
    public boolean adopts() {
        return true;
    }

    @Override
    public boolean limits() {
        return true;
    }

    private static PlanOutcome refused(ProgramRun.Said said) {
        var findings = said.messages().findings();
        return findings.isEmpty() ? new PlanOutcome.Failed(said.reason()) : new PlanOutcome.Refused(findings);
    }

    @Override
    public ApplyOutcome apply(ApplyRequest request, RunLog log) {
        if (request.plan().isEmpty()) {
            return new ApplyOutcome.Applied();
        }
        Artifact artifact = request.artifact();
        PlanRequest planned = request.planned();
        CommitTree tree = planned.tree() == null ? planned.before() : planned.tree();
        if (artifact == null || tree == null) {
            return new ApplyOutcome.Failed("The plan file is not there any more: plan it anew.", List.of());
        }
        PlanFile file = PlanFile.of(artifact);
        if (!file.liveRevision().equals(liveRevision(planned.scope(), planned.stack()))) {
            return moved(request, log);
        }
        Optional<Program> program = programs.exactly(file.program());
        if (program.isEmpty()) {
            return new ApplyOutcome.Failed(
                    "This was planned with " + file.program() + ", which is not on this server any more: plan it anew.",
                    List.of());
        }
        Configuration configuration = Configuration.of(planned.declaration(), tree);
        Cancellation cancellation = request.lease().cancellation();
        try (RunStage stage = RunStage.open(
                shared,
                new RunStage.Asked(planned, tree, StateAccess.WRITE, program.get(), file),
                configuration,
                log,
                cancellation)) {
            ProgramRun.Said init = stage.init();
            if (!init.succeeded()) {
                return new ApplyOutcome.Failed(init.reason(), List.of());
            }
            return applied(stage, planned, file);
        } catch (ProblemException problem) {
            // A secret that is not lent, a store that is sealed: nothing was begun.
            return new ApplyOutcome.Failed(problem.problem().message(), List.of());
        } catch (RunFolder.Unfit unfit) {
            return new ApplyOutcome.Failed(unfit.sentence(), List.of());
        } catch (Sandbox.SandboxUnavailable unavailable) {
            return new ApplyOutcome.Failed(String.valueOf(unavailable.getMessage()), List.of());
        } catch (IOException failed) {
            return new ApplyOutcome.Failed("The apply could not be begun: " + failed.getMessage(), List.of());
        }
    }

    private ApplyOutcome applied(RunStage stage, PlanRequest planned, PlanFile file) throws IOException {
        ProgramRun.Said applied;
        try {
            applied = stage.apply();
        } catch (Sandbox.SandboxUnavailable broken) {
            stage.rescueState();
            // It may have begun, and nobody saw how far it came.
            return new ApplyOutcome.Failed("The apply broke off: " + broken.getMessage(), List.of(A_PART));
        }
        String lost = stage.rescueState();
        if (lost != null) {
            return new ApplyOutcome.Failed((applied.succeeded() ? "" : applied.reason() + " ") + lost, List.of(A_PART));
        }
        if (applied.succeeded()) {
            return new ApplyOutcome.Applied();
        }
        if (applied.messages().says("Saved plan is stale")
                && applied.messages().done().isEmpty()) {
            return new ApplyOutcome.Stale("the state has changed since it was planned");
        }
        List<String> done = applied.messages().done();
        return new ApplyOutcome.Failed(applied.reason(), done.isEmpty() ? somethingDone(planned, file) : done);
    }

    /** Whether the state has moved by this apply, though nothing says by what. */
    private List<String> somethingDone(PlanRequest planned, PlanFile file) {
        return file.liveRevision().equals(liveRevision(planned.scope(), planned.stack())) ? List.of() : List.of(A_PART);
    }

    /**
     * The state is not the one that this was planned from. Where an earlier attempt of this very apply was cut off, it may
     * have done all of it.
     */
    private ApplyOutcome moved(ApplyRequest request, RunLog log) {
        if (request.lease().attempt() <= 1) {
            return new ApplyOutcome.Stale("the state has changed since it was planned");
        }
        log.line("An earlier attempt was cut off. Looking at how far it came.");
        return switch (plan(request.planned(), log, request.lease().cancellation())) {
            case PlanOutcome.Planned left
            when left.plan().isEmpty() ->
                new ApplyOutcome.Applied(List.of("It was cut off while it was applied, and found complete."));
            case PlanOutcome.Planned left ->
                new ApplyOutcome.Failed(
                        "It was cut off while it was applied, with "
                                + left.plan().changes().stream()
                                        .filter(change -> change.acts())
                                        .count()
                                + " resources left to do. Retry does what is left.",
                        List.of(A_PART));
            case PlanOutcome.Refused refused ->
                new ApplyOutcome.Failed(refused.findings().getFirst().reason(), List.of(A_PART));
            case PlanOutcome.Failed failed -> new ApplyOutcome.Failed(failed.reason(), List.of(A_PART));
        };
    }

    @Override
    public String liveRevision(TenantScope scope, StackId stack) {
        return states.list(scope, stack).stream()
                .sorted(Comparator.comparing(one -> one.key().workspace()))
                .map(OpenTofuEngine::revision)
                .collect(Collectors.joining(" "));
    }

    private static String revision(StateSummary state) {
        StateVersion latest = state.latest();
        return state.key().workspace() + ":" + (latest == null ? "none" : latest.serial() + ":" + latest.id());
    }

    @Override
    public SortedMap<String, OutputValue> outputs(TenantScope scope, StackId stack, String workspace) {
        StateVersion newest =
                states.latest(scope, new StateKey(stack, workspace)).orElse(null);
        if (newest == null || newest.encrypted()) {
            return Collections.emptySortedMap();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            states.copy(scope, newest.id(), body);
            return StateOutputs.read(new ByteArrayInputStream(body.toByteArray()));
        } catch (IOException unreadable) {
            throw new IllegalStateException("The state of " + stack + " cannot be read", unreadable);
        }
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration, CommitTree tree) {
        try {
            return Configuration.of(declaration, tree).paths();
        } catch (ProblemException unreadable) {
            return Set.of(declaration.path());
        }
    }
}
