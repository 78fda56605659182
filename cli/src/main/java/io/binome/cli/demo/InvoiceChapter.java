package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.billing.InvoiceReplay;
import io.binome.cli.ApiClient;
import io.binome.cli.demo.SignIns.Person;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A month that has gone by, invoiced as Factur-X, and worked out once more from what was kept with the invoice. */
final class InvoiceChapter {
    static final List<String> NAMES = List.of(
            "A month has gone by: its invoice, as Factur-X", "Worked out again without the server: the same cents");

    private static final String CONTRACT = "contract";
    private static final String PARTIES = """

            invoices:
              days: 30
              provider:
                name: Infogérance de la démonstration
                form: SAS au capital de 50 000 €
                siret: 732 829 320 00074
                vat: FR44732829320
                address: {street: 12 rue Nationale, postcode: "59000", city: Lille, country: FR}
              tenant:
                name: Librairie de la démonstration
                siret: 404 833 048 00022
                address: {street: 1 place du Marché, postcode: "69001", city: Lyon, country: FR}
            """;

    private final Person owner;
    private final Company client;
    private final OwnDatabase database;
    private final Desk desk;
    private final JsonMapper mapper;
    private final Clock clock;
    private String number = "";
    private BigDecimal payable = BigDecimal.ZERO;

    /** @param owner of the provider */
    InvoiceChapter(Person owner, Company client, OwnDatabase database, Desk desk, JsonMapper mapper, Clock clock) {
        this.owner = owner;
        this.client = client;
        this.database = database;
        this.desk = desk;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** In their order. */
    List<Step.Action> steps() {
        return List.of(this::invoice, this::replay);
    }

    private String invoice() throws IOException, InterruptedException, SQLException {
        sayWhoTheyAre();
        YearMonth month = YearMonth.now(clock.withZone(PriceChapter.ZONE)).minusMonths(1);
        int hours = goBy(month);
        JsonNode issued =
                owner.api().post(in("invoices"), mapper.createObjectNode().put("month", month.toString()));
        number = issued.path("number").asString();
        payable = decimal(issued.path("payable"));
        BigDecimal net = decimal(issued.path("net"));
        BigDecimal lines = issued.path("lines")
                .valueStream()
                .map(line -> decimal(line.path("amount")))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        unless(lines.compareTo(net) == 0 && net.signum() > 0, "Its lines come to " + lines + ", and it says " + net);
        unless(
                net.add(decimal(issued.path("vat"))).compareTo(payable) == 0,
                "Without and with tax do not fit: " + issued);
        String pdf = new String(file("pdf"), StandardCharsets.ISO_8859_1);
        unless(pdf.startsWith("%PDF-") && pdf.contains("factur-x.xml"), "Its page is no PDF with the XML in it");
        String xml = new String(file("xml"), StandardCharsets.UTF_8);
        unless(xml.contains("urn:cen.eu:en16931:2017") && xml.contains(number), "Its XML is of another profile");
        return number + ": " + hours + " hours of " + month + ", "
                + issued.path("lines").size() + " lines, " + payable
                + " € with VAT; validated by Mustang before it was issued";
    }

    private void sayWhoTheyAre() throws IOException, InterruptedException {
        WorkingCopy working = desk.cloned(client.lead(), client.tenant(), CONTRACT);
        Desk.branch(working, "parties");
        Path file = working.folder().resolve("contract.yaml");
        Files.writeString(file, Files.readString(file) + PARTIES);
        StoryChange change = desk.pushed(
                working, client.lead(), client.tenant(), CONTRACT, "parties", "Say who the parties are before the law");
        change.await("planned");
        change.approvedBy(owner.api(), client.lead().api());
        change.command(client.lead().api(), "apply");
        change.await("merged");
    }

    private int goBy(YearMonth month) throws IOException, SQLException {
        JsonNode used = client.lead()
                .api()
                .get(ApiClient.with(in("usage"), "by", "day"))
                .path("items")
                .valueStream()
                .filter(one -> one.path("service").asString("").equals(MeteringChapter.SERVICE))
                .findFirst()
                .orElseThrow(() -> new StepFailure("Nothing was metered of " + MeteringChapter.SERVICE));
        String tenant = client.lead()
                .api()
                .get(ApiClient.path("tenants", client.tenant()))
                .path("id")
                .asString();
        return new PastMonth(database, month, PriceChapter.ZONE)
                .simulate(
                        tenant,
                        used.path("stackId").asString(),
                        used.path("serviceId").asString(),
                        LocalDate.now(clock.withZone(PriceChapter.ZONE)));
    }

    private String replay() {
        InvoiceReplay replay = InvoiceReplay.of(file("export"));
        unless(replay.same(), "It comes to something else: " + replay.differences());
        unless(
                replay.invoice().payable().amount().compareTo(payable) == 0,
                "The export is of another amount: " + replay.invoice().payable());
        BigDecimal billed = billed(new String(file("focus"), StandardCharsets.UTF_8));
        unless(billed.compareTo(payable) == 0, "The rows of FOCUS come to " + billed);
        return number + ": each line and " + payable + " €; its rows of FOCUS 1.2 add up to that, too";
    }

    /** The sum of the column BilledCost; no cell before it has a comma in it. */
    private static BigDecimal billed(String csv) {
        List<String> rows = csv.lines().toList();
        int column = List.of(rows.getFirst().split(",")).indexOf("BilledCost");
        unless(column >= 0, "FOCUS has a column BilledCost, this has " + rows.getFirst());
        return rows.stream()
                .skip(1)
                .map(row -> new BigDecimal(row.split(",")[column]))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private byte[] file(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        client.lead().api().download(in("invoices", number, name), out);
        return out.toByteArray();
    }

    private static BigDecimal decimal(JsonNode amount) {
        return new BigDecimal(amount.asString());
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", client.tenant()) + ApiClient.path(segments);
    }
}
