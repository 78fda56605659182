package io.binome.cli;

import io.binome.cli.Output.Colour;
import io.binome.kernel.Quantities;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code binome bill}: what a tenant really used, in prices. */
@Command(
        name = "bill",
        description = "See what was used and what it costs.",
        subcommands = {BillForecastCommand.class, InvoiceExportCommand.class, InvoiceReplayCommand.class})
final class BillCommands {
    private static final int DECIMALS = 3;
    private static final int FINEST = 12;

    private final Context context;

    BillCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "show",
            description = {
                "Show a month: as much of it as is over, each line with its place, quantity, price and amount.",
                "Amounts are without tax; the total is the sum of the lines. --json gives exact amounts and the days."
            })
    int show(
            @Option(names = "--month", paramLabel = "MONTH", description = "Such as 2026-11; this month when left out.")
                    @Nullable
                    String month,
            @Option(names = "--csv", description = "Print its lines with exact amounts, as CSV.") boolean csv) {
        if (csv) {
            String lines = context.inTenant("bill", "csv");
            context.api()
                    .lines(
                            month == null ? lines : ApiClient.with(lines, "month", checked(month)),
                            line -> context.output().line(line.replace("\ufeff", "")));
            return 0;
        }
        String path = context.inTenant("bill");
        JsonNode bill = context.api().get(month == null ? path : ApiClient.with(path, "month", checked(month)));
        Output output = context.output();
        if (output.printedJson(bill)) {
            return 0;
        }
        String currency = " " + bill.path("currency").asString();
        output.line(output.paint(Colour.BOLD, bill.path("month").asString())
                + (bill.path("complete").asBoolean() ? "  " : " so far  ")
                + bill.path("total").asString()
                + currency
                + books(bill));
        if (bookNames(bill).isEmpty()) {
            output.line("The contract names no price book that is in force, so nobody knows what this costs.");
        } else if (bill.path("unpriced").asInt() > 0) {
            output.line(bill.path("unpriced").asInt() + " lines have no price and are no part of the total.");
        }
        output.table(
                List.of("WHERE", "WHAT", "QUANTITY", "PRICE", "AMOUNT"),
                bill.path("lines")
                        .valueStream()
                        .map(line -> row(line, bill.path("books").size() > 1))
                        .toList());
        return 0;
    }

    private static List<String> bookNames(JsonNode bill) {
        return bill.path("books")
                .valueStream()
                .map(named -> Output.clean(named.path("book").asString()))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** Which price book holds, and since when if it did not do so for all of the month. */
    private static String books(JsonNode bill) {
        if (bookNames(bill).isEmpty()) {
            return "";
        }
        if (bill.path("books").size() == 1) {
            return ", by the price book " + bookNames(bill).getFirst();
        }
        ZoneId zone = ZoneId.of(bill.path("zone").asString());
        return ", by price books: "
                + bill.path("books")
                        .valueStream()
                        .map(named -> {
                            String name = Output.clean(named.path("book").asString());
                            return (name.isEmpty() ? "none" : name) + " from "
                                    + Instant.parse(named.path("from").asString())
                                            .atZone(zone)
                                            .toLocalDateTime()
                                            .toString()
                                            .replace('T', ' ');
                        })
                        .collect(Collectors.joining(", "));
    }

    private static String checked(String month) {
        try {
            return YearMonth.parse(month).toString();
        } catch (DateTimeException wrong) {
            throw new CommandProblem("'" + month + "' is no month. Write one such as 2026-11.");
        }
    }

    private static List<String> row(JsonNode line, boolean severalBooks) {
        String stack = line.path("stack").asString();
        String service = line.path("service").asString();
        String place = stack.isEmpty()
                ? "everything"
                : line.path("environment").asString() + " " + stack + (service.isEmpty() ? "" : "/" + service);
        String what = line.path("of").isString()
                ? line.path("of").asString()
                : line.path("kind").asString() + " " + line.path("name").asString();
        BigDecimal quantity = new BigDecimal(
                        new BigInteger(line.path("quantity").asString()))
                .divide(new BigDecimal(line.path("baseUnits").asString()), FINEST, RoundingMode.HALF_UP);
        return List.of(
                Output.clean(place),
                Output.clean(what)
                        + (severalBooks && !line.path("book").asString().isEmpty()
                                ? ", " + Output.clean(line.path("book").asString())
                                : "")
                        + (line.path("tier").asInt() > 0
                                ? ", tier " + (line.path("tier").asInt() + 1)
                                : ""),
                Quantities.readable(quantity, DECIMALS).toPlainString() + " "
                        + line.path("per").asString(),
                line.path("price").isString() ? line.path("price").asString() : "-",
                line.path("amount").isString() ? line.path("amount").asString() : "unknown");
    }
}
