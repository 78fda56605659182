package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome invoice}: what was invoiced. */
@Command(name = "invoice", description = "See invoices and credit notes, issue and credit them.")
final class InvoiceCommands {
    private static final int SHOWN_DIGITS = 6;

    private final Context context;

    InvoiceCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the invoices and credit notes of the tenant, the newest first.")
    int list(@Option(names = "--csv", description = "Print them as CSV, with their tax.") boolean csv) {
        if (csv) {
            context.api().lines(context.inTenant("invoices", "csv"), line -> context.output()
                    .line(line));
            return 0;
        }
        JsonNode invoices = context.api().get(context.inTenant("invoices"));
        Output output = context.output();
        if (!output.printedJson(invoices)) {
            output.table(
                    List.of("NUMBER", "KIND", "MONTH", "ISSUED", "DUE", "PAYABLE"),
                    invoices.path("items")
                            .valueStream()
                            .map(InvoiceCommands::row)
                            .toList());
        }
        return 0;
    }

    private static List<String> row(JsonNode invoice) {
        return List.of(
                invoice.path("number").asString(),
                invoice.path("kind").asString(),
                invoice.path("month").asString(),
                invoice.path("issued").asString(),
                invoice.path("due").asString(),
                invoice.path("payable").asString() + " "
                        + invoice.path("currency").asString());
    }

    @Command(name = "show", description = "Show an invoice with its lines.")
    int show(@Parameters(paramLabel = "INVOICE", description = "Its number, such as 2026-00042.") String number) {
        print(context.api().get(context.inTenant("invoices", number)));
        return 0;
    }

    @Command(
            name = "issue",
            description = {
                "Issue the invoice of a month that is over. For owners of the provider.",
                "Invoices are issued by themselves a day after the end of a month; this is for earlier ones."
            })
    int issue(@Parameters(paramLabel = "MONTH", description = "Such as 2026-10.") String month) {
        ObjectNode request = context.mapper().createObjectNode().put("month", month);
        print(context.api().post(context.inTenant("invoices"), request));
        return 0;
    }

    @Command(name = "credit", description = "Take back an invoice or a part of it. For owners of the provider.")
    int credit(
            @Parameters(paramLabel = "INVOICE", description = "Its number, such as 2026-00042.") String number,
            @Option(
                            names = "--net",
                            paramLabel = "AMOUNT",
                            description = "What is taken back, without tax; all that is left when left out.")
                    @Nullable
                    String net,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Why; printed on the credit note.")
                    String reason) {
        ObjectNode request = context.mapper().createObjectNode().put("reason", reason);
        if (net != null) {
            request.put("net", net);
        }
        print(context.api().post(context.inTenant("invoices", number, "credits"), request));
        return 0;
    }

    private void print(JsonNode invoice) {
        Output output = context.output();
        if (output.printedJson(invoice)) {
            return;
        }
        String currency = " " + invoice.path("currency").asString();
        output.line(output.paint(
                        Colour.BOLD,
                        invoice.path("kind").asString() + " "
                                + invoice.path("number").asString())
                + "  " + invoice.path("month").asString() + ", due "
                + invoice.path("due").asString());
        output.table(
                List.of("LINE", "WHERE", "WHAT", "QUANTITY", "PRICE", "AMOUNT"),
                invoice.path("lines").valueStream().map(InvoiceCommands::line).toList());
        output.line("Net " + invoice.path("net").asString() + currency + ", VAT "
                + invoice.path("vatPercent").asString() + " % "
                + invoice.path("vat").asString() + currency
                + ", payable " + invoice.path("payable").asString() + currency);
    }

    /** To six digits, as people read it; a sum has no unit; a processor's hour is one of a CPU. */
    private static String quantity(JsonNode line) {
        String per = line.path("per").asString();
        BigDecimal quantity = new BigDecimal(line.path("quantity").asString());
        return (quantity.scale() > SHOWN_DIGITS ? quantity.setScale(SHOWN_DIGITS, RoundingMode.HALF_UP) : quantity)
                        .toPlainString()
                + (per.equals("lump") ? "" : line.path("of").asString("").equals("cpu") ? " CPU-" + per : " " + per);
    }

    private static List<String> line(JsonNode line) {
        String stack = line.path("stack").asString();
        String service = line.path("service").asString();
        String what = line.path("of").isString()
                ? line.path("of").asString()
                : line.path("name").asString();
        return List.of(
                line.path("position").asString(),
                Output.clean(stack.isEmpty() ? "-" : service.isEmpty() ? stack : stack + "/" + service),
                Output.clean(
                        line.path("kind").asString().equals("correction")
                                ? what + ", correction of " + line.path("month").asString()
                                : what),
                quantity(line),
                line.path("price").asString(),
                line.path("amount").asString());
    }
}
