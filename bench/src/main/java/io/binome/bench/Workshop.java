package io.binome.bench;

import io.binome.cli.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The server that is measured, and on it a tenant with a lead and a developer; all made when first asked for. */
final class Workshop implements AutoCloseable {
    private static final String TENANT = "bench";

    private final JsonMapper mapper = new JsonMapper();
    private final MeasuredServer server;
    private final Images images;
    private @Nullable ApiClient lead;
    private @Nullable ApiClient developer;
    private String developerToken = "";
    private String tenantId = "";
    private int repositories;

    Workshop(Path launcher) throws IOException {
        this.server = new MeasuredServer(launcher);
        this.images = new Images(server.home().resolve("images"));
    }

    /** Whatever state it is in. */
    MeasuredServer server() {
        return server;
    }

    MeasuredServer startedServer() throws IOException, InterruptedException {
        if (!server.running()) {
            server.start();
        }
        return server;
    }

    /** Started, with a tenant. */
    MeasuredServer runningServer() throws IOException, InterruptedException {
        startedServer();
        if (developer == null) {
            createTenant();
        }
        return server;
    }

    String image() throws IOException, InterruptedException {
        return images.page();
    }

    ApiClient lead() {
        return Objects.requireNonNull(lead, "There is no tenant yet");
    }

    ApiClient developer() {
        return Objects.requireNonNull(developer, "There is no tenant yet");
    }

    String developerToken() {
        return developerToken;
    }

    /** A path of the API below the tenant. */
    String in(String... segments) {
        return ApiClient.path("tenants", TENANT) + ApiClient.path(segments);
    }

    String tenant() {
        return TENANT;
    }

    /**
     * A new repository and a working copy of it with one commit of these files.
     *
     * @param name also the name of its folder and of its stack
     */
    record Project(String name, GitCopy copy) {}

    Project project(String compose) throws IOException, InterruptedException {
        runningServer();
        String name = "app-" + ++repositories;
        String url = lead().post(in("repositories"), mapper.createObjectNode().put("name", name))
                .path("cloneUrl")
                .asString();
        Path folder = Files.createDirectories(server.home().resolve("copies").resolve(name));
        GitCopy copy = new GitCopy(folder, developerToken);
        copy.git("init", "--quiet", "--initial-branch", "start");
        copy.git("remote", "add", "origin", url);
        Files.writeString(folder.resolve("binome.yaml"), "stacks:\n  " + name + ":\n    environment: production\n");
        Files.writeString(folder.resolve("compose.yaml"), compose);
        copy.commit("Begin");
        return new Project(name, copy);
    }

    ChangeClient change(Project project, GitCopy.Pushed pushed) {
        return new ChangeClient(this, project.name(), pushed.change());
    }

    private void createTenant() throws IOException {
        List<String> first = Files.readAllLines(server.home().resolve("first-password"));
        ApiClient owner = client(signIn(first.get(0), first.get(1)));
        String leadPassword = password();
        ObjectNode request = mapper.createObjectNode().put("name", TENANT).put("title", "Bench");
        request.putObject("firstLead")
                .put("email", "lead@bench.example")
                .put("displayName", "Lead")
                .put("password", leadPassword);
        tenantId = owner.post("/tenants", request).path("tenant").path("id").asString();
        ApiClient leading = client(signIn("lead@bench.example", leadPassword));
        lead = leading;
        String developerPassword = password();
        leading.post(
                in("members"),
                mapper.createObjectNode()
                        .put("email", "developer@bench.example")
                        .put("displayName", "Developer")
                        .put("role", "developer")
                        .put("password", developerPassword));
        developerToken = signIn("developer@bench.example", developerPassword);
        developer = client(developerToken);
    }

    /** A password that somebody else has chosen opens nothing but the choice of another. */
    private String signIn(String email, String password) {
        ObjectNode request = mapper.createObjectNode()
                .put("email", email)
                .put("password", password)
                .put("newPassword", password())
                .put("title", "bench")
                .put("lifetimeDays", 1);
        return new ApiClient(server.address(), null, mapper)
                .post("/sign-in", request)
                .path("secret")
                .asString();
    }

    private ApiClient client(String token) {
        return new ApiClient(server.address(), token, mapper);
    }

    private static String password() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.stop();
        if (!tenantId.isEmpty()) {
            DockerLeftovers.remove(tenantId);
        }
        images.close();
        server.close();
    }
}
