package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import io.binome.kernel.StackId;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime.Address;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Containers of one host after they were created. */
final class HostContainers {
    /** More questions at once make a small engine slower, not faster. */
    private static final int AT_ONCE = 8;

    private final DockerHost host;

    HostContainers(DockerHost host) {
        this.host = host;
    }

    void start(String id) {
        host.guard().ensure();
        InspectContainerResponse container = find(id).orElseThrow(() -> missing(id));
        if (Boolean.TRUE.equals(container.getState().getRunning())) {
            return;
        }
        String files = ContainerAttributes.labels(container).getOrDefault(ContainerCreation.FILE_COUNT, "0");
        if (!files.equals("0") && !host.guard().holds(name(container))) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.FILES_MISSING,
                    "The files of this container are no longer in the host's memory, since its engine was restarted;"
                            + " they have to be brought again before it can start");
        }
        host.work("start a container", () -> {
            try {
                return host.client().startContainerCmd(id).exec();
            } catch (NotModifiedException runs) {
                return null;
            }
        });
    }

    void stop(String id, Duration grace) {
        int seconds = (int) Math.min(grace.toSeconds(), Integer.MAX_VALUE);
        host.within(host.settings().workWithin().plus(grace), "stop a container", () -> {
            try {
                return host.client().stopContainerCmd(id).withTimeout(seconds).exec();
            } catch (NotModifiedException stopped) {
                return null;
            }
        });
    }

    void remove(String id) {
        Optional<InspectContainerResponse> container = find(id);
        if (container.isEmpty()) {
            return;
        }
        host.work("remove a container", () -> {
            try {
                return host.client()
                        .removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(false)
                        .exec();
            } catch (NotFoundException gone) {
                return null;
            } catch (ConflictException already) {
                if (String.valueOf(already.getMessage()).contains("already in progress")) {
                    return null;
                }
                throw already;
            }
        });
        if (!ContainerAttributes.labels(container.get())
                .getOrDefault(ContainerCreation.FILE_COUNT, "0")
                .equals("0")) {
            host.guard().empty(name(container.get()));
        }
    }

    void updateLimits(String id, ContainerSpec.Limits limits) {
        host.work("change the limits of a container", () -> host.client()
                .updateContainerCmd(id)
                .withMemory(limits.memoryBytes())
                .withMemorySwap(limits.memoryBytes())
                .withNanoCPUs(limits.cpuMillis() * 1_000_000L)
                .withPidsLimit((long) limits.pids())
                .exec());
    }

    Optional<ObservedContainer> inspect(String id) {
        return find(id).map(ContainerReading::of);
    }

    List<ObservedContainer> observe(Optional<StackId> stack) {
        List<Container> listed = host.ask("list its containers", () -> {
            var command = host.client().listContainersCmd().withShowAll(true).withNameFilter(List.of("^/bn-"));
            stack.ifPresent(id -> command.withLabelFilter(List.of("io.binome.stack=" + id)));
            return command.exec();
        });
        List<Callable<Optional<ObservedContainer>>> questions = new ArrayList<>();
        for (Container container : listed) {
            String claimed =
                    container.getLabels() == null ? null : container.getLabels().get(ContainerCreation.REPLICA);
            if (Arrays.stream(container.getNames()).anyMatch(name -> ContainerNames.replica(name)
                    .filter(replica -> replica.toString().equals(claimed))
                    .isPresent())) {
                questions.add(() -> inspect(container.getId()));
            }
        }
        return all(questions);
    }

    private static List<ObservedContainer> all(List<Callable<Optional<ObservedContainer>>> questions) {
        Semaphore places = new Semaphore(AT_ONCE);
        List<ObservedContainer> found = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<ObservedContainer>>> answers = new ArrayList<>();
            for (Callable<Optional<ObservedContainer>> question : questions) {
                answers.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        return question.call();
                    } finally {
                        places.release();
                    }
                }));
            }
            for (Future<Optional<ObservedContainer>> answer : answers) {
                answer.get().ifPresent(found::add);
            }
            return found;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while looking at containers", stopped);
        }
    }

    Address address(String id, int containerPort) {
        InspectContainerResponse container = find(id).orElseThrow(() -> missing(id));
        return switch (host.endpoint()) {
            case HostEndpoint.UnixSocket local ->
                new Address(
                        reachable(container)
                                .map(ContainerNetwork::getIpAddress)
                                .orElseThrow(() -> unreachable(containerPort)),
                        containerPort);
            case HostEndpoint.Tcp tcp ->
                new Address(
                        tcp.edgeAddress(),
                        published(container.getNetworkSettings().getPorts(), containerPort));
        };
    }

    /** One that leads outside goes before internal ones, which nothing beyond the engine's own machine can ask. */
    private Optional<ContainerNetwork> reachable(InspectContainerResponse container) {
        List<ContainerNetwork> all = container.getNetworkSettings().getNetworks().values().stream()
                .filter(network -> network.getIpAddress() != null
                        && !network.getIpAddress().isEmpty())
                .toList();
        return all.size() < 2 ? all.stream().findFirst() : all.stream().min(Comparator.comparing(this::internal));
    }

    private boolean internal(ContainerNetwork network) {
        String id = network.getNetworkID();
        return host.ask("show a network", () -> {
            try {
                return id == null
                        || Boolean.TRUE.equals(host.client()
                                .inspectNetworkCmd()
                                .withNetworkId(id)
                                .exec()
                                .getInternal());
            } catch (NotFoundException gone) {
                return true;
            }
        });
    }

    private static int published(@Nullable Ports ports, int containerPort) {
        Ports.Binding[] bindings = ports == null ? null : ports.getBindings().get(ExposedPort.tcp(containerPort));
        if (bindings == null || bindings.length == 0 || bindings[0].getHostPortSpec() == null) {
            throw unreachable(containerPort);
        }
        return Integer.parseInt(bindings[0].getHostPortSpec());
    }

    private static RuntimeRefused unreachable(int containerPort) {
        return new RuntimeRefused(
                RuntimeRefused.Reason.NOT_FOUND,
                "Port " + containerPort + " of this container cannot be reached: it does not run, or has no network");
    }

    Optional<InspectContainerResponse> find(String id) {
        return host.ask("show a container", () -> {
            try {
                return Optional.of(host.client().inspectContainerCmd(id).exec());
            } catch (NotFoundException none) {
                return Optional.empty();
            }
        });
    }

    private static RuntimeRefused missing(String id) {
        return new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "No container " + id + " is on this host any more");
    }

    static String name(InspectContainerResponse container) {
        return container.getName().startsWith("/") ? container.getName().substring(1) : container.getName();
    }

    /** Volumes that an image declares and a specification has no mount for. */
    static Set<String> uncovered(Set<String> declared, List<ContainerSpec.Mount> mounts) {
        Set<String> left = new java.util.TreeSet<>(declared);
        mounts.forEach(mount -> left.remove(mount.target()));
        return left;
    }
}
