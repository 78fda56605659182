package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import io.binome.sites.HostEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A machine is lost with its home, its database and its Docker Engine; a backup makes another one of it. */
@Tag("docker")
@Tag("slow")
class LostMachineTest {
    private static final String WITH_DATA = """
              store:
                image: %s
                volumes: ["data:/data"]
            volumes:
              data: {}
            """.formatted(TestImages.PAGE_1);

    @TempDir
    private Path safe;

    @Test
    void everythingIsBackOnAnotherMachine() throws Exception {
        Path backup = safe.resolve("monday.binome");
        Path passphrase = Files.writeString(safe.resolve("passphrase"), "four words for keys\n");
        Path images = safe.resolve("images.tar");
        Map<String, String> before;
        Company company;
        Company.Person author;
        int interrupted = 2;
        Path socket;
        try (TestDocker docker = TestDocker.start(List.of())) {
            socket = Path.of(socket(docker));
            RunningServer server = RunningServer.start(docker);
            try {
                TestImages.in(server);
                company = server.company();
                author = company.developer();
                GitClient git = running(company, author);
                company.lead()
                        .api()
                        .send(
                                "PUT",
                                company.path("/registries/registry.example"),
                                "{\"user\":\"robot\",\"password\":\"a sealed password\"}")
                        .orFail();
                git.branch("more")
                        .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 2, 2) + WITH_DATA)
                        .commit("Two of the second version");
                git.push("more");
                ChangeClient change = company.change(git, interrupted, author);
                change.await("planned");
                change.as(company.lead()).command("approve").orFail();
                before = refs(git);
                server.docker(List.of("save", "-o", images.toString(), TestImages.PAGE_1, TestImages.PAGE_2));
                change.command("apply").orFail();
                // While the server runs and an apply is at work.
                binome(server.home(), 0, "backup", backup.toString(), "--passphrase-file", passphrase.toString());
            } finally {
                server.loseMachine();
            }
        }
        Path home = Files.createTempDirectory(Path.of("/tmp"), "bnr");
        Path other = Files.writeString(safe.resolve("other"), "four other words\n");
        assertThat(binome(home, 1, "restore", backup.toString(), "--passphrase-file", other.toString()))
                .contains("The passphrase does not open " + backup + ".keys");
        String said = binome(home, 0, "restore", backup.toString(), "--passphrase-file", passphrase.toString());
        assertThat(said).contains("Ledgers verified: 2", "Never run the former server beside this one");
        assertThat(binome(home, 1, "restore", backup.toString(), "--passphrase-file", passphrase.toString()))
                .contains(home + " holds a Binome already");

        try (TestDocker docker = TestDocker.start(List.of())) {
            // On another machine the engine answers at the same path.
            Files.createDirectories(socket.getParent());
            Files.createSymbolicLink(socket, Path.of(socket(docker)));
            // In place of a registry.
            Tool.output(
                    safe, Map.of("DOCKER_HOST", "unix://" + socket(docker)), "docker", "load", "-i", images.toString());
            try (RunningServer server = RunningServer.startRestored(docker, home)) {
                Company again = company.on(server);
                // The token that was made before the loss.
                Company.Person developer =
                        new Company.Person(author.email(), author.token(), "", server.api(author.token()));
                GitClient clone = again.cloned("shop-1", developer);
                assertThat(refs(clone)).isEqualTo(before);
                assertThat(clone.git("fsck", "--full")).doesNotContain("error");

                ChangeClient change = again.change(clone, interrupted, developer);
                JsonNode rest = change.awaitRest();
                if (rest.path("state").asString().equals("apply-failed")) {
                    change.command("retry").orFail();
                }
                change.await("merged");
                Await.until(
                        "the containers to be as applied",
                        ChangeClient.PATIENCE,
                        () -> again.containers().stream()
                                        .filter(line -> line.startsWith("web ") && line.endsWith("running"))
                                        .count()
                                == 2);
                assertThat(page(server, again)).contains("version 2");
                JsonNode ledger = again.lead().api().get(again.path("/ledger/verification"));
                assertThat(ledger.path("sound").asBoolean())
                        .as(ledger.toString())
                        .isTrue();
                assertThat(again.lead()
                                .api()
                                .get(again.path("/ledger?kind=installation.restored"))
                                .path("items")
                                .size())
                        .isEqualTo(1);
            }
        }
    }

    private static GitClient running(Company company, Company.Person author) {
        GitClient git = company.repository(author);
        git.write("binome.yaml", Shop.BINOME)
                .write("compose.yaml", Shop.first() + WITH_DATA)
                .commit("Open the shop");
        git.push("open");
        ChangeClient change = company.change(git, 1, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
        return git;
    }

    /** Branches and where they stand; the default branch may move with the apply. */
    private static Map<String, String> refs(GitClient git) {
        Map<String, String> refs = new TreeMap<>();
        git.git("ls-remote", "--heads", "origin").lines().forEach(line -> {
            String[] parts = line.split("\\s+");
            if (!parts[1].equals("refs/heads/main")) {
                refs.put(parts[1], parts[0]);
            }
        });
        assertThat(refs).isNotEmpty();
        return refs;
    }

    private static String page(RunningServer server, Company company) throws IOException, InterruptedException {
        JsonNode services = company.lead()
                .api()
                .get(company.path("/repositories/shop-1/stacks/shop"))
                .path("services");
        String address = services.valueStream()
                .filter(service -> service.path("name").asString().equals("web"))
                .map(service -> service.path("addresses").path(0).asString())
                .findFirst()
                .orElseThrow(() -> new AssertionError("No address in " + services));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return Await.until("an answer of " + address + " by " + server, ChangeClient.PATIENCE, () -> {
                try {
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(
                                            URI.create(address.startsWith("http") ? address : "http://" + address))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
                } catch (IOException notYet) {
                    return Optional.empty();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
            });
        }
    }

    private static String socket(TestDocker docker) {
        return ((HostEndpoint.UnixSocket) docker.endpoint()).path();
    }

    /** The command as the machine's administrator types it. */
    private static String binome(Path home, int status, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.binome.cli.BinomeCommand"));
        command.addAll(List.of(arguments));
        Tool.Ended ended = Tool.run(home, Map.of("BINOME_HOME", home.toString()), command);
        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
        return ended.output();
    }
}
