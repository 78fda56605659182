package io.binome.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code binome usage}: what services really used. */
@Command(
        name = "usage",
        description = {
            "Show what services really used, as their kernels counted it: by day, or by hour, of UTC.",
            "Rows marked ~ are estimated in part, rows marked + correct an hour that was closed before; open ones are not"
                    + " final."
        },
        subcommands = UsageBalanceCommand.class)
final class UsageCommand implements Callable<Integer> {
    private static final BigDecimal HOUR = new BigDecimal(3_600_000_000L);
    private static final BigDecimal GIB_HOUR = new BigDecimal((1L << 30) * 3_600);
    private static final BigDecimal GB = new BigDecimal(1_000_000_000L);

    private final Context context;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first day, such as 2026-11-01, or an instant. The first of this month when left out.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "The end, which is not part of it. Now when left out; at most 31 days of hours, 400 of days.")
    private @Nullable String to;

    @Option(names = "--hours", description = "By hour instead of by day.")
    private boolean hours;

    @Option(names = "--csv", description = "Print all of it in base units, as CSV.")
    private boolean csv;

    UsageCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String path = ApiClient.with(context.inTenant(csv ? "usage.csv" : "usage"), "by", hours ? "hour" : "day");
        path = within(path, from, to);
        if (csv) {
            context.api().lines(path, line -> context.output().line(line.replace("\ufeff", "")));
            return 0;
        }
        JsonNode answer = context.api().get(path);
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        answer.path("items").forEach(used -> rows.add(row(used)));
        if (rows.isEmpty()) {
            output.line("Nothing was used in that time.");
            return 0;
        }
        output.table(
                List.of(
                        hours ? "HOUR (UTC)" : "DAY (UTC)",
                        "STACK",
                        "SERVICE",
                        "CPU h",
                        "MEMORY GiB·h",
                        "VOLUMES GiB·h",
                        "SENT GB",
                        "REQUESTS",
                        ""),
                rows);
        return 0;
    }

    private List<String> row(JsonNode used) {
        String time = used.path("from").asString();
        return List.of(
                hours ? time.substring(0, 16).replace('T', ' ') : time.substring(0, 10),
                name(used, "stack"),
                name(used, "service"),
                amount(used, "cpuMicros", HOUR),
                amount(used, "memoryByteSeconds", GIB_HOUR),
                amount(used, "volumeByteSeconds", GIB_HOUR),
                amount(used, "sentBytes", GB),
                Long.toString(used.path("requests").asLong()),
                (used.path("estimated").asBoolean() ? "~ " : "")
                        + (used.path("revision").asInt() > 0 ? "+ " : "")
                        + (used.path("closed").asBoolean() ? "" : "open"));
    }

    static String within(String path, @Nullable String from, @Nullable String to) {
        String later = from == null ? path : ApiClient.with(path, "from", from);
        return to == null ? later : ApiClient.with(later, "to", to);
    }

    /** When a row begins. */
    static String hour(JsonNode row) {
        return row.path("from").asString().substring(0, 16).replace('T', ' ');
    }

    /** Microseconds as hours of one processor. */
    static String hours(JsonNode row, String field) {
        return amount(row, field, HOUR);
    }

    /** What is gone is called by its id. */
    private static String name(JsonNode used, String what) {
        JsonNode name = used.path(what);
        JsonNode id = used.path(what + "Id");
        return name.isString() ? Output.clean(name.asString()) : id.isString() ? id.asString() : "";
    }

    private static String amount(JsonNode used, String field, BigDecimal unit) {
        return new BigDecimal(used.path(field).asLong())
                .divide(unit, 4, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
