package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.CommandProblem;
import io.binome.cli.demo.SignIns.Person;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three stacks of OpenTofu or Terraform: {@code network}, {@code database} which takes in what the network gives out and a
 * secret, {@code records} which stands alone.
 */
final class InfrastructureChapter {
    private static final String REPOSITORY = "fondations";
    private static final int LOOKS = 600;
    private static final String SECRET = "database-password";
    /** Long and odd enough to stand nowhere by chance. */
    private static final String PASSWORD = "f4Zk-9wYq-Tn2d-LxR7-demo";

    private static final String MANIFEST = """
            stacks:
              network: {engine: opentofu, path: network, environment: production}
              database:
                engine: opentofu
                path: database
                environment: production
                inputs: {subnet: network.id}
                secrets: {password: database-password}
              records: {engine: opentofu, path: records, environment: dev}
            """;
    private static final String NETWORK = """
            resource "terraform_data" "subnet" {
              input = "10.20.0.0/%s"
            }
            output "id" { value = terraform_data.subnet.id }
            """;
    private static final String DATABASE = """
            variable "subnet" { type = string }
            variable "password" { type = string }
            resource "terraform_data" "database" {
              input = { subnet = var.subnet, connection = "postgres://shop:${var.password}@10.20.0.5/shop" }
            }
            """;
    private static final String RECORDS = """
            resource "terraform_data" "record" { input = "www.example.com" }
            """;

    private final Path folder;
    private final JsonMapper mapper;
    private final String tenant;
    private final Person developer;
    private final Person lead;
    private @Nullable WorkingCopy copy;

    InfrastructureChapter(Path folder, JsonMapper mapper, String tenant, Person developer, Person lead) {
        this.folder = folder;
        this.mapper = mapper;
        this.tenant = tenant;
        this.developer = developer;
        this.lead = lead;
    }

    /** Whether there is a program for it on this machine, which is the server's as well. */
    static boolean possible(Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> Stream.of(Path.of(folder, "tofu"), Path.of(folder, "terraform")))
                .anyMatch(Files::isExecutable);
    }

    String push() throws IOException, InterruptedException {
        lead.api()
                .put(
                        in("secrets"),
                        mapper.createObjectNode()
                                .put("name", SECRET)
                                .put(
                                        "value",
                                        Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8))));
        WorkingCopy working = new Desk(folder, mapper).created(lead, developer, tenant, REPOSITORY, "foundations");
        copy = working;
        Desk.write(working(), "binome.yaml", MANIFEST);
        Desk.write(working(), "network/main.tf", NETWORK.formatted("24"));
        Desk.write(working(), "database/main.tf", DATABASE);
        Desk.write(working(), "records/main.tf", RECORDS);
        working.push("foundations", "Lay the foundations");
        StoryChange change = change(1);
        // Its code would run with a secret that nobody has given to it yet: somebody else looks at it first.
        change.await("plan-failed");
        change.command(lead.api(), "replan");
        change.await("planned");
        JsonNode database = plan(change, "database");
        unless(
                database.path("awaits").toString().contains("network.id"),
                "The plan of the database does not say that it rests on network.id: " + database);
        return "the lead lets it borrow the secret; database waits for network.id";
    }

    String apply() {
        StoryChange change = change(1);
        String seen = change.get().path("fingerprint").asString();
        change.command(lead.api(), "approve");
        change.command(developer.api(), "apply");
        JsonNode again = change.awaitOther("planned", seen);
        unless(again.path("halfApplied").asBoolean(), "It does not say that a part of it is applied: " + again);
        JsonNode database = plan(change, "database");
        unless(database.path("awaits").isEmpty(), "The second plan still waits: " + database);
        change.command(lead.api(), "approve");
        change.command(developer.api(), "apply");
        change.await("merged");
        return "network first; the database reviewed again with the real id, then applied";
    }

    String staleIsRefused() throws IOException, InterruptedException {
        Desk.branch(working(), "slow");
        Desk.write(working(), "network/notes.tf", "resource \"terraform_data\" \"notes\" {}\n");
        working().push("slow", "Take notes");
        StoryChange slow = change(2);
        slow.await("planned");
        slow.command(lead.api(), "approve");
        String seen = slow.get().path("fingerprint").asString();
        Desk.branch(working(), "quick");
        Desk.write(working(), "network/main.tf", NETWORK.formatted("20"));
        working().push("quick", "Widen the network");
        StoryChange quick = change(3);
        quick.await("planned");
        quick.command(lead.api(), "approve");
        quick.command(developer.api(), "apply");
        quick.await("merged");
        try {
            slow.command(developer.api(), "apply", mapper.createObjectNode().put("seen", seen));
        } catch (CommandProblem refused) {
            String said = String.valueOf(refused.getMessage());
            return "refused: " + said.lines().findFirst().orElse("");
        }
        throw new StepFailure("A plan was applied although the state had moved since.");
    }

    /** An older state is put in the place of the present one: what is recorded is no longer what was applied. */
    String drift() throws InterruptedException {
        String state = in("repositories", REPOSITORY, "stacks", "network", "states", "default");
        long oldest = lead.api()
                .get(state + "/versions")
                .path("items")
                .valueStream()
                .mapToLong(version -> version.path("serial").asLong())
                .min()
                .orElseThrow(() -> new StepFailure("There is no version of the state."));
        lead.api().post(state + "/rollback", mapper.createObjectNode().put("serial", oldest));
        JsonNode found = look();
        unless(!found.path("items").isEmpty(), "No drift was found: " + found);
        String address = found.path("items").path(0).path("address").asString();
        JsonNode opened = developer
                .api()
                .post(
                        in("repositories", REPOSITORY, "stacks", "network", "drift", "restore"),
                        mapper.createObjectNode());
        StoryChange change = change(opened.path("number").asInt());
        change.await("planned");
        change.command(lead.api(), "approve");
        change.command(developer.api(), "apply");
        change.await("merged");
        JsonNode gone = look();
        unless(gone.path("items").isEmpty(), "It is still there: " + gone);
        return address + ", restored by " + opened.path("reference").asString();
    }

    private JsonNode look() throws InterruptedException {
        String drift = in("repositories", REPOSITORY, "stacks", "network", "drift");
        developer.api().post(drift + "/look", mapper.createObjectNode());
        for (int attempt = 0; attempt < LOOKS; attempt++) {
            JsonNode seen = developer.api().get(drift);
            if (!seen.path("looking").asBoolean()) {
                unless(!seen.path("failure").isString(), "The look failed: " + seen.path("failure"));
                return seen;
            }
            Thread.sleep(100);
        }
        throw new StepFailure("The stack was not looked at within a minute.");
    }

    /** Looks through all that people can read of it. */
    String secretIsNowhere() {
        List<String> read = new ArrayList<>();
        int changes = 4;
        for (int number = 1; number <= changes; number++) {
            StoryChange change = change(number);
            read.add(change.get().toString());
            read.add(change.plans().toString());
            JsonNode runs = developer.api().get(in("repositories", REPOSITORY, "changes", "" + number, "runs"));
            for (JsonNode run : runs.path("items")) {
                read.add(developer
                        .api()
                        .get(in("runs", run.path("id").asString(), "log"))
                        .toString());
            }
        }
        read.add(developer.api().get(in("secrets")).toString());
        lead.api().lines(in("ledger") + "/export", read::add);
        for (String form : new TreeSet<>(
                List.of(PASSWORD, Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8))))) {
            unless(read.stream().noneMatch(text -> text.contains(form)), "The secret can be read somewhere.");
        }
        unless(
                read.stream().anyMatch(text -> text.contains("\"sensitive\"")),
                "No plan shows that something in it is secret.");
        return "in none of " + read.size() + " plans, logs, pages of secrets and ledger entries";
    }

    private JsonNode plan(StoryChange change, String stack) {
        for (JsonNode plan : change.plans()) {
            if (plan.path("stack").asString().equals(stack)) {
                return plan;
            }
        }
        throw new StepFailure("There is no plan of " + stack + ": " + change.plans());
    }

    private StoryChange change(int number) {
        return new StoryChange(developer.api(), tenant, REPOSITORY, number, mapper);
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", tenant) + ApiClient.path(segments);
    }

    private WorkingCopy working() {
        WorkingCopy working = copy;
        if (working == null) {
            throw new IllegalStateException("An earlier step did not run");
        }
        return working;
    }
}
