package io.binome.workloads;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.runs.Cancellation;
import io.binome.stacks.Value;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The port of what runs containers on hosts. Its steps are small, idempotent where they can be, and refuse what would
 * break isolation whoever asks. Ownership is never read from labels: callers say which container is whose, by the ids
 * that this port returned. All methods throw {@link RuntimeUnavailable} when the host does not answer, and
 * {@link RuntimeRefused} when it says no.
 */
public interface Runtime {
    HostFacts facts(HostId host);

    // ---- images

    /**
     * What a reference means now. Asks the registry; where that does not answer, or the image exists only on the host,
     * the host's own image counts.
     */
    ImageResolution resolve(HostId host, ImageReference image);

    /**
     * Makes a pinned image present on the host for this tenant. An image that is there already is used only when the
     * tenant may ({@link ImageOwnership}), else the registry is asked with the tenant's own credentials.
     */
    void pull(HostId host, TenantScope scope, PinnedImage image, Consumer<String> progress, Cancellation cancellation);

    /** Builds with the host's builder, without host network, under limits. The context is a tar stream. */
    BuildOutcome build(HostId host, BuildRequest request, Consumer<String> log, Cancellation cancellation);

    /**
     * Images that no container uses and that are not in {@code keep}.
     *
     * @param keep ids on the host or digests in a registry, all {@code sha256:…}
     */
    List<UnusedImage> unusedImages(HostId host, Set<String> keep);

    /** Never by force. @return false when a container was made of it meanwhile, or it is gone */
    boolean removeImage(HostId host, String id);

    // ---- networks and volumes

    /** Makes the network be there; isolated from all other tenants', from the host and from metadata addresses. */
    void ensureNetwork(HostId host, NetworkSpec network);

    void removeNetwork(HostId host, String networkName);

    void ensureVolume(HostId host, VolumeSpec volume);

    /** Destroys the data. Only for volumes whose days of keeping are over. */
    void removeVolume(HostId host, VolumeId volume);

    Set<VolumeId> volumes(HostId host);

    /** What each of them holds, in bytes, as far as the host can tell. May take the host minutes. */
    Map<VolumeId, Long> volumeSizes(HostId host);

    // ---- containers

    /**
     * Creates a container without starting it. The same replica twice gives the same container, and brings its
     * {@link ContainerSpec.Mount.File files} to the host again.
     *
     * <p>Refused with {@link RuntimeRefused.Reason#ISOLATION} when the tenant may not use the image, and with
     * {@link RuntimeRefused.Reason#OTHER} when the image declares a volume for which the specification has no mount:
     * Docker would make an anonymous one, and its data would be lost with the container.
     */
    String create(HostId host, ContainerSpec spec);

    /**
     * Starts a created or stopped container; nothing happens to one that runs. Files of a container live in the host's
     * memory only: after the host or its engine was restarted this is refused with
     * {@link RuntimeRefused.Reason#FILES_MISSING}, and {@link #create} with the same specification brings them back.
     */
    void start(HostId host, String containerId);

    /** Sends the stop signal, waits for the grace period, then kills. */
    void stop(HostId host, String containerId, Duration grace);

    /** Removes a container and what was made for it alone; its named volumes stay. */
    void remove(HostId host, String containerId);

    /** Changes limits of a running container without restarting it. */
    void updateLimits(HostId host, String containerId, ContainerSpec.Limits limits);

    /**
     * What {@link ObservedContainer#attributes} holds under these paths for a container that is as this specification
     * asks; it may hold more, which the image brought. The base of any comparison; asks no host.
     */
    SortedMap<String, Value> expected(ContainerSpec spec);

    Optional<ObservedContainer> inspect(HostId host, String containerId);

    /** All containers that this port made on the host, of one stack or of all, with live state and attributes. */
    List<ObservedContainer> observe(HostId host, Optional<StackId> stack);

    /** Where the edge reaches a port of a running container. */
    Address address(HostId host, String containerId, int containerPort);

    // ---- streams

    /** Calls back until closed; after a gap it says {@link RuntimeEvent.Resync}, and the listener looks for itself. */
    AutoCloseable follow(HostId host, Consumer<RuntimeEvent> listener);

    /** Blocks until the log ends, or, when following, until cancelled. */
    void logs(HostId host, String containerId, LogRequest request, Consumer<LogLine> lines, Cancellation cancellation);

    Usage usage(HostId host, String containerId);

    /** Runs a command in a container; the streams belong to the caller. */
    ExecSession exec(HostId host, String containerId, List<String> command, boolean terminal);

    /** An address that the edge can connect to. */
    record Address(String host, int port) {}

    /** An open command in a container. */
    interface ExecSession extends AutoCloseable {
        OutputStream input();

        InputStream output();

        void resize(int columns, int rows);

        /** Waits for the end. */
        int exitCode();

        @Override
        void close();
    }

    /** @param since null from the beginning; {@code tail} last lines only, negative for all */
    record LogRequest(java.time.@org.jspecify.annotations.Nullable Instant since, int tail, boolean follow) {}

    record LogLine(java.time.Instant at, boolean error, String text) {}

    /**
     * Present use, from the kernel's counters.
     *
     * @param cpuNanos cumulative since the container started
     */
    record Usage(long cpuNanos, long memoryBytes, int pids, java.time.Instant at) {}

    /** @param id on the host, {@code sha256:…} */
    record UnusedImage(String id, long bytes, java.time.Instant madeAt) {}

    /**
     * The host did not answer; nothing is known to have changed. The message is fit for a client's eyes: it names no server
     * and no address.
     */
    final class RuntimeUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String detail;

        public RuntimeUnavailable(String message, Throwable cause) {
            this(message, message, cause);
        }

        public RuntimeUnavailable(String message, String detail, Throwable cause) {
            super(message, cause);
            this.detail = detail;
        }

        /** The same for the provider's people: which engine at which address, and what its connection said. */
        public String detail() {
            return detail;
        }
    }

    /** The host answered no. The message is fit for the run's log: it names no server and no address. */
    final class RuntimeRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        public RuntimeRefused(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }

        /** Why, as far as it matters to the caller. */
        public enum Reason {
            NOT_FOUND,
            CONFLICT,
            PORT_TAKEN,
            NO_SPACE,
            UNAUTHORIZED,
            ISOLATION,
            FILES_MISSING,
            OTHER
        }
    }
}
