package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.CommandProblem;
import io.binome.cli.demo.SignIns.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What provider and tenant agreed, at work: who moves alone, who waits for whom, what is refused, and when. */
final class GovernanceChapter {
    static final List<String> NAMES = List.of(
            "A low risk, applied by its author alone",
            "A rule blocks, and says what mends it",
            "A high risk waits for the provider",
            "The contract changed, signed by both sides",
            "A change waits for tonight's window");

    private static final String REPOSITORY = "vitrine";
    private static final String CONTRACT = "contract";
    private static final String CLOSED = "preproduction";

    private final Place place;
    private final JsonMapper mapper;
    private final Clock clock;
    private @Nullable WorkingCopy copy;

    /**
     * Where it is told, and by whom.
     *
     * @param folder for the working copies
     * @param owner of the provider
     */
    record Place(Path folder, String tenant, Person owner, Person lead, Person developer) {}

    GovernanceChapter(Place place, JsonMapper mapper, Clock clock) {
        this.place = place;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** In their order. */
    List<Step.Action> steps() {
        return List.of(this::alone, this::blocked, this::waitsForProvider, this::contract, this::tonight);
    }

    private String alone() throws IOException, InterruptedException {
        String cloneUrl = place.lead()
                .api()
                .post(in("repositories"), mapper.createObjectNode().put("name", REPOSITORY))
                .path("cloneUrl")
                .asString();
        WorkingCopy working = workingCopy(REPOSITORY, place.developer());
        working.git("init", "--quiet", "--initial-branch", "trial");
        working.git("remote", "add", "origin", cloneUrl);
        copy = working;
        write("binome.yaml", manifest("dev"));
        write("compose.yaml", compose(false));
        working.push("trial", "Try the shop window");
        StoryChange change = change(1);
        change.await("planned");
        JsonNode judged = change.judgement();
        unless(judged.path("risk").asString().equals("LOW"), "Its risk is not low: " + judged);
        unless(judged.path("needs").isEmpty(), "It needs somebody: " + judged.path("needs"));
        change.command(place.developer().api(), "apply");
        change.await("merged");
        return "dev × low: self; nobody else was asked";
    }

    private String blocked() throws IOException, InterruptedException {
        branch("open");
        write("binome.yaml", manifest("production"));
        write("compose.yaml", compose(true));
        working().push("open", "Open the shop window");
        StoryChange opening = change(2);
        opening.await("planned");
        opening.approvedBy(place.lead().api(), place.owner().api());
        opening.command(place.developer().api(), "apply");
        opening.await("merged");

        branch("clear");
        write("compose.yaml", compose(false));
        working().push("clear", "Take the shelf away");
        StoryChange clearing = change(3);
        clearing.await("planned");
        JsonNode finding = blocking(clearing.judgement());
        clearing.approvedBy(place.lead().api(), place.owner().api());
        refused(clearing, "A rule");
        String fix = finding.path("fix").path("en").asString();
        unless(!fix.isEmpty(), "It does not say what mends it: " + finding);
        return finding.path("guideline").asString() + ": "
                + fix.lines().findFirst().orElse("");
    }

    /** The same change, once it says where the copy is. */
    private String waitsForProvider() throws InterruptedException {
        StoryChange clearing = change(3);
        clearing.command(place.lead().api(), "withdraw-review", mapper.createObjectNode());
        clearing.command(place.owner().api(), "withdraw-review", mapper.createObjectNode());
        clearing.command(
                place.developer().api(),
                "edit",
                mapper.createObjectNode()
                        .put("title", "Take the shelf away")
                        .put("description", "It is empty; last night's backup has it."));
        clearing.command(place.developer().api(), "replan", mapper.createObjectNode());
        clearing.await("planned");
        String risk = clearing.judgement().path("risk").asString();
        unless(risk.equals("HIGH") || risk.equals("CRITICAL"), "Its risk is " + risk);
        clearing.command(place.lead().api(), "approve");
        refused(clearing, "provider");
        clearing.command(place.owner().api(), "approve");
        clearing.command(place.developer().api(), "apply");
        clearing.await("merged");
        return "removing a volume in production is " + risk.toLowerCase(Locale.ROOT)
                + ": the lead's word was not enough";
    }

    private static JsonNode blocking(JsonNode judgement) {
        for (JsonNode stack : judgement.path("stacks")) {
            for (JsonNode finding : stack.path("findings")) {
                if (finding.path("severity").asString().equals("BLOCK")) {
                    return finding;
                }
            }
        }
        throw new StepFailure("No rule blocks it: " + judgement);
    }

    /** Whether it cannot be applied, and why. */
    private void refused(StoryChange change, String because) {
        try {
            change.command(place.developer().api(), "apply");
        } catch (CommandProblem refused) {
            String said = String.valueOf(refused.getMessage());
            unless(said.contains(because), "It was refused for another reason: " + said);
            return;
        }
        throw new StepFailure("It was applied although it must not be.");
    }

    /** The window begins in some hours, so that it is closed now whatever the time is. */
    private String contract() throws IOException, InterruptedException {
        WorkingCopy working = workingCopy(CONTRACT, place.developer());
        String cloneUrl = place.lead()
                .api()
                .get(in("repositories", CONTRACT))
                .path("cloneUrl")
                .asString();
        working.git("clone", "--quiet", cloneUrl, ".");
        working.git("switch", "--quiet", "--create", "windows");
        Path file = place.folder().resolve(CONTRACT).resolve("contract.yaml");
        String text = Files.readString(file);
        String begins = LocalTime.now(clock.withZone(ZoneOffset.UTC))
                .plusHours(5)
                .truncatedTo(ChronoUnit.HOURS)
                .toString();
        String header = "  " + CLOSED + ":\n";
        unless(text.contains(header), "The contract has no environment " + CLOSED);
        Files.writeString(
                file,
                text.replace(
                        header,
                        header + "    calendar:\n      zone: UTC\n      windows:\n        - name: tonight\n"
                                + "          rule: FREQ=DAILY\n          at: \"" + begins + "\"\n          for: 2h\n"));
        working.push("windows", "Agree on when preproduction changes");
        StoryChange change = new StoryChange(place.developer().api(), place.tenant(), CONTRACT, 1, mapper);
        change.await("planned");
        change.command(place.lead().api(), "approve");
        try {
            change.command(place.lead().api(), "apply");
            throw new StepFailure("One side alone changed the contract.");
        } catch (CommandProblem refused) {
            change.command(place.owner().api(), "approve");
        }
        change.command(place.lead().api(), "apply");
        change.await("merged");
        JsonNode now = place.lead().api().get(in("contract"));
        unless(now.path("version").path("number").asInt() == 2, "The contract in force is " + now);
        return "version 2: " + CLOSED + " changes between " + begins + " and two hours later, UTC";
    }

    private String tonight() throws IOException, InterruptedException {
        branch("night");
        write("binome.yaml", manifest("production") + "  nuit: {path: night, environment: " + CLOSED + "}\n");
        write("night/compose.yaml", compose(false));
        working().push("night", "A shop window for the night");
        StoryChange change = change(4);
        change.await("planned");
        change.approvedBy(place.lead().api(), place.owner().api());
        refused(change, "window");
        change.command(place.developer().api(), "schedule");
        JsonNode waiting = change.await("scheduled");
        return "starts " + waiting.path("startsAt").asString() + ", looked at again then";
    }

    private static String manifest(String environment) {
        return "stacks:\n  vitrine:\n    environment: " + environment + "\n";
    }

    private static String compose(boolean shelf) {
        return """
                services:
                  window:
                    image: binome-demo/web:1
                    healthcheck:
                      test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]
                      interval: 1s
                      start_period: 10s
                    deploy:
                      resources:
                        limits: {cpus: "0.5", memory: 64M}
                    stop_grace_period: 3s
                """ + (shelf ? "    volumes: [shelf:/data]\nvolumes:\n  shelf: {}\n" : "");
    }

    private WorkingCopy workingCopy(String name, Person person) throws IOException {
        Path folder = Files.createDirectories(place.folder().resolve(name));
        return new WorkingCopy(
                folder, person.account().email(), person.account().email(), person.token());
    }

    private WorkingCopy working() {
        WorkingCopy working = copy;
        if (working == null) {
            throw new IllegalStateException("An earlier step did not run");
        }
        return working;
    }

    private void branch(String name) throws InterruptedException {
        working().git("fetch", "--quiet", "origin");
        working().git("switch", "--quiet", "--no-track", "--create", name, "origin/main");
    }

    private void write(String file, String content) throws IOException {
        Path path = place.folder().resolve(REPOSITORY).resolve(file);
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(path, content);
    }

    private StoryChange change(int number) {
        return new StoryChange(place.developer().api(), place.tenant(), REPOSITORY, number, mapper);
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", place.tenant()) + ApiClient.path(segments);
    }
}
