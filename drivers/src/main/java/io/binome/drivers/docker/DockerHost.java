package io.binome.drivers.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.kernel.HostId;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.HostFacts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One engine. Every question to it has a deadline: an engine that takes connections and says nothing, as one that is
 * stopped does, is as unavailable as one that is gone.
 */
final class DockerHost implements AutoCloseable {
    /** Debian 12's engine; all that is used here is in it. */
    private static final String OLDEST_API = "1.41";
    /** docker-java knows no newer one. */
    private static final String NEWEST_API = "1.44";

    static final JsonMapper JSON = JsonMapper.shared();

    private final HostId id;
    private final HostEndpoint endpoint;
    private final DockerSettings settings;
    private final @Nullable MutualTlsContext tls;
    private final EngineHttp http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentHashMap<String, String> cgroupFolders = new ConcurrentHashMap<>();
    private final HostGuard guard;
    private @Nullable Connected connected;

    DockerHost(HostId id, HostEndpoint endpoint, DockerSettings settings) {
        this.id = id;
        this.endpoint = endpoint;
        this.settings = settings;
        this.tls =
                endpoint instanceof HostEndpoint.Tcp tcp && tcp.tls() != null ? MutualTlsContext.of(tcp.tls()) : null;
        this.http = new EngineHttp(endpoint, tls);
        this.guard = new HostGuard(this);
    }

    private record Connected(String api, DockerClient client, HostFacts facts) {}

    /** Work that may fail in any of the ways of a client. */
    interface Work<T> extends Callable<T> {}

    HostId id() {
        return id;
    }

    HostEndpoint endpoint() {
        return endpoint;
    }

    DockerSettings settings() {
        return settings;
    }

    HostGuard guard() {
        return guard;
    }

    EngineHttp http() {
        return http;
    }

    /** Whether its files, cgroups and container addresses are this machine's. */
    boolean local() {
        return endpoint instanceof HostEndpoint.UnixSocket;
    }

    DockerClient client() {
        return connection().client();
    }

    /** {@code /v1.41}, the newest that both sides speak. */
    String api() {
        return connection().api();
    }

    HostFacts facts() {
        return connection().facts();
    }

    /** Asks a simple question. {@code operation} completes "asked to …". */
    <T> T ask(String operation, Work<T> work) {
        return within(settings.answerWithin(), operation, work);
    }

    /** Asks for something that may take a while. */
    <T> T work(String operation, Work<T> work) {
        return within(settings.workWithin(), operation, work);
    }

    <T> T within(Duration deadline, String operation, Work<T> work) {
        Future<T> answer = threads.submit(work);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw EngineFailures.of(name(), operation, failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException silent) {
            answer.cancel(true);
            throw EngineFailures.unavailable(
                    name(), operation, new IOException("no answer within " + deadline.toSeconds() + " s", silent));
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw EngineFailures.unavailable(name(), operation, stopped);
        }
    }

    /** A control call that docker-java does not have; the answer as JSON. */
    JsonNode json(String operation, String method, String path, @Nullable String body) {
        return ask(operation, () -> {
            try (Answer answer =
                    body == null ? http.send(method, api() + path, Map.of(), null) : http.post(api() + path, body)) {
                String text = answer.text();
                if (!answer.ok()) {
                    throw EngineFailures.refused(operation, answer.status(), text);
                }
                return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
            }
        });
    }

    /** Asks the engine afresh what it is; the way to find out whether it answers at all. */
    HostFacts look() {
        return ask("say what it is", () -> {
            JsonNode info;
            try (Answer answer = http.get(api() + "/info")) {
                info = JSON.readTree(answer.text());
            }
            return facts(info, api());
        });
    }

    String name() {
        return switch (endpoint) {
            case HostEndpoint.UnixSocket unix -> unix.path();
            case HostEndpoint.Tcp tcp -> tcp.address() + ":" + tcp.port();
        };
    }

    private synchronized Connected connection() {
        Connected present = connected;
        if (present == null) {
            present = connect();
            connected = present;
        }
        return present;
    }

    private Connected connect() {
        try {
            String newest;
            try (Answer answer = http.get("/version")) {
                newest = JSON.readTree(answer.text()).path("ApiVersion").asString(OLDEST_API);
            }
            String api = minor(newest) > minor(NEWEST_API) ? NEWEST_API : newest;
            if (minor(api) < minor(OLDEST_API)) {
                throw new IOException(
                        "its API " + newest + " is older than " + OLDEST_API + "; update Docker to 20.10 or newer");
            }
            JsonNode info;
            try (Answer answer = http.get("/v" + api + "/info")) {
                info = JSON.readTree(answer.text());
            }
            return new Connected("/v" + api, client(api), facts(info, api));
        } catch (IOException failure) {
            throw EngineFailures.unavailable(name(), "say what it is", failure);
        }
    }

    private HostFacts facts(JsonNode info, String api) {
        String version = info.path("CgroupVersion").asString("1");
        return new HostFacts(
                info.path("ServerVersion").asString(""),
                api.startsWith("/v") ? api.substring(2) : api,
                info.path("CgroupDriver").asString("cgroupfs"),
                version.equals("2") ? 2 : 1,
                info.path("NCPU").asInt(1),
                info.path("MemTotal").asLong(0),
                info.path("Architecture").asString(""),
                local());
    }

    private DockerClient client(String api) {
        URI uri =
                switch (endpoint) {
                    case HostEndpoint.UnixSocket unix -> URI.create("unix://" + unix.path());
                    case HostEndpoint.Tcp tcp -> URI.create("tcp://" + tcp.address() + ":" + tcp.port());
                };
        // The builder without defaults: nothing of the server's environment or its user's registry logins comes in.
        DefaultDockerClientConfig config = new DefaultDockerClientConfig.Builder()
                .withDockerHost(uri.toString())
                .withApiVersion(api)
                .withRegistryUrl("https://index.docker.io/v1/")
                .withDockerConfig("/nonexistent")
                .withDockerTlsVerify(false)
                .build();
        var transport = new ApacheDockerHttpClient.Builder()
                .dockerHost(uri)
                .maxConnections(256)
                .connectionTimeout(EngineSocket.CONNECT_TIMEOUT);
        if (tls != null) {
            transport.sslConfig(tls);
        }
        return DockerClientImpl.getInstance(config, transport.build());
    }

    private static int minor(String api) {
        try {
            return Integer.parseInt(api.substring(api.indexOf('.') + 1));
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }

    /** Where the kernel keeps a container's counters, under the root of a hierarchy; the same for all its life. */
    String cgroupFolder(String containerId, Supplier<String> look) {
        String known = cgroupFolders.get(containerId);
        if (known == null) {
            if (cgroupFolders.size() > 10_000) {
                cgroupFolders.clear();
            }
            known = look.get();
            cgroupFolders.put(containerId, known);
        }
        return known;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        Connected present = connected;
        if (present != null) {
            try {
                present.client().close();
            } catch (IOException ignored) {
                // Closing is all that was wanted.
            }
        }
    }
}
