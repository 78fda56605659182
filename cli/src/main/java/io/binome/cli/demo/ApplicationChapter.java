package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.CommandProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job: an application from its first push to a container that is healed. */
final class ApplicationChapter {
    static final List<String> NAMES = List.of(
            "Repository created",
            "Application pushed with git on a branch",
            "Change opened by the push",
            "Its plan: three services, a volume",
            "Approved by somebody else than its author",
            "Applied, the log followed live",
            "Containers answer over HTTP",
            "New image and a replica more, planned in place",
            "Applied while keep-alive clients keep asking",
            "Went back to the first version",
            "What breaks the isolation is refused",
            "A killed container is healed");

    private static final String REPOSITORY = "boutique";
    private static final int CLIENTS = 6;
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(10);

    private final Scene scene;
    private final Bookshop bookshop;
    private final Map<String, String> environment;
    private final JsonMapper mapper;
    private final Desk desk;
    private @Nullable WorkingCopy copy;
    private @Nullable StoryChange first;
    private @Nullable StoryChange second;
    private String said = "";

    /** @param environment in which this machine's commands run, such as docker's */
    ApplicationChapter(Scene scene, Bookshop bookshop, Map<String, String> environment, JsonMapper mapper) {
        this.scene = scene;
        this.bookshop = bookshop;
        this.environment = environment;
        this.mapper = mapper;
        this.desk = new Desk(scene.folder(), mapper);
    }

    /** In their order. */
    List<Step.Action> steps() {
        return List.of(
                this::createRepository,
                this::pushFirst,
                this::seeChange,
                this::seeFirstPlan,
                this::approveFirst,
                this::applyFirst,
                this::askContainers,
                this::pushSecond,
                this::applySecond,
                this::goBack,
                this::pushHostile,
                this::killContainer);
    }

    private String createRepository() throws IOException, InterruptedException {
        copy = desk.created(scene.lead(), scene.developer(), scene.tenant(), REPOSITORY, "opening");
        return the(copy).git("remote", "get-url", "origin").strip();
    }

    private String pushFirst() throws IOException, InterruptedException {
        bookshop.writeFirst(the(copy).folder());
        said = the(copy).push("opening", "Open the bookshop");
        return said.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("remote: Opened"))
                .findFirst()
                .orElseThrow(() -> new StepFailure("git showed no change that was opened:\n" + said));
    }

    private String seeChange() {
        StoryChange opened = change(1);
        String address = opened.get().path("address").asString();
        unless(said.contains(address), "The address " + address + " is not in what git showed:\n" + said);
        first = opened;
        return address;
    }

    private String seeFirstPlan() throws InterruptedException {
        JsonNode plan = the(first).awaitPlan();
        List<String> created = StoryChange.addresses(plan, "CREATE");
        for (String wanted : List.of("service.api", "service.store", "service.web", "volume.books")) {
            unless(created.contains(wanted), "The plan does not create " + wanted + ", but " + created);
        }
        unless(created.size() == StoryChange.changing(plan).size(), "The plan does more than create: " + plan);
        return "creates " + created.size() + ": " + String.join(", ", created);
    }

    private String approveFirst() {
        StoryChange change = the(first);
        try {
            change.command(scene.developer().api(), "approve");
            throw new StepFailure("The author could approve their own change.");
        } catch (CommandProblem refused) {
            change.command(scene.lead().api(), "approve");
        }
        unless(change.get().path("blockers").isEmpty(), "Something still blocks it: " + change.get());
        return "the author may not approve their own change; the lead did";
    }

    private String applyFirst() throws InterruptedException {
        StoryChange change = the(first);
        change.command(scene.developer().api(), "apply");
        int lines = change.followApply();
        change.await("merged");
        return lines + " log lines; default branch moved";
    }

    private String askContainers() throws IOException, InterruptedException {
        Website site = website();
        site.awaitPage(Bookshop.greeting("1"), Duration.ofSeconds(5));
        String title = "Les Misérables";
        site.post("/cgi-bin/books", title);
        String answer = site.get("/cgi-bin/books");
        unless(answer.contains(title), "The book that was posted did not come back, but: " + answer);
        return "http://" + site.address() + ", web → api → store";
    }

    private String pushSecond() throws IOException, InterruptedException {
        Desk.branch(the(copy), "version-2");
        bookshop.writeSecond(the(copy).folder());
        the(copy).push("version-2", "Show version 2 of the front, twice");
        StoryChange change = change(2);
        JsonNode plan = change.awaitPlan();
        List<String> updated = StoryChange.addresses(plan, "UPDATE");
        unless(
                updated.equals(List.of("service.web"))
                        && StoryChange.changing(plan).size() == 1,
                "The plan is not one update in place of service.web: " + StoryChange.changing(plan));
        second = change;
        return "updates service.web, replaces nothing";
    }

    private String applySecond() throws IOException, InterruptedException {
        StoryChange change = the(second);
        change.command(scene.lead().api(), "approve");
        Website site = website();
        KeepAliveClients clients = KeepAliveClients.start(CLIENTS, site.address(), "/");
        try (clients) {
            change.command(scene.developer().api(), "apply");
            change.await("merged");
            site.awaitPage(Bookshop.greeting("2"), Duration.ofSeconds(5));
        }
        unless(
                clients.failures().isEmpty(),
                clients.failures().size() + " of " + clients.requests() + " requests failed: "
                        + clients.failures().stream().distinct().limit(3).toList());
        unless(
                clients.answers().keySet().equals(Set.of(Bookshop.greeting("1"), Bookshop.greeting("2"))),
                "Not both versions were seen: " + clients.answers());
        unless(service("web").path("replicas").size() == 2, "There are not two replicas: " + service("web"));
        return clients.requests() + " requests, 0 failed; 2 replicas";
    }

    private String goBack() throws IOException, InterruptedException {
        the(second)
                .command(
                        scene.developer().api(),
                        "go-back",
                        mapper.createObjectNode().put("reason", "The demo wants the first version back."));
        StoryChange undoing = change(3);
        undoing.await("merged");
        unless(undoing.get().path("reviewDue").asBoolean(), "Going back is not marked to be reviewed afterwards.");
        Website site = website();
        site.awaitPage(Bookshop.greeting("1"), Duration.ofSeconds(5));
        unless(site.get("/cgi-bin/books").contains("Misérables"), "The store lost its book.");
        return undoing.get().path("reference").asString() + ", by one press; the book is still there";
    }

    private String pushHostile() throws IOException, InterruptedException {
        Desk.branch(the(copy), "too-much");
        bookshop.writeHostile(the(copy).folder());
        the(copy).push("too-much", "Give the API every right");
        StoryChange change = change(4);
        change.await("refused");
        List<String> findings = change.plans()
                .path(0)
                .path("findings")
                .valueStream()
                .map(finding -> finding.path("file").asString() + ":"
                        + finding.path("line").asInt() + " "
                        + finding.path("key").asString())
                .toList();
        for (String key : List.of("services.api.privileged", "services.store.volumes")) {
            unless(
                    findings.stream().anyMatch(finding -> finding.contains(key)),
                    "Nothing was said about " + key + ", but " + findings);
        }
        return String.join(", ", findings);
    }

    private String killContainer() throws IOException, InterruptedException {
        Website site = website();
        JsonNode before = service("web").path("replicas").path(0);
        String container = before.path("containerId").asString();
        long begun = System.nanoTime();
        Command.run(scene.folder(), environment, "docker", "kill", container);
        long end = begun + HEALED_WITHIN.toNanos();
        while (System.nanoTime() < end) {
            JsonNode now = service("web").path("replicas").path(0);
            boolean again = now.path("state").asString().equals("running")
                    && !now.path("startedAt").equals(before.path("startedAt"));
            if (again && site.answers(Bookshop.greeting("1"))) {
                long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                return "answers again after " + millis / 100 / 10.0 + " s";
            }
            Thread.sleep(50);
        }
        throw new StepFailure(
                "The killed container was not back after " + HEALED_WITHIN.toSeconds() + " s: " + service("web"));
    }

    private StoryChange change(int number) {
        return new StoryChange(scene.developer().api(), scene.tenant(), REPOSITORY, number, mapper);
    }

    private Website website() {
        String address = service("web").path("addresses").path(0).asString("");
        unless(!address.isEmpty(), "The front has no address: " + service("web"));
        return new Website(address);
    }

    private JsonNode service(String name) {
        JsonNode stack = scene.developer().api().get(in("repositories", REPOSITORY, "stacks", Bookshop.STACK));
        return stack.path("services")
                .valueStream()
                .filter(service -> service.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new StepFailure("There is no service " + name + ": " + stack));
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", scene.tenant()) + ApiClient.path(segments);
    }

    /** What an earlier step made; steps stop at the first that fails, so it is there. */
    private static <T> T the(@Nullable T made) {
        if (made == null) {
            throw new IllegalStateException("An earlier step did not run");
        }
        return made;
    }
}
