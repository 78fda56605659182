package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.CommandProblem;
import io.binome.cli.demo.SignIns.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job, from an empty tenant to a healed container. Steps are run once, in their order. */
final class Story {
    private static final String REPOSITORY = "boutique";
    private static final int CLIENTS = 6;
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(10);

    private final Demo.Place place;
    private final JsonMapper mapper;
    private final SignIns signIns;
    private final List<Account> accounts = new ArrayList<>();

    private @Nullable Bookshop bookshop;
    private @Nullable Person owner;
    private @Nullable Person lead;
    private @Nullable Person developer;
    private @Nullable WorkingCopy copy;
    private @Nullable StoryChange first;
    private @Nullable StoryChange second;
    private @Nullable InfrastructureChapter infrastructure;
    private @Nullable GovernanceChapter governance;
    private @Nullable PriceChapter prices;
    private @Nullable MeteringChapter metering;
    private @Nullable InvoiceChapter invoices;
    private String tenant = "";
    private String cloneUrl = "";
    private String said = "";

    Story(Demo.Place place, JsonMapper mapper) {
        this.place = place;
        this.mapper = mapper;
        this.signIns = new SignIns(place, mapper);
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>(application());
        if (InfrastructureChapter.possible(place.environment())) {
            steps.add(new Step("Three OpenTofu stacks, one after another", () -> begin().push()));
            steps.add(new Step("Applied in their order, reviewed twice", () -> the(infrastructure)
                    .apply()));
            steps.add(new Step("A plan that was overtaken is refused", () -> the(infrastructure)
                    .staleIsRefused()));
            steps.add(new Step("Drift found, restored by one press", () -> the(infrastructure)
                    .drift()));
            steps.add(new Step(
                    "The secret appears nowhere", () -> the(infrastructure).secretIsNowhere()));
        }
        steps.addAll(chapter(GovernanceChapter.NAMES, () -> governance().steps()));
        steps.addAll(chapter(PriceChapter.NAMES, () -> prices().steps()));
        steps.addAll(chapter(MeteringChapter.NAMES, () -> metering().steps()));
        steps.addAll(chapter(InvoiceChapter.NAMES, () -> invoices().steps()));
        steps.add(new Step("Ledger verified", () -> ledger().verify()));
        steps.add(new Step("Ledger rewritten in the database, and found out", () -> ledger().tamper()));
        return steps;
    }

    private interface Chapter {
        List<Step.Action> steps() throws IOException;
    }

    /** Made from people that earlier steps bring. */
    private static List<Step> chapter(List<String> names, Chapter chapter) {
        List<Step> steps = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            int step = index;
            steps.add(new Step(names.get(index), () -> chapter.steps().get(step).run()));
        }
        return steps;
    }

    private GovernanceChapter governance() throws IOException {
        if (governance == null) {
            governance = new GovernanceChapter(governed(), mapper, Clock.systemUTC());
        }
        return governance;
    }

    private PriceChapter prices() throws IOException {
        if (prices == null) {
            prices = new PriceChapter(governed(), mapper, Clock.systemUTC());
        }
        return prices;
    }

    private MeteringChapter metering() throws IOException {
        if (metering == null) {
            Company neighbour = Company.found("chocolaterie", the(owner), signIns, mapper);
            accounts.add(neighbour.lead().account());
            metering = new MeteringChapter(
                    metered(), the(owner), new Company(tenant, the(lead), the(developer)), neighbour);
        }
        return metering;
    }

    private InvoiceChapter invoices() throws IOException {
        if (invoices == null) {
            invoices = new InvoiceChapter(
                    the(owner),
                    new Company(tenant, the(lead), the(developer)),
                    new OwnDatabase(place.home(), place.environment()),
                    metered(),
                    mapper,
                    Clock.systemUTC());
        }
        return invoices;
    }

    private Desk metered() throws IOException {
        return new Desk(folder("working-copies").resolve(tenant + "-metering"), mapper);
    }

    private GovernanceChapter.Place governed() throws IOException {
        return new GovernanceChapter.Place(
                folder("working-copies").resolve(tenant + "-governance"),
                tenant,
                the(owner),
                the(lead),
                the(developer));
    }

    private InfrastructureChapter begin() throws IOException {
        infrastructure = new InfrastructureChapter(
                folder("working-copies").resolve(tenant + "-foundations"), mapper, tenant, the(developer), the(lead));
        return infrastructure;
    }

    private List<Step> application() {
        return List.of(
                new Step("Images made without a registry", this::makeImages),
                new Step("Provider and tenant, two people", this::createTenant),
                new Step("Repository created", this::createRepository),
                new Step("Application pushed with git on a branch", this::pushFirst),
                new Step("Change opened by the push", this::seeChange),
                new Step("Its plan: three services, a volume", this::seeFirstPlan),
                new Step("Approved by somebody else than its author", this::approveFirst),
                new Step("Applied, the log followed live", this::applyFirst),
                new Step("Containers answer over HTTP", this::askContainers),
                new Step("New image and a replica more, planned in place", this::pushSecond),
                new Step("Applied while keep-alive clients keep asking", this::applySecond),
                new Step("Went back to the first version", this::goBack),
                new Step("What breaks the isolation is refused", this::pushHostile),
                new Step("A killed container is healed", this::killContainer));
    }

    /** Who can sign in at the end. */
    List<Account> signIns() {
        return List.copyOf(accounts);
    }

    private String makeImages() throws IOException, InterruptedException {
        Path scratch = folder("images");
        Bookshop made = new Bookshop();
        made.buildImages(scratch, place.environment());
        bookshop = made;
        return "binome-demo/web:1, web:2 and store:1, each around busybox";
    }

    private String createTenant() throws IOException {
        Person provider = signIns.owner();
        owner = provider;
        accounts.add(provider.account());
        Company made = Company.found("librairie", provider, signIns, mapper);
        tenant = made.tenant();
        lead = made.lead();
        developer = made.developer();
        accounts.add(made.lead().account());
        accounts.add(made.developer().account());
        return "tenant " + tenant + ": one member leads, one develops; the lead accepted the contract offered";
    }

    private String createRepository() {
        JsonNode made = the(lead)
                .api()
                .post(in("repositories"), mapper.createObjectNode().put("name", REPOSITORY));
        cloneUrl = made.path("cloneUrl").asString();
        return cloneUrl;
    }

    private String pushFirst() throws IOException, InterruptedException {
        Path folder = folder("working-copies").resolve(tenant);
        WorkingCopy working = new WorkingCopy(
                folder,
                the(developer).account().email(),
                the(developer).account().email(),
                the(developer).token());
        Files.createDirectories(folder);
        working.git("init", "--quiet", "--initial-branch", "opening");
        working.git("remote", "add", "origin", cloneUrl);
        the(bookshop).writeFirst(folder);
        said = working.push("opening", "Open the bookshop");
        copy = working;
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
            change.command(the(developer).api(), "approve");
            throw new StepFailure("The author could approve their own change.");
        } catch (CommandProblem refused) {
            change.command(the(lead).api(), "approve");
        }
        unless(change.get().path("blockers").isEmpty(), "Something still blocks it: " + change.get());
        return "the author may not approve their own change; the lead did";
    }

    private String applyFirst() throws InterruptedException {
        StoryChange change = the(first);
        change.command(the(developer).api(), "apply");
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
        branchFromDefault("version-2");
        the(bookshop).writeSecond(the(copy).folder());
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
        change.command(the(lead).api(), "approve");
        Website site = website();
        KeepAliveClients clients = KeepAliveClients.start(CLIENTS, site.address(), "/");
        try (clients) {
            change.command(the(developer).api(), "apply");
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
                        the(developer).api(),
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
        branchFromDefault("too-much");
        the(bookshop).writeHostile(the(copy).folder());
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
        Command.run(place.home(), place.environment(), "docker", "kill", container);
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

    private LedgerChapter ledger() {
        return new LedgerChapter(place, mapper, tenant, the(lead));
    }

    private void branchFromDefault(String branch) throws InterruptedException {
        the(copy).git("fetch", "--quiet", "origin");
        the(copy).git("switch", "--quiet", "--no-track", "--create", branch, "origin/main");
    }

    private StoryChange change(int number) {
        return new StoryChange(the(developer).api(), tenant, REPOSITORY, number, mapper);
    }

    private Website website() {
        String address = service("web").path("addresses").path(0).asString("");
        unless(!address.isEmpty(), "The front has no address: " + service("web"));
        return new Website(address);
    }

    private JsonNode service(String name) {
        JsonNode stack = the(developer).api().get(in("repositories", REPOSITORY, "stacks", Bookshop.STACK));
        return stack.path("services")
                .valueStream()
                .filter(service -> service.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new StepFailure("There is no service " + name + ": " + stack));
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", tenant) + ApiClient.path(segments);
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(place.home().resolve("demo").resolve(name));
    }

    /** What an earlier step made; steps stop at the first that fails, so it is there. */
    private static <T> T the(@Nullable T made) {
        if (made == null) {
            throw new IllegalStateException("An earlier step did not run");
        }
        return made;
    }
}
