package io.binome.drivers.docker;

import io.binome.kernel.HostId;
import io.binome.secrets.RegistryLogins;
import io.binome.sites.HostEndpoint;
import io.binome.sites.HostProbe;
import io.binome.workloads.ImageOwnership;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.Runtime.RuntimeUnavailable;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks engines that are not registered yet, each over connections of its own. */
public final class DockerProbe implements HostProbe {
    private static final HostId ANY = new HostId(new UUID(0, 0));

    private final DockerSettings settings;
    private final ImageOwnership ownership;
    private final InstantSource clock;

    public DockerProbe(DockerSettings settings, ImageOwnership ownership, InstantSource clock) {
        this.settings = settings;
        this.ownership = ownership;
        this.clock = clock;
    }

    @Override
    public Optional<String> check(HostEndpoint endpoint) {
        try (DockerHosts one = hosts(endpoint)) {
            new DockerRuntime(one, RegistryLogins.NONE, ownership, clock).facts(ANY);
            return Optional.empty();
        } catch (RuntimeUnavailable away) {
            return Optional.of(away.detail());
        } catch (RuntimeRefused refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /**
     * Engines say an id, which those of cloned machines share, and on some versions two engines of one machine. So of those
     * with the same id one is shown a volume, and the others are asked whether they have it.
     */
    @Override
    public Optional<HostEndpoint> same(HostEndpoint endpoint, Collection<HostEndpoint> others) {
        Optional<String> id = id(endpoint);
        if (id.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        List<HostEndpoint> alike = those(others, other -> id.equals(id(other)));
        if (alike.isEmpty()) {
            return Optional.empty();
        }
        String mark = "binome-same-" + UUID.randomUUID();
        try (DockerHosts one = hosts(endpoint)) {
            DockerHost engine = one.host(ANY);
            engine.json("keep a volume", "POST", "/volumes/create", "{\"Name\":\"" + mark + "\"}");
            try {
                return those(alike, other -> has(other, mark)).stream().findFirst();
            } finally {
                engine.json("remove a volume", "DELETE", "/volumes/" + mark, null);
            }
        } catch (RuntimeUnavailable | RuntimeRefused unwilling) {
            return Optional.empty();
        }
    }

    private interface Question {
        boolean ask(HostEndpoint endpoint);
    }

    /** All at once: one that is away takes seconds. */
    private static List<HostEndpoint> those(Collection<HostEndpoint> all, Question question) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<HostEndpoint, Future<Boolean>> asked = new LinkedHashMap<>();
            all.forEach(one -> asked.put(one, threads.submit(() -> question.ask(one))));
            return asked.entrySet().stream()
                    .filter(one -> answered(one.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private static boolean answered(Future<Boolean> question) {
        try {
            return question.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<String> id(HostEndpoint endpoint) {
        try (DockerHosts one = hosts(endpoint)) {
            String id = one.host(ANY)
                    .json("say who it is", "GET", "/info", null)
                    .path("ID")
                    .asString("");
            return Optional.of(id).filter(said -> !said.isEmpty());
        } catch (RuntimeUnavailable | RuntimeRefused away) {
            return Optional.empty();
        }
    }

    private boolean has(HostEndpoint endpoint, String volume) {
        try (DockerHosts one = hosts(endpoint)) {
            one.host(ANY).json("say what a volume is", "GET", "/volumes/" + volume, null);
            return true;
        } catch (RuntimeUnavailable | RuntimeRefused none) {
            return false;
        }
    }

    private DockerHosts hosts(HostEndpoint endpoint) {
        return new DockerHosts(_ -> Optional.of(endpoint), settings);
    }
}
