package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code binome bill forecast}: what the month's end and the twelve months after it will cost. */
@Command(
        name = "forecast",
        description = {
            "Show what the end of this month and the twelve months after it will cost, each with an interval.",
            "By what was measured, at the prices in force, without tax. What is not known yet is said, not guessed."
        })
final class BillForecastCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--csv", description = "Print it as CSV.")
    private boolean csv;

    BillForecastCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Output output = context.output();
        if (csv) {
            context.api()
                    .lines(
                            context.inTenant("bill", "forecast", "csv"),
                            line -> output.line(line.replace("\ufeff", "")));
            return 0;
        }
        JsonNode forecast = context.api().get(context.inTenant("bill", "forecast"));
        if (output.printedJson(forecast)) {
            return 0;
        }
        String currency = " " + forecast.path("currency").asString();
        output.line(output.paint(Colour.BOLD, forecast.path("month").asString()) + " so far  "
                + forecast.path("spent").asString() + currency);
        JsonNode end = forecast.path("end");
        JsonNode total = forecast.path("total");
        if (end.isObject()) {
            output.line("Its end is expected at " + end.path("expected").asString() + currency + ", " + cases(forecast)
                    + " from " + end.path("low").asString() + " to "
                    + end.path("high").asString() + ".");
        } else if (forecast.path("days").isObject()) {
            output.line("Its end is not known yet: " + scarce(forecast.path("days"), "days"));
        } else {
            output.line("The tenant has left: nothing comes any more.");
        }
        if (total.isObject()) {
            List<List<String>> rows = new ArrayList<>();
            forecast.path("months")
                    .forEach(month -> rows.add(row(month.path("month").asString(), month, currency)));
            rows.add(row("together", total, currency));
            output.table(List.of("MONTH", "EXPECTED", "LOW", "HIGH"), rows);
            output.line("Each is between LOW and HIGH " + cases(forecast) + ".");
        } else if (forecast.path("wholeMonths").isObject()) {
            output.line(
                    "The months after it are not known yet: " + scarce(forecast.path("wholeMonths"), "whole months"));
        }
        return 0;
    }

    private static List<String> row(String month, JsonNode range, String currency) {
        return List.of(
                month,
                range.path("expected").asString() + currency,
                range.path("low").asString() + currency,
                range.path("high").asString() + currency);
    }

    private static String cases(JsonNode forecast) {
        return "in " + forecast.path("intervalPercent").asInt() + " of 100 cases";
    }

    private static String scarce(JsonNode counted, String of) {
        return counted.path("seen").asInt() + " " + of + " were measured, and it takes "
                + counted.path("needed").asInt() + ".";
    }
}
