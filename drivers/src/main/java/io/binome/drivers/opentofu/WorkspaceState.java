package io.binome.drivers.opentofu;

import io.binome.kernel.ProblemException;
import io.binome.runs.Confined;
import io.binome.stacks.StackDeclaration;
import io.binome.states.LockInfo;
import io.binome.states.StateClient;
import io.binome.states.StateUpload;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.states.StatesProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The state of a workspace with a name. The http backend has no workspaces, so that {@code terraform.workspace} would read
 * {@code default}: here the program keeps the state in a file of the run's folder, by its backend "local", which has them.
 * The lock is taken before that file is laid out, and what the program writes there is brought to where states are kept
 * every few seconds while it works, and when it is through.
 */
final class WorkspaceState {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceState.class);
    /** Another than the usual one, whose states init would want to migrate. */
    private static final String FOLDER = "states.binome";

    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration LOCK_WAIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int LARGEST = 256 << 20;
    /** The programs write it among the first members. */
    private static final int HEAD = 1 << 10;

    private static final Pattern SERIAL = Pattern.compile("\"serial\"\\s*:\\s*(\\d{1,18})");

    private final States states;
    private final StateClient.OfRun client;
    private final Confined confined;
    private final String folder;
    private long kept = -1;
    private @Nullable String lost;

    /** @param stackPath of the stack in the repository */
    WorkspaceState(States states, StateClient.OfRun client, Confined confined, String stackPath) {
        this.states = states;
        this.client = client;
        this.confined = confined;
        this.folder =
                RunFolder.source(stackPath) + "/" + FOLDER + "/" + client.key().workspace();
    }

    /** Whether the http backend will not do. */
    static boolean isNamed(StackDeclaration declaration) {
        return !declaration.tool().workspace().equals(StackDeclaration.Tool.DEFAULT_WORKSPACE);
    }

    /** What the configuration is told of where its state is. */
    static String backend() {
        return "{\"terraform\": {\"backend\": {\"local\": {\"workspace_dir\": \"" + FOLDER + "\"}}}}\n";
    }

    Map<String, String> environment() {
        return Map.of("TF_WORKSPACE", client.key().workspace());
    }

    /** Puts what is kept into the folder; a workspace is there when its folder is. */
    void lay() throws IOException {
        Optional<StateVersion> latest = states.latest(client.scope(), client.key());
        if (latest.isEmpty()) {
            confined.write(folder + "/.keep", new byte[0]);
            return;
        }
        StateVersion version = latest.get();
        if (version.sizeBytes() > LARGEST) {
            throw new IOException("The state of workspace " + client.key().workspace() + " is too large for a run");
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream((int) version.sizeBytes());
        states.copy(client.scope(), version.id(), body);
        confined.write(file(), body.toByteArray());
        kept = version.serial();
    }

    private String file() {
        return folder + "/terraform.tfstate";
    }

    /**
     * Does something under the lock with the state as it is then. What the program had written is kept however that ends;
     * {@link #lost} says where that failed.
     *
     * @throws ProblemException with {@link StatesProblem.StateLocked} when somebody else holds it all the time; nothing is
     *     done then
     */
    <T> T locked(Supplier<T> work) throws IOException {
        LockInfo lock = new LockInfo(client.run().toString(), "OperationTypeApply", "", "", json());
        try {
            lock(lock);
            try {
                lay();
                return kept(work, lock);
            } finally {
                states.unlock(client.scope(), client.key(), client, lock);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("the run was interrupted", interrupted);
        }
    }

    private <T> T kept(Supplier<T> work, LockInfo lock) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Thread keeper = Thread.ofVirtual().name("workspace-state").start(() -> keepUntil(done, lock));
        try {
            return work.get();
        } finally {
            done.countDown();
            keeper.join();
            lost = keepLast(lock);
        }
    }

    private String json() {
        return JsonMapper.shared()
                .writeValueAsString(Map.of("ID", client.run().toString(), "Operation", "OperationTypeApply"));
    }

    /** As patient as the program is with the http backend. */
    private void lock(LockInfo lock) throws IOException, InterruptedException {
        long end = System.nanoTime() + LOCK_WAIT.toNanos();
        while (true) {
            try {
                states.lock(client.scope(), client.key(), client, lock);
                return;
            } catch (ProblemException held) {
                if (!(held.problem() instanceof StatesProblem.StateLocked) || System.nanoTime() >= end) {
                    throw held;
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    private void keepUntil(CountDownLatch done, LockInfo lock) {
        try {
            while (!done.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    keep(lock);
                } catch (IOException | RuntimeException notNow) {
                    // It was read while the program wrote it, or the database is away: the next time, or at the end.
                    LOG.debug("The state of run {} is not kept yet: {}", client.run(), notNow.toString());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String keepLast(LockInfo lock) {
        try {
            keep(lock);
            return null;
        } catch (IOException | RuntimeException failed) {
            LOG.error("The last state of run {} could not be kept: what it did is in no state", client.run(), failed);
            return "Its last state could not be kept: what it did after the one before is in no state.";
        }
    }

    /** Keeps what is in the folder, if that is newer than what was kept last. */
    private void keep(LockInfo lock) throws IOException {
        long serial = serial();
        if (serial <= kept) {
            return;
        }
        try (InputStream state =
                confined.open(file(), LARGEST).orElseThrow(() -> new IOException("The state is not there any more"))) {
            states.write(client.scope(), client.key(), client, lock.id(), new StateUpload(state, -1, null));
        }
        kept = serial;
    }

    /** Negative where the program has written none. */
    private long serial() throws IOException {
        Optional<InputStream> state = confined.open(file(), LARGEST);
        if (state.isEmpty()) {
            return -1;
        }
        try (InputStream content = state.get()) {
            Matcher serial = SERIAL.matcher(new String(content.readNBytes(HEAD), StandardCharsets.UTF_8));
            return serial.find() ? Long.parseLong(serial.group(1)) : -1;
        }
    }

    /** What somebody has to know about the last state; null when it was kept. */
    @Nullable
    String lost() {
        return lost;
    }

    /** Whether a file that the program left as its choice of a backend is this one. */
    static boolean isChosen(JsonNode backend) {
        return backend.path("type").asString("").equals("local")
                && backend.path("config").path("workspace_dir").asString("").equals(FOLDER);
    }
}
