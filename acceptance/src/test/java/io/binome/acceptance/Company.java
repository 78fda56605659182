package io.binome.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A tenant with a lead and developers, each with a token. */
final class Company {
    private static final String PASSWORD = "a long enough password";
    private static final String CHOSEN = PASSWORD + "-of-my-own";

    private final RunningServer server;
    private final String name;
    private final String id;
    private final Person lead;
    private int people;
    private int repositories;

    Company(RunningServer server, String name, String id) {
        this(server, name, id, PASSWORD);
    }

    private Company(RunningServer server, String name, String id, String password) {
        this.server = server;
        this.name = name;
        this.id = id;
        this.lead = signIn("lead@" + name + ".example", password);
    }

    /** The same company on another server, where its people have chosen their passwords long ago. */
    Company on(RunningServer other) {
        return new Company(other, name, id, CHOSEN);
    }

    static Map<String, String> lead(String tenant) {
        return Map.of("email", "lead@" + tenant + ".example", "displayName", "Lead", "password", PASSWORD);
    }

    /** Somebody with a token for API and git. */
    record Person(String email, String token, String tokenId, ApiClient api) {
        @Override
        public String toString() {
            return email;
        }
    }

    RunningServer server() {
        return server;
    }

    String name() {
        return name;
    }

    Person lead() {
        return lead;
    }

    Person developer() {
        String email = "developer-" + ++people + "@" + name + ".example";
        lead.api()
                .post(
                        path("/members"),
                        Map.of("email", email, "displayName", email, "role", "developer", "password", PASSWORD));
        return signIn(email, PASSWORD);
    }

    private Person signIn(String email, String password) {
        Map<String, String> request = password.equals(CHOSEN)
                ? Map.of("email", email, "password", password)
                : Map.of("email", email, "password", password, "newPassword", CHOSEN);
        var answer = server.anonymous().post("/sign-in", request);
        String token = answer.path("secret").asString();
        return new Person(email, token, answer.path("token").path("id").asString(), server.api(token));
    }

    /** The same with new tokens, for when the old ones are worth nothing any more. */
    Company signedInAgain() {
        return new Company(server, name, id, CHOSEN);
    }

    Person again(Person person) {
        return signIn(person.email(), CHOSEN);
    }

    void killContainers() {
        List<String> ids = server.docker(List.of("ps", "-q", "--filter", "label=io.binome.tenant=" + id))
                .output()
                .lines()
                .toList();
        List<String> command = new ArrayList<>(List.of("kill"));
        command.addAll(ids);
        server.docker(command);
    }

    String id() {
        return id;
    }

    String path(String rest) {
        return "/tenants/" + name + rest;
    }

    /** A new repository with a working copy of this person. */
    GitClient repository(Person person) {
        String repository = "shop-" + ++repositories;
        String url = lead.api()
                .post(path("/repositories"), Map.of("name", repository))
                .path("cloneUrl")
                .asString();
        return GitClient.create(repository, url, person);
    }

    /** A working copy of a repository that is there. */
    GitClient cloned(String repository, Person person) {
        return server.cloned(name, repository, person);
    }

    ChangeClient change(GitClient git, int number, Person by) {
        return new ChangeClient(by.api(), path("/repositories/" + git.repository() + "/changes/" + number));
    }

    /** Containers that Docker has for this tenant, each as {@code service replica state}. */
    List<String> containers() {
        List<String> lines = new ArrayList<>(server.docker(List.of(
                        "ps",
                        "-a",
                        "--filter",
                        "label=io.binome.tenant=" + id,
                        "--format",
                        "{{.Label \"io.binome.service\"}} {{.Label \"io.binome.replica\"}} {{.State}}"))
                .output()
                .lines()
                .toList());
        lines.sort(null);
        return lines;
    }
}
