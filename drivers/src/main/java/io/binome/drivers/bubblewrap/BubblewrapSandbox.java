package io.binome.drivers.bubblewrap;

import io.binome.drivers.network.AddressRules;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Confinement;
import io.binome.runs.Confinement.Limits;
import io.binome.runs.Ended;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import io.binome.runs.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confines runs on this machine: bubblewrap gives them namespaces and a root of their own, control groups bound what
 * they use, a file system of limited size what they keep, and a {@link FilteringProxy} whom they reach.
 */
public final class BubblewrapSandbox implements Sandbox, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BubblewrapSandbox.class);
    private static final TenantScope NOBODY = new TenantScope(new TenantId(new UUID(0, 0)));
    private final SandboxSettings settings;
    private final AddressRules addresses;
    private final RunMemory memory;
    private final SandboxUser users = new SandboxUser();
    private final ProcessStarter starter = new ProcessStarter();
    /** Clears away behind runs that are over, and makes ready for the next: nobody waits for either. */
    private final ExecutorService housekeeping = Executors.newVirtualThreadPerTaskExecutor();

    private final CompletableFuture<Prepared> prepared = new CompletableFuture<>();

    /** What was found on this machine. @param filter null where there is none for its processor */
    private record Machinery(
            RunHome home,
            ControlGroups groups,
            RunPlaces places,
            @Nullable Path filter) {}

    /** @param lacking why no run can be confined; null when one can */
    private record Prepared(
            @Nullable Machinery machinery, @Nullable String lacking) {}

    /**
     * Clears away what an earlier server left, and tries the sandbox once, so that {@link #unavailable} knows. That
     * begins here and is waited for by whoever needs it, so that it does not hold up a start.
     */
    public BubblewrapSandbox(SandboxSettings settings) {
        this.settings = settings;
        this.addresses = settings.addressRules();
        this.memory = new RunMemory(settings.memoryBytes());
        Thread.ofVirtual().name("sandbox-trial").start(() -> {
            try {
                prepared.complete(prepare());
            } catch (RuntimeException failed) {
                prepared.completeExceptionally(failed);
            }
        });
    }

    private Prepared prepare() {
        Machinery found = null;
        String lacking;
        try {
            found = find();
            lacking = trial(found);
        } catch (IOException lacks) {
            lacking = "No run can be confined on this machine: " + lacks.getMessage() + ".";
        }
        if (lacking != null) {
            LOG.warn("{}", lacking);
        }
        return new Prepared(found, lacking);
    }

    private Machinery find() throws IOException {
        for (String program : List.of(settings.bubblewrap(), settings.relay())) {
            if (Program.find(program).isEmpty()) {
                throw new IOException("the program " + program + " is not installed");
            }
        }
        ControlGroups groups;
        try {
            groups = ControlGroups.find();
        } catch (IOException unusable) {
            throw new IOException(
                    "it has no control groups that this server may use (" + unusable.getMessage()
                            + "); start it as root, or as a systemd unit with Delegate=yes",
                    unusable);
        }
        RunHome home = RunHome.open(settings.folder());
        Path filter = null;
        Optional<byte[]> program = SystemCallFilter.program();
        if (program.isPresent()) {
            filter = Files.write(home.folder().resolve("filter"), program.get());
        }
        boolean mounts = settings.ownDisks() && users.root() && canMount(home);
        if (!mounts) {
            LOG.info("Runs get no file systems of their own here; their folders are watched instead");
        }
        return new Machinery(home, groups, new RunPlaces(home, mounts), filter);
    }

    private static boolean canMount(RunHome home) throws IOException {
        Path place = home.place();
        try {
            RunDisk.Mounted.make(place, 16 << 20).remove();
            return true;
        } catch (IOException cannot) {
            LOG.info("No file system can be mounted for runs: {}", cannot.getMessage());
            return false;
        } finally {
            Trees.delete(place);
        }
    }

    private @Nullable String trial(Machinery found) {
        Limits limits = new Limits(32 << 20, 1_000, 16, 16 << 20, Duration.ofSeconds(20), 4_096);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (RunMemory.Share share = () -> {};
                Confined place = place(
                        found,
                        new Confinement(NOBODY, "trial", List.of(), limits, NetworkPolicy.NONE, Map.of()),
                        RunLog.NONE,
                        share,
                        () -> {})) {
            Ended ended = place.run(Command.of("true"), OutputStream.nullOutputStream(), said, Cancellation.NONE);
            return ended.succeeded() ? null : refusal(ended.sentence() + " " + said.toString(StandardCharsets.UTF_8));
        } catch (SandboxUnavailable failed) {
            return refusal(String.valueOf(failed.getMessage()));
        }
    }

    private static String refusal(String why) {
        return "No run can be confined on this machine: a trial failed. " + why.strip();
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.ofNullable(prepared.join().lacking());
    }

    @Override
    public Confined open(Confinement confinement, RunLog log, Cancellation cancellation) {
        Prepared ready = prepared.join();
        Machinery machinery = ready.machinery();
        if (machinery == null || ready.lacking() != null) {
            throw new SandboxUnavailable(String.valueOf(ready.lacking()));
        }
        RunMemory.Share share =
                memory.take(confinement.scope().tenant(), confinement.limits().memoryBytes(), log, cancellation);
        boolean opened = false;
        try {
            if (cancellation.requested()) {
                throw new CancellationException("Cancelled before it began");
            }
            long disk = confinement.limits().diskBytes();
            Confined place = place(
                    machinery, confinement, log, share, () -> machinery.places().makeAhead(disk));
            opened = true;
            return place;
        } finally {
            if (!opened) {
                share.close();
            }
        }
    }

    /** @param then after it is cleared away */
    private Confined place(Machinery found, Confinement confinement, RunLog log, RunMemory.Share share, Runnable then) {
        int user = users.take();
        Path folder = null;
        ControlGroups.Group group = null;
        RunDisk disk = null;
        try {
            RunPlaces.Empty empty = found.places().take(confinement.limits().diskBytes());
            folder = empty.folder();
            disk = empty.disk();
            group = found.groups().create(found.home().groupName(folder), confinement.limits());
            RunHome.remember(folder, group);
            for (String name : List.of("folder", "tmp")) {
                Path made = Files.createDirectory(disk.root().resolve(name));
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
                users.own(made, user);
            }
            FilteringProxy proxy = null;
            if (!(confinement.network() instanceof NetworkPolicy.None)
                    || !confinement.doors().isEmpty()) {
                Path socket = folder.resolve("proxy");
                proxy = FilteringProxy.onSocket(socket, confinement, addresses, log);
                users.own(socket, user);
            }
            return new ConfinedRun(
                    new ConfinedRun.Place(
                            folder, found.home().folder(), group, disk, user, found.filter(), proxy, share),
                    confinement,
                    settings,
                    users,
                    starter,
                    clearing -> keepHouse(() -> {
                        clearing.run();
                        then.run();
                    }));
        } catch (IOException failed) {
            ConfinedRun.clear(folder, group, disk);
            users.giveBack(user);
            throw new SandboxUnavailable(
                    "The place of the run could not be made: " + failed.getMessage() + ". Nothing has run.", failed);
        }
    }

    private void keepHouse(Runnable work) {
        try {
            housekeeping.execute(work);
        } catch (RejectedExecutionException closed) {
            // A run that outlived the sandbox leaves nothing behind either.
            work.run();
        }
    }

    /** Where this process keeps its runs; empty where none can be confined. */
    Optional<Path> home() {
        Machinery machinery = prepared.join().machinery();
        return machinery == null
                ? Optional.empty()
                : Optional.of(machinery.home().folder());
    }

    /** Its runs must be closed; what is left of them dies with the threads that started it. */
    @Override
    public void close() {
        Machinery machinery = prepared.join().machinery();
        housekeeping.close();
        starter.close();
        if (machinery != null) {
            machinery.places().close();
            machinery.home().close();
        }
    }
}
