package io.binome.cli.demo;

import io.binome.cli.demo.SignIns.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The chapters of the demo and the people in them, from an empty tenant on. Steps are run once, in their order. */
final class Story {
    private final Demo.Place place;
    private final JsonMapper mapper;
    private final SignIns signIns;
    private final List<Account> accounts = new ArrayList<>();

    private @Nullable Bookshop bookshop;
    private @Nullable Person owner;
    private @Nullable Person lead;
    private @Nullable Person developer;
    private @Nullable ApplicationChapter application;
    private @Nullable InfrastructureChapter infrastructure;
    private @Nullable GovernanceChapter governance;
    private @Nullable PriceChapter prices;
    private @Nullable MeteringChapter metering;
    private @Nullable InvoiceChapter invoices;
    private String tenant = "";

    Story(Demo.Place place, JsonMapper mapper) {
        this.place = place;
        this.mapper = mapper;
        this.signIns = new SignIns(place, mapper);
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("Images made without a registry", this::makeImages));
        steps.add(new Step("Provider and tenant, two people", this::createTenant));
        steps.addAll(chapter(ApplicationChapter.NAMES, () -> application().steps()));
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

    private ApplicationChapter application() throws IOException {
        if (application == null) {
            application = new ApplicationChapter(among("application"), the(bookshop), place.environment(), mapper);
        }
        return application;
    }

    private GovernanceChapter governance() throws IOException {
        if (governance == null) {
            governance = new GovernanceChapter(among("governance"), mapper, Clock.systemUTC());
        }
        return governance;
    }

    private PriceChapter prices() throws IOException {
        if (prices == null) {
            prices = new PriceChapter(among("governance"), mapper, Clock.systemUTC());
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

    /** @param chapter whose working copies have a folder of their own */
    private Scene among(String chapter) throws IOException {
        return new Scene(
                folder("working-copies").resolve(tenant + "-" + chapter),
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

    private LedgerChapter ledger() {
        return new LedgerChapter(place, mapper, tenant, the(lead));
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
