package io.binome.cli.demo;

import static io.binome.cli.demo.Desk.branch;
import static io.binome.cli.demo.Desk.needs;
import static io.binome.cli.demo.Desk.refused;
import static io.binome.cli.demo.Desk.write;
import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What things cost: prices put in force, a change that says what it adds to the month, a budget that it would break. */
final class PriceChapter {
    static final List<String> NAMES = List.of(
            "Prices put in force by the provider's owner",
            "A price raised without notice is refused",
            "The contract names prices and a budget",
            "A change says what it adds to the month",
            "Beyond the budget: whom the contract names decides");

    private static final String CONTRACT = "contract";
    private static final String REPOSITORY = "atelier";
    private static final int NOTICE = 30;
    static final ZoneId ZONE = ZoneId.of("Europe/Paris");
    private static final String BUDGET = "essais";

    /** A month has 730 hours; half a processor, a sixteenth of a GiB, and a fee for each service. */
    private static final BigDecimal CPU =
            new BigDecimal("0.5").multiply(new BigDecimal("0.012")).multiply(hours());

    private static final BigDecimal MEMORY =
            new BigDecimal("0.0625").multiply(new BigDecimal("0.004")).multiply(hours());
    private static final BigDecimal FEE = new BigDecimal("2.5");
    private static final BigDecimal MONTH = BigDecimal.TEN;

    private final Scene scene;
    private final Desk desk;
    private final Clock clock;
    private @Nullable WorkingCopy prices;
    private @Nullable WorkingCopy copy;
    private String provider = "";

    PriceChapter(Scene scene, JsonMapper mapper, Clock clock) {
        this.scene = scene;
        this.desk = new Desk(scene.folder().resolve("prices"), mapper);
        this.clock = clock;
    }

    /** In their order. */
    List<Step.Action> steps() {
        return List.of(this::inForce, this::tooEarly, this::agreed, this::adds, this::beyond);
    }

    private static BigDecimal hours() {
        return BigDecimal.valueOf(730);
    }

    /** At most, of one service of so many replicas. */
    private static BigDecimal most(int replicas) {
        return CPU.add(MEMORY).multiply(BigDecimal.valueOf(replicas)).add(FEE);
    }

    private String inForce() throws IOException, InterruptedException {
        provider = scene.owner()
                .api()
                .all("/tenants")
                .path("items")
                .valueStream()
                .filter(tenant -> tenant.path("provider").asBoolean())
                .map(tenant -> tenant.path("name").asString())
                .findFirst()
                .orElseThrow(() -> new StepFailure("The provider's own tenant is not in the list of tenants"));
        WorkingCopy working = desk.cloned(scene.owner(), provider, CONTRACT);
        prices = working;
        branch(working, book());
        Path manifest = working.folder().resolve("binome.yaml");
        String stacks = Files.readString(manifest);
        if (!stacks.contains("\n  prices:\n")) {
            Files.writeString(manifest, stacks + """
                      prices:
                        path: prices
                        engine: document
                        environment: production
                        variables: {kind: prices}
                    """);
        }
        write(working, "prices/" + book() + ".yaml", book("0.012", ""));
        StoryChange change = desk.pushed(working, scene.owner(), provider, CONTRACT, book(), "What things cost");
        change.await("planned");
        List<String> needs = needs(change);
        unless(
                needs.size() == 1 && needs.getFirst().contains("an owner at the provider"),
                "Prices are not the owner's to approve: " + needs);
        refused(change, scene.owner(), "needs");
        change.command(scene.owner().api(), "approve");
        change.command(scene.owner().api(), "apply");
        change.await("merged");
        return "book " + book() + ": CPU-hour 0.012 €, GiB-hour 0.004 €, " + FEE + " € a service, " + NOTICE
                + " days' notice";
    }

    private String tooEarly() throws IOException, InterruptedException {
        WorkingCopy working = the(prices);
        LocalDate tomorrow = LocalDate.now(clock.withZone(ZONE)).plusDays(1);
        branch(working, book() + "-raised");
        write(working, "prices/" + book() + ".yaml", book("0.012", "    - {from: " + tomorrow + ", price: 0.014}\n"));
        StoryChange change = desk.pushed(
                working, scene.owner(), provider, CONTRACT, book() + "-raised", "A processor costs more from tomorrow");
        change.await("refused");
        JsonNode finding = change.plans().path(0).path("findings").path(0);
        unless(
                finding.path("code").asString().equals("prices-notice"),
                "It was refused for another reason: " + finding);
        LocalDate earliest = tomorrow.plusDays(NOTICE - 1);
        unless(
                finding.path("instead").asString().contains(earliest.toString()),
                "It does not say from when on, which is " + earliest + ": " + finding);
        change.command(scene.owner().api(), "close");
        return finding.path("file").asString() + ":" + finding.path("line").asInt() + ": not before " + earliest;
    }

    private String agreed() throws IOException, InterruptedException {
        WorkingCopy working = desk.cloned(scene.lead(), scene.tenant(), CONTRACT);
        branch(working, "prices");
        Path file = working.folder().resolve("contract.yaml");
        Files.writeString(
                file,
                Files.readString(file) + "\npriceBook: " + book() + "\nbudgets:\n  " + BUDGET + ": {month: " + MONTH
                        + ", environment: dev, over: provider}\n");
        StoryChange change =
                desk.pushed(working, scene.lead(), scene.tenant(), CONTRACT, "prices", "Agree on prices and a budget");
        change.await("planned");
        change.approvedBy(scene.owner().api());
        refused(change, scene.lead(), "lead");
        change.command(scene.lead().api(), "approve");
        change.command(scene.lead().api(), "apply");
        change.await("merged");
        JsonNode held = scene.lead().api().get(in("prices"));
        unless(held.path("book").asString().equals(book()), "Another book holds: " + held);
        same("the price of a CPU-hour", held.path("prices").path(0).path("price"), new BigDecimal("0.012"));
        JsonNode budget = budget();
        same("the budget", budget.path("month"), MONTH);
        return "version "
                + scene.lead()
                        .api()
                        .get(in("contract"))
                        .path("version")
                        .path("number")
                        .asInt() + ": " + MONTH + " € a month for dev, beyond it the provider decides";
    }

    private String adds() throws IOException, InterruptedException {
        WorkingCopy working = desk.created(scene.lead(), scene.developer(), scene.tenant(), REPOSITORY, "trial");
        copy = working;
        write(working, "binome.yaml", "stacks:\n  atelier: {environment: dev}\n");
        write(working, "compose.yaml", compose(1));
        StoryChange change =
                desk.pushed(working, scene.developer(), scene.tenant(), REPOSITORY, "trial", "Try the workshop");
        change.await("planned");
        JsonNode judged = change.judgement();
        JsonNode cost = judged.path("stacks").path(0).path("cost");
        same("what it adds at least", cost.path("low"), FEE);
        same("what it adds at most", cost.path("high"), most(1));
        unless(judged.path("budgets").isEmpty(), "It breaks a budget: " + judged.path("budgets"));
        unless(judged.path("needs").isEmpty(), "It needs somebody: " + judged.path("needs"));
        change.command(scene.developer().api(), "apply");
        change.await("merged");
        same("what counts against the budget", budget().path("high"), most(1));
        return "adds " + FEE + " to " + plain(most(1)) + " €/month, "
                + budget().path("percent").asInt() + " % of the budget; its author applied it alone";
    }

    private String beyond() throws IOException, InterruptedException {
        WorkingCopy working = the(copy);
        branch(working, "busy");
        write(working, "compose.yaml", compose(3));
        StoryChange change = desk.pushed(
                working, scene.developer(), scene.tenant(), REPOSITORY, "busy", "Three of them at Christmas");
        change.await("planned");
        JsonNode judged = change.judgement();
        same("what it adds", judged.path("stacks").path(0).path("cost").path("high"), most(3).subtract(most(1)));
        JsonNode broken = judged.path("budgets").path(0);
        unless(broken.path("budget").asString().equals(BUDGET), "It breaks no budget: " + judged);
        same("what the budget would come to", broken.path("then"), most(3));
        unless(needs(change).toString().contains("budget " + BUDGET), "The budget asks nobody: " + needs(change));
        refused(change, scene.developer(), "budget " + BUDGET);
        change.command(scene.lead().api(), "approve");
        refused(change, scene.developer(), "provider");
        change.command(scene.owner().api(), "approve");
        change.command(scene.developer().api(), "apply");
        change.await("merged");
        JsonNode month = scene.lead()
                .api()
                .get(in("costs"))
                .path("items")
                .valueStream()
                .filter(stack -> stack.path("repository").asString().equals(REPOSITORY))
                .findFirst()
                .orElseThrow(() -> new StepFailure("Nothing is said of what " + REPOSITORY + " costs"));
        same("what the stack costs now", month.path("high"), most(3));
        return "adds up to " + plain(most(3).subtract(most(1))) + " €/month, " + plain(most(3)) + " of " + MONTH
                + " €: the lead's word was not enough, the provider's was";
    }

    /** Each telling of the story has a book of its own: those in force cannot be taken away. */
    private String book() {
        return scene.tenant();
    }

    private String book(String cpu, String later) {
        return """
                name: %s
                title: Prices of the demo
                currency: EUR
                vat: 20
                notice: %d
                timezone: %s
                prices:
                  cpu:
                    - {from: 2026-01-01, price: %s}
                %s  memory:
                    - {from: 2026-01-01, price: 0.004}
                  traffic:
                    - {from: 2026-01-01, price: 0.02}
                  requests:
                    - {from: 2026-01-01, price: 0.3}
                fees:
                  - name: watching
                    for: service
                    prices: [{from: 2026-01-01, price: %s}]
                """.formatted(book(), NOTICE, ZONE, cpu, later, FEE);
    }

    private static String compose(int replicas) {
        return """
                services:
                  bench:
                    image: binome-demo/web:1
                    healthcheck:
                      test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]
                      interval: 1s
                      start_period: 10s
                    deploy:
                      replicas: %d
                      resources:
                        limits: {cpus: "0.5", memory: 64M}
                    stop_grace_period: 3s
                """.formatted(replicas);
    }

    /** Numbers as the API writes them are texts, so that nobody rounds them. */
    private static void same(String what, JsonNode said, BigDecimal expected) {
        String text = said.asString("");
        unless(
                !text.isEmpty() && new BigDecimal(text).compareTo(expected) == 0,
                "It says " + what + " is " + (text.isEmpty() ? "not known" : text) + ", and it is " + plain(expected));
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }

    private JsonNode budget() {
        return scene.lead().api().get(in("budgets")).path("items").path(0);
    }

    private static WorkingCopy the(@Nullable WorkingCopy made) {
        if (made == null) {
            throw new IllegalStateException("An earlier step did not run");
        }
        return made;
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", scene.tenant()) + ApiClient.path(segments);
    }
}
