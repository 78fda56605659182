package io.binome.drivers.opentofu;

import io.binome.kernel.ProblemException;
import io.binome.opentofu.Fingerprinter;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confinement;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import io.binome.runs.Sandbox;
import io.binome.runs.SecretSearch;
import io.binome.secrets.Borrower;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretStore;
import io.binome.stacks.Engine;
import io.binome.stacks.ResourceAddress;
import io.binome.stacks.StackDeclaration;
import io.binome.states.RunCredential;
import io.binome.states.RunDoor;
import io.binome.states.StateAccess;
import io.binome.states.StateAddress;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StateUpload;
import io.binome.states.States;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run of a stack with all that it is given: a confined folder, a credential for its state, the secrets it borrows. */
final class RunStage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunStage.class);
    private static final int LARGEST_STATE = 256 << 20;
    private static final int LARGEST_BACKEND = 1 << 20;

    /** What all runs share. */
    record Shared(
            OpenTofuSettings settings,
            Sandbox sandbox,
            States states,
            StateAddresses addresses,
            RunDoor door,
            SecretStore secrets,
            @Nullable ProviderCache providers) {}

    /**
     * @param tree the files to run with
     * @param plan the saved plan that is to be applied; null for a plan
     */
    record Asked(
            Engine.PlanRequest request,
            CommitTree tree,
            StateAccess access,
            Program program,
            @Nullable PlanFile plan) {}

    private final Shared shared;
    private final Asked asked;
    private final RunCredential credential;
    private final SecretStore.Lent lent;
    private final SecretSearch secrets;
    private final Confined confined;
    private final RunProviders providers;
    private final RunVariables variables;
    private final ProgramRun run;
    private final @Nullable WorkspaceState workspace;

    private RunStage(
            Shared shared,
            Asked asked,
            RunCredential credential,
            SecretStore.Lent lent,
            SecretSearch secrets,
            Confined confined,
            RunProviders providers,
            RunVariables variables,
            ProgramRun run,
            @Nullable WorkspaceState workspace) {
        this.shared = shared;
        this.asked = asked;
        this.credential = credential;
        this.lent = lent;
        this.secrets = secrets;
        this.confined = confined;
        this.providers = providers;
        this.variables = variables;
        this.run = run;
        this.workspace = workspace;
    }

    /**
     * Waits for its share of memory, and for secrets that are away.
     *
     * @throws ProblemException when a secret is not lent
     */
    static RunStage open(Shared shared, Asked asked, Configuration configuration, RunLog log, Cancellation cancellation)
            throws IOException, RunFolder.Unfit {
        Engine.PlanRequest request = asked.request();
        StackDeclaration declaration = request.declaration();
        StateAddress address = shared.addresses()
                .of(request.scope(), request.stack(), declaration.tool().workspace());
        Map<String, Confinement.Door> doors =
                Map.of(ProgramRun.STATE_HOST, new Confinement.Door(shared.door().address(), address.path()));
        NetworkPolicy network =
                network(shared.settings().network(), declaration.tool().network());
        PlanFile plan = asked.plan();
        RunProviders providers = RunProviders.of(
                request.scope(),
                shared.providers(),
                shared.settings().mirror(),
                asked.tree(),
                declaration.path(),
                plan == null ? null : plan.lockFile().orElse(null));
        List<Path> visible = new ArrayList<>(providers.readOnly());
        visible.add(asked.program().path());
        SecretStore.Lent lent = lend(shared, request, log, cancellation);
        try {
            RunCredential credential = shared.states()
                    .issue(
                            request.scope(),
                            request.stack(),
                            declaration.tool().workspace(),
                            request.run(),
                            asked.access());
            SecretSearch secrets = secrets(lent, request, credential);
            RunLog masked = new MaskedLog(log, secrets::masked);
            Confined confined = shared.sandbox()
                    .open(
                            new Confinement(
                                    request.scope(),
                                    declaration.name(),
                                    visible,
                                    shared.settings().limits(),
                                    network,
                                    doors),
                            masked,
                            cancellation);
            try {
                WorkspaceState workspace = WorkspaceState.isNamed(declaration)
                        ? new WorkspaceState(shared.states(), client(shared, credential), confined, declaration.path())
                        : null;
                RunFolder.lay(
                        confined,
                        asked.tree(),
                        configuration,
                        declaration.path(),
                        workspace == null ? RunFolder.BACKEND : WorkspaceState.backend());
                Map<String, String> environment = new HashMap<>();
                environment.put("CHECKPOINT_DISABLE", "1");
                environment.put("TF_IN_AUTOMATION", "1");
                environment.put("TF_INPUT", "0");
                RunVariables variables = RunVariables.give(request, lent.values(), confined);
                environment.putAll(variables.environment());
                environment.put("TF_CLI_CONFIG_FILE", providers.configure(confined));
                if (workspace == null) {
                    environment.putAll(ProgramRun.backend(address, credential));
                } else {
                    environment.putAll(workspace.environment());
                    workspace.lay();
                }
                ProgramRun run = new ProgramRun(
                        confined, asked.program(), declaration.path(), environment, secrets, masked, cancellation);
                RunStage stage = new RunStage(
                        shared, asked, credential, lent, secrets, confined, providers, variables, run, workspace);
                if (plan != null) {
                    stage.give(plan);
                }
                return stage;
            } catch (IOException | RunFolder.Unfit | RuntimeException failed) {
                confined.close();
                throw failed;
            }
        } catch (IOException | RunFolder.Unfit | RuntimeException failed) {
            lent.close();
            throw failed;
        }
    }

    /** All that must be seen nowhere: what was lent, secret outputs of other stacks, and the key to the state. */
    private static SecretSearch secrets(SecretStore.Lent lent, Engine.PlanRequest request, RunCredential credential) {
        List<byte[]> values = new ArrayList<>(lent.values().values());
        values.add(credential.password().getBytes(StandardCharsets.UTF_8));
        request.inputs().values().stream()
                .filter(Engine.OutputValue::sensitive)
                .forEach(input -> texts(JsonMapper.shared().readTree(input.json()), values));
        return SecretSearch.of(values);
    }

    private static void texts(JsonNode value, List<byte[]> texts) {
        if (value.isString()) {
            texts.add(value.stringValue().getBytes(StandardCharsets.UTF_8));
        } else if (value.isContainer()) {
            value.forEach(part -> texts(part, texts));
        } else if (!value.isNull() && !value.isBoolean()) {
            texts.add(value.asString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static SecretStore.Lent lend(
            Shared shared, Engine.PlanRequest request, RunLog log, Cancellation cancellation) {
        Set<SecretReference> references = new LinkedHashSet<>();
        for (StackDeclaration.SecretUse use : request.declaration().secrets()) {
            references.add(RunVariables.reference(use, request));
        }
        return shared.secrets()
                .lend(
                        request.scope(),
                        references,
                        new Borrower(
                                request.declaration().environment(),
                                request.stack(),
                                log,
                                cancellation,
                                shared.settings().patience()),
                        shared.settings().limits().time());
    }

    /** Of what the operator admits, what the stack asks for. */
    static NetworkPolicy network(NetworkPolicy admitted, @Nullable List<String> asked) throws RunFolder.Unfit {
        if (asked == null) {
            return admitted;
        }
        if (asked.isEmpty()) {
            return NetworkPolicy.NONE;
        }
        for (String host : asked) {
            if (!admitted.allows(host.startsWith("*.") ? "any" + host.substring(1) : host)) {
                throw new RunFolder.Unfit("The operator does not let runs reach " + host + " (" + admitted.words()
                        + "). Ask for it, or take it out of 'network' in binome.yaml.");
            }
        }
        return new NetworkPolicy.Hosts(Set.copyOf(asked));
    }

    /** Makes the folder ready, and keeps what was fetched for it. */
    ProgramRun.Said init() throws IOException, RunFolder.Unfit {
        ProgramRun.Said said = run.init();
        if (said.succeeded()) {
            requireOurBackend();
            providers.keep(confined, asked.request().declaration().path());
        }
        return said;
    }

    /** Whether a module that was fetched gives other values at each plan. To be asked after {@link #init}. */
    boolean fetchedRestless() throws IOException {
        return FetchedModules.restless(
                confined, RunFolder.source(asked.request().declaration().path()));
    }

    /** What a plan is told beside the files. */
    List<String> planOptions() throws RunFolder.Unfit {
        List<String> options = new ArrayList<>(variables.options());
        for (String target : asked.request().targets()) {
            if (!ResourceAddress.isValid(target)) {
                throw new RunFolder.Unfit("A plan cannot be limited to what is no address of a resource or a module.");
            }
            options.add("-target=" + target);
        }
        return options;
    }

    /** Puts a saved plan in its place, and the providers' checksums that it was made with. */
    private void give(PlanFile file) throws IOException {
        confined.write(ProgramRun.PLAN_FILE, file.file());
        Optional<byte[]> lockFile = file.lockFile();
        if (lockFile.isPresent()) {
            String folder = RunFolder.source(asked.request().declaration().path());
            confined.write(folder + "/" + RunProviders.LOCK_FILE, lockFile.get());
        }
    }

    /**
     * The program keeps a state that it could not hand over in a file: what it did must not be forgotten. To be called
     * when an apply did not succeed; never throws.
     *
     * @return what somebody has to know about it; null when there is nothing to say
     */
    @Nullable
    String rescueState() {
        if (workspace != null && workspace.lost() != null) {
            return workspace.lost();
        }
        String folder = RunFolder.source(asked.request().declaration().path());
        StateKey key = new StateKey(
                asked.request().stack(), asked.request().declaration().tool().workspace());
        try {
            Optional<byte[]> state = confined.read(folder + "/errored.tfstate", LARGEST_STATE);
            if (state.isEmpty()) {
                return null;
            }
            StateClient client = client(shared, credential);
            StateLock lock =
                    shared.states().summary(asked.request().scope(), key).lock();
            shared.states()
                    .write(
                            asked.request().scope(),
                            key,
                            client,
                            lock == null ? null : lock.info().id(),
                            new StateUpload(new ByteArrayInputStream(state.get()), state.get().length, null));
            return null;
        } catch (IOException | RuntimeException failed) {
            LOG.error(
                    "The state that an apply of stack {} could not hand over is lost: what it did is in no state",
                    asked.request().stack(),
                    failed);
            return "Its last state could not be kept: what it did after the one before is in no state.";
        }
    }

    /** Whatever the configuration says, the state is here and nowhere else. */
    void requireOurBackend() throws IOException, RunFolder.Unfit {
        String folder = RunFolder.source(asked.request().declaration().path());
        byte[] chosen = confined.read(folder + "/.terraform/terraform.tfstate", LARGEST_BACKEND)
                .orElseThrow(() -> new RunFolder.Unfit("The configuration keeps its state in no backend."));
        JsonNode backend = JsonMapper.shared().readTree(chosen).path("backend");
        JsonNode type = backend.path("type");
        boolean ours = workspace == null ? type.asString("").equals("http") : WorkspaceState.isChosen(backend);
        if (!ours) {
            throw new RunFolder.Unfit("An override file of the configuration puts the state into the backend "
                    + type.asString("") + ". Take it out: Binome keeps the state.");
        }
    }

    ProgramRun run() {
        return run;
    }

    /** Applies the saved plan, under the lock of its state. */
    ProgramRun.Said apply() throws IOException {
        Duration grace = shared.settings().grace();
        return workspace == null ? run.apply(grace) : workspace.locked(() -> run.apply(grace));
    }

    private static StateClient.OfRun client(Shared shared, RunCredential credential) throws IOException {
        return shared.states()
                .byCredential(credential.user(), credential.password())
                .orElseThrow(() -> new IOException("the run is over"));
    }

    Confined confined() {
        return confined;
    }

    /**
     * What names of secrets meant, by the names as they stand in the file: the same where an earlier plan had settled it,
     * so that planning again with its resolutions gives the same plan.
     */
    SortedMap<String, String> resolutions() {
        SortedMap<String, String> meant = new TreeMap<>();
        for (StackDeclaration.SecretUse use : asked.request().declaration().secrets()) {
            SecretReference named = SecretReference.parse("secrets." + use.name(), use.secret());
            if (!named.isPinned() && !named.isDynamic()) {
                meant.put(
                        named.resolutionKey(),
                        RunVariables.reference(use, asked.request())
                                .pinned(lent.resolutions())
                                .text());
            }
        }
        return meant;
    }

    Fingerprinter fingerprinter() {
        return new Fingerprinter() {
            @Override
            public String fingerprint(String json) {
                return lent.fingerprintOf(json);
            }

            @Override
            public boolean holdsSecret(String text) {
                return secrets.findsIn(text);
            }
        };
    }

    @Override
    public void close() {
        confined.close();
        lent.close();
    }
}
