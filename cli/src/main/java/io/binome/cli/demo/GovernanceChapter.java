package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.CommandProblem;
import java.io.IOException;
import java.nio.file.Files;
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

    private final Scene scene;
    private final JsonMapper mapper;
    private final Clock clock;
    private final Desk desk;
    private @Nullable WorkingCopy copy;

    GovernanceChapter(Scene scene, JsonMapper mapper, Clock clock) {
        this.scene = scene;
        this.mapper = mapper;
        this.clock = clock;
        this.desk = new Desk(scene.folder(), mapper);
    }

    /** In their order. */
    List<Step.Action> steps() {
        return List.of(this::alone, this::blocked, this::waitsForProvider, this::contract, this::tonight);
    }

    private String alone() throws IOException, InterruptedException {
        WorkingCopy working = desk.created(scene.lead(), scene.developer(), scene.tenant(), REPOSITORY, "trial");
        copy = working;
        Desk.write(working(), "binome.yaml", manifest("dev"));
        Desk.write(working(), "compose.yaml", compose(false));
        working.push("trial", "Try the shop window");
        StoryChange change = change(1);
        change.await("planned");
        JsonNode judged = change.judgement();
        unless(judged.path("risk").asString().equals("LOW"), "Its risk is not low: " + judged);
        unless(judged.path("needs").isEmpty(), "It needs somebody: " + judged.path("needs"));
        change.command(scene.developer().api(), "apply");
        change.await("merged");
        return "dev × low: self; nobody else was asked";
    }

    private String blocked() throws IOException, InterruptedException {
        Desk.branch(working(), "open");
        Desk.write(working(), "binome.yaml", manifest("production"));
        Desk.write(working(), "compose.yaml", compose(true));
        working().push("open", "Open the shop window");
        StoryChange opening = change(2);
        opening.await("planned");
        opening.approvedBy(scene.lead().api(), scene.owner().api());
        opening.command(scene.developer().api(), "apply");
        opening.await("merged");

        Desk.branch(working(), "clear");
        Desk.write(working(), "compose.yaml", compose(false));
        working().push("clear", "Take the shelf away");
        StoryChange clearing = change(3);
        clearing.await("planned");
        JsonNode finding = blocking(clearing.judgement());
        clearing.approvedBy(scene.lead().api(), scene.owner().api());
        Desk.refused(clearing, scene.developer(), "A rule");
        String fix = finding.path("fix").path("en").asString();
        unless(!fix.isEmpty(), "It does not say what mends it: " + finding);
        return finding.path("guideline").asString() + ": "
                + fix.lines().findFirst().orElse("");
    }

    /** The same change, once it says where the copy is. */
    private String waitsForProvider() throws InterruptedException {
        StoryChange clearing = change(3);
        clearing.command(scene.lead().api(), "withdraw-review", mapper.createObjectNode());
        clearing.command(scene.owner().api(), "withdraw-review", mapper.createObjectNode());
        clearing.command(
                scene.developer().api(),
                "edit",
                mapper.createObjectNode()
                        .put("title", "Take the shelf away")
                        .put("description", "It is empty; last night's backup has it."));
        clearing.command(scene.developer().api(), "replan", mapper.createObjectNode());
        clearing.await("planned");
        String risk = clearing.judgement().path("risk").asString();
        unless(risk.equals("HIGH") || risk.equals("CRITICAL"), "Its risk is " + risk);
        clearing.command(scene.lead().api(), "approve");
        Desk.refused(clearing, scene.developer(), "provider");
        clearing.command(scene.owner().api(), "approve");
        clearing.command(scene.developer().api(), "apply");
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

    /** The window begins in some hours, so that it is closed now whatever the time is. */
    private String contract() throws IOException, InterruptedException {
        WorkingCopy working = desk.cloned(scene.developer(), scene.tenant(), CONTRACT);
        Desk.branch(working, "windows");
        String text = Files.readString(working.folder().resolve("contract.yaml"));
        String begins = LocalTime.now(clock.withZone(ZoneOffset.UTC))
                .plusHours(5)
                .truncatedTo(ChronoUnit.HOURS)
                .toString();
        String header = "  " + CLOSED + ":\n";
        unless(text.contains(header), "The contract has no environment " + CLOSED);
        Desk.write(
                working,
                "contract.yaml",
                text.replace(
                        header,
                        header + "    calendar:\n      zone: UTC\n      windows:\n        - name: tonight\n"
                                + "          rule: FREQ=DAILY\n          at: \"" + begins + "\"\n          for: 2h\n"));
        working.push("windows", "Agree on when preproduction changes");
        StoryChange change = new StoryChange(scene.developer().api(), scene.tenant(), CONTRACT, 1, mapper);
        change.await("planned");
        change.command(scene.lead().api(), "approve");
        try {
            change.command(scene.lead().api(), "apply");
            throw new StepFailure("One side alone changed the contract.");
        } catch (CommandProblem refused) {
            change.command(scene.owner().api(), "approve");
        }
        change.command(scene.lead().api(), "apply");
        change.await("merged");
        JsonNode now = scene.lead().api().get(in("contract"));
        unless(now.path("version").path("number").asInt() == 2, "The contract in force is " + now);
        return "version 2: " + CLOSED + " changes between " + begins + " and two hours later, UTC";
    }

    private String tonight() throws IOException, InterruptedException {
        Desk.branch(working(), "night");
        Desk.write(
                working(),
                "binome.yaml",
                manifest("production") + "  nuit: {path: night, environment: " + CLOSED + "}\n");
        Desk.write(working(), "night/compose.yaml", compose(false));
        working().push("night", "A shop window for the night");
        StoryChange change = change(4);
        change.await("planned");
        change.approvedBy(scene.lead().api(), scene.owner().api());
        Desk.refused(change, scene.developer(), "window");
        change.command(scene.developer().api(), "schedule");
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

    private WorkingCopy working() {
        WorkingCopy working = copy;
        if (working == null) {
            throw new IllegalStateException("An earlier step did not run");
        }
        return working;
    }

    private StoryChange change(int number) {
        return new StoryChange(scene.developer().api(), scene.tenant(), REPOSITORY, number, mapper);
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", scene.tenant()) + ApiClient.path(segments);
    }
}
