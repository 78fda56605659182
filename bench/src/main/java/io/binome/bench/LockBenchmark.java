package io.binome.bench;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.database.OwnerTransaction;
import io.binome.kernel.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Many runs want one lock at once; whoever has it counts up by one in the state. */
final class LockBenchmark implements Benchmark {
    private static final int CLIENTS = 100;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 10;
    private static final double TARGET_MILLIS = 50;
    /** Terraform's own clients wait for a second and longer between two tries. */
    private static final int LEAST_PAUSE_MILLIS = 100;

    private static final int MOST_PAUSE_MILLIS = 300;

    private final JsonMapper json = new JsonMapper();

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        Fight fight = new Fight(workshop);
        fight.warmUp();
        ServerProcess server = workshop.server().process();
        ServerProcess clients = ServerProcess.of(ProcessHandle.current().pid());
        double serverBefore = server.cpuMillis();
        double clientsBefore = clients.cpuMillis();
        long begun = System.nanoTime();
        fight.fight(ROUNDS);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double serverSeconds = (server.cpuMillis() - serverBefore) / 1e3;
        double clientsSeconds = (clients.cpuMillis() - clientsBefore) / 1e3;
        long counted = fight.counted();
        long wanted = (long) CLIENTS * (WARM_UP_ROUNDS + ROUNDS);
        Samples locks = new Samples(List.copyOf(fight.millis));
        boolean sound = fight.mostHolders.get() == 1 && counted == wanted;
        return List.of(new Row(
                name(),
                CLIENTS + " clients want one lock at once, over HTTP",
                "one holder, no lost update, p99 of LOCK < 50 ms",
                String.format(
                        Locale.ROOT,
                        "%d holder at a time, %d of %d counted, p99 %.0f ms",
                        fight.mostHolders.get(),
                        counted,
                        wanted,
                        locks.percentile(99)),
                Row.Verdict.of(sound && locks.percentile(99) < TARGET_MILLIS),
                List.of(String.format(
                        Locale.ROOT,
                        "%d LOCKs in %.1f s, of which %d were refused with the holder's words; p50 %.0f ms, most"
                                + " %.0f ms; the first of each, which all come in one moment, p99 %.0f ms; a refused client comes again after %d to %d ms; whoever holds it reads"
                                + " the state, writes it and unlocks; clients on the same machine; processor time: server"
                                + " %.1f s, clients %.1f s, and the database's",
                        locks.count(),
                        seconds,
                        fight.refused.get(),
                        locks.median(),
                        locks.most(),
                        new Samples(List.copyOf(fight.openings)).percentile(99),
                        LEAST_PAUSE_MILLIS,
                        MOST_PAUSE_MILLIS,
                        serverSeconds,
                        clientsSeconds))));
    }

    private final class Fight {
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
        private final Queue<Double> openings = new ConcurrentLinkedQueue<>();
        private final AtomicInteger holders = new AtomicInteger();
        private final AtomicInteger mostHolders = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final String address;
        private final List<String> credentials;

        Fight(Workshop workshop) throws IOException, InterruptedException {
            Workshop.Project project = workshop.project(ComposeFiles.small("localhost/nothing:1", 0));
            project.copy().push("start");
            String path = workshop.in("repositories", project.name(), "stacks", project.name());
            this.address = workshop.server().address() + "/state/" + workshop.tenant() + "/" + project.name() + "/"
                    + project.name();
            this.credentials = credentials(workshop, stack(workshop, path));
        }

        /** A stack is known from its first plan on, whatever comes of that. */
        private UUID stack(Workshop workshop, String path) throws InterruptedException {
            for (int attempt = 0; ; attempt++) {
                try {
                    return UUID.fromString(
                            workshop.developer().get(path).path("id").asString());
                } catch (RuntimeException notYet) {
                    if (attempt == 600) {
                        throw notYet;
                    }
                    Thread.sleep(100);
                }
            }
        }

        /** What the engine gives to its runs; here no engine runs, so the database's owner does. */
        private List<String> credentials(Workshop workshop, UUID stack) {
            DatabaseSettings database = EmbeddedPostgres.ofOtherProcess(
                            EmbeddedPostgresSettings.ofHome(workshop.server().home()))
                    .orElseThrow(() -> new BenchmarkFailure("The server's database was not found"));
            return OwnerTransaction.run(database, "bench", owner -> {
                UUID tenant = owner.sql()
                        .fetchSingle("SELECT tenant_id FROM stack WHERE id = ?", stack)
                        .get(0, UUID.class);
                List<String> made = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    UUID run = UUID.randomUUID();
                    UUID change = UUID.randomUUID();
                    UUID credential = UUID.randomUUID();
                    String password = UUID.randomUUID().toString();
                    owner.sql()
                            .execute(
                                    "INSERT INTO run (id, tenant_id, kind, change_id, stack_id, state, actor, started_at)"
                                            + " VALUES (?, ?, 'APPLY', ?, ?, 'RUNNING', 'binome:bench', now())",
                                    run,
                                    tenant,
                                    change,
                                    stack);
                    owner.sql()
                            .execute(
                                    "INSERT INTO state_credential (id, tenant_id, stack_id, workspace, run_id, change_id,"
                                            + " actor, access, password_hash, issued_at)"
                                            + " VALUES (?, ?, ?, 'default', ?, ?, 'binome:bench', 'WRITE', ?, now())",
                                    credential,
                                    tenant,
                                    stack,
                                    run,
                                    change,
                                    Sha256.hex(password));
                    made.add("run." + tenant + "." + credential + ":" + password);
                }
                return made;
            });
        }

        /** The server's code is compiled as it is used, and connections are made. */
        void warmUp() throws InterruptedException {
            fight(WARM_UP_ROUNDS);
            millis.clear();
            openings.clear();
            refused.set(0);
        }

        void fight(int rounds) throws InterruptedException {
            List<Future<Void>> running = new ArrayList<>();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (String credential : credentials) {
                    running.add(clients.submit(() -> {
                        for (int round = 0; round < rounds; round++) {
                            countUp(credential, round == 0);
                        }
                        return null;
                    }));
                }
            }
            for (Future<Void> one : running) {
                try {
                    one.get();
                } catch (ExecutionException failed) {
                    throw new BenchmarkFailure("A client failed: " + failed.getCause());
                }
            }
        }

        private void countUp(String credential, boolean isOpening) throws IOException, InterruptedException {
            String id = UUID.randomUUID().toString();
            String lock = "{\"ID\":\"" + id + "\",\"Operation\":\"OperationTypeApply\",\"Who\":\"bench\"}";
            boolean taken = lock(credential, lock, isOpening);
            while (!taken) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
                taken = lock(credential, lock, false);
            }
            mostHolders.accumulateAndGet(holders.incrementAndGet(), Math::max);
            HttpResponse<String> before = send("GET", address, credential, "");
            JsonNode state = before.statusCode() == 204 ? json.createObjectNode() : json.readTree(before.body());
            long serial = state.path("serial").asLong(0);
            long counter = counter(state);
            require(
                    200,
                    send(
                            "POST",
                            address + "?ID=" + id,
                            credential,
                            "{\"version\":4,\"terraform_version\":\"1.11.4\",\"serial\":" + (serial + 1)
                                    + ",\"lineage\":\"bench\",\"outputs\":{\"counter\":{\"value\":" + (counter + 1)
                                    + ",\"type\":\"number\"}},\"resources\":[]}"));
            holders.decrementAndGet();
            require(200, send("UNLOCK", address, credential, lock));
        }

        private boolean lock(String credential, String lock, boolean isOpening)
                throws IOException, InterruptedException {
            long begun = System.nanoTime();
            HttpResponse<String> answer = send("LOCK", address, credential, lock);
            double taken = (System.nanoTime() - begun) / 1e6;
            millis.add(taken);
            if (isOpening) {
                openings.add(taken);
            }
            if (answer.statusCode() == 423) {
                refused.incrementAndGet();
                return false;
            }
            require(200, answer);
            return true;
        }

        private static long counter(JsonNode state) {
            return state.path("outputs").path("counter").path("value").asLong(0);
        }

        long counted() throws IOException, InterruptedException {
            return counter(json.readTree(
                    send("GET", address, credentials.getFirst(), "").body()));
        }

        private static void require(int status, HttpResponse<String> answer) {
            if (answer.statusCode() != status) {
                throw new BenchmarkFailure(
                        answer.request().method() + " was answered with " + answer.statusCode() + " " + answer.body());
            }
        }

        private HttpResponse<String> send(String method, String to, String credential, String body)
                throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(URI.create(to))
                            .method(method, BodyPublishers.ofString(body))
                            .header("Content-Type", "application/json")
                            .header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(credential.getBytes(StandardCharsets.UTF_8)))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
