package io.binome.drivers.docker;

import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.workloads.Runtime.RuntimeUnavailable;
import io.binome.workloads.RuntimeEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The events of one host, for as long as it is open. The engine drops events for a reader that is slow, so reading and
 * telling are two threads; and it forgets those before a connection, so each new one asks from a little before the last
 * seen event and tells the listener to look for itself.
 */
final class EventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final String FILTER = "{\"type\":[\"container\",\"network\"]}";
    private static final Duration OVERLAP = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final int MOST_WAITING = 10_000;

    private final DockerHost host;
    private final Consumer<RuntimeEvent> listener;
    private final LinkedBlockingQueue<RuntimeEvent> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread reader;
    private final Thread teller;
    private final Thread watcher;
    private volatile boolean closed;
    private volatile @Nullable EngineSocket socket;
    private Instant lastSeen;

    private EventStream(DockerHost host, Consumer<RuntimeEvent> listener, InstantSource clock) {
        this.host = host;
        this.listener = listener;
        this.lastSeen = clock.instant();
        this.reader = Thread.ofVirtual().name("docker-events-read").unstarted(this::read);
        this.teller = Thread.ofVirtual().name("docker-events-tell").unstarted(this::tell);
        this.watcher = Thread.ofVirtual().name("docker-events-watch").unstarted(this::watch);
    }

    static EventStream follow(DockerHost host, Consumer<RuntimeEvent> listener, InstantSource clock) {
        EventStream stream = new EventStream(host, listener, clock);
        stream.reader.start();
        stream.teller.start();
        stream.watcher.start();
        return stream;
    }

    private void read() {
        Duration pause = Duration.ofMillis(100);
        while (!closed) {
            try {
                readOnce();
                pause = Duration.ofMillis(100);
            } catch (IOException | JacksonException | RuntimeUnavailable cut) {
                LOG.debug("Events of host {} broke off", host.name(), cut);
            }
            host.guard().distrust();
            if (!closed && !rest(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void readOnce() throws IOException {
        Instant since = lastSeen.minus(OVERLAP);
        String path = host.api() + "/events"
                + EngineHttp.query(Map.of(
                        "since", since.getEpochSecond() + "." + "%09d".formatted(since.getNano()), "filters", FILTER));
        try (EngineSocket opened = host.http().open()) {
            socket = opened;
            Answer answer = host.http().send(opened, "GET", path, Map.of(), null);
            if (!answer.ok()) {
                throw new IOException("The engine said " + answer.status() + " to a request for events");
            }
            put(new RuntimeEvent.Resync());
            try (var events = DockerHost.JSON.readerFor(JsonNode.class).<JsonNode>readValues(answer.content())) {
                while (!closed && events.hasNextValue()) {
                    take(events.nextValue());
                }
            }
        } finally {
            socket = null;
        }
    }

    private void take(JsonNode event) {
        long nanos = event.path("timeNano").asLong(0);
        if (nanos > 0) {
            lastSeen = Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
        }
        if (event.path("Actor").path("Attributes").path("name").asString("").equals(HostGuard.NAME)) {
            host.guard().distrust();
        }
        translate(event).ifPresent(this::put);
    }

    /** What an event of the engine is to the platform; empty for what is not about our containers or changes nothing. */
    static Optional<RuntimeEvent> translate(JsonNode event) {
        JsonNode actor = event.path("Actor");
        JsonNode attributes = actor.path("Attributes");
        String action = event.path("Action").asString("");
        if (event.path("Type").asString("").equals("network")) {
            String container = attributes.path("container").asString("");
            boolean moved = action.equals("connect") || action.equals("disconnect");
            return moved && !container.isEmpty() ? Optional.of(new RuntimeEvent.Altered(container)) : Optional.empty();
        }
        String id = actor.path("ID").asString("");
        if (ContainerNames.replica(attributes.path("name").asString("")).isEmpty() && !action.equals("rename")) {
            return Optional.empty();
        }
        if (action.startsWith("health_status")) {
            String health = action.substring(action.indexOf(':') + 1).strip();
            return Optional.of(new RuntimeEvent.HealthChanged(id, ContainerReading.health(health)));
        }
        return switch (action) {
            case "start" -> Optional.of(new RuntimeEvent.Started(id));
            case "die" ->
                Optional.of(new RuntimeEvent.Died(
                        id, Integer.parseInt(attributes.path("exitCode").asString("0"))));
            case "destroy" -> Optional.of(new RuntimeEvent.Removed(id));
            case "pause", "unpause", "update", "rename" -> Optional.of(new RuntimeEvent.Altered(id));
            default -> Optional.empty();
        };
    }

    private void put(RuntimeEvent event) {
        if (!waiting.offer(event)) {
            waiting.clear();
            waiting.add(new RuntimeEvent.Resync());
        }
    }

    private void tell() {
        try {
            while (!closed) {
                RuntimeEvent event = waiting.poll(1, TimeUnit.SECONDS);
                if (event != null) {
                    tell(event);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(RuntimeEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "A listener failed on {} of host {}; it is told the next event all the same",
                    event,
                    host.name(),
                    failure);
        }
    }

    /** An engine that is stopped keeps its connections open and says nothing: ask it something else now and then. */
    private void watch() {
        while (rest(LOOK_EVERY)) {
            EngineSocket open = socket;
            try {
                host.look();
                host.guard().ensure();
            } catch (RuntimeException silent) {
                LOG.debug("Host {} did not answer a look", host.name(), silent);
                if (open != null) {
                    JsonLines.close(open);
                }
            }
        }
    }

    private boolean rest(Duration duration) {
        try {
            Thread.sleep(duration);
            return !closed;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        EngineSocket open = socket;
        if (open != null) {
            JsonLines.close(open);
        }
        reader.interrupt();
        teller.interrupt();
        watcher.interrupt();
    }
}
