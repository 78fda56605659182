package io.binome.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code binome margin}: what is left of what tenants are billed. */
@Command(
        name = "margin",
        description = {
            "Show what tenants are billed in a month, what their use of servers costs, and what is left"
                    + " (the provider's people).",
            "Amounts are without tax."
        })
final class MarginCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--month",
            paramLabel = "MONTH",
            description = "Such as 2026-10; this one, as far as it is over, when left out.")
    private @Nullable String month;

    @Option(names = "--csv", description = "Print the tenants, and what nobody used, as CSV.")
    private boolean csv;

    MarginCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String path = csv ? ApiClient.path("margin", "csv") : ApiClient.path("margin");
        if (csv) {
            context.api().lines(month == null ? path : ApiClient.with(path, "month", month), line -> context.output()
                    .line(line));
            return 0;
        }
        JsonNode answer = context.api().get(month == null ? path : ApiClient.with(path, "month", month));
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        output.line(answer.path("month").asString() + (answer.path("complete").asBoolean() ? "" : ", so far") + ", in "
                + answer.path("currency").asString());
        List<List<String>> rows = new ArrayList<>();
        answer.path("tenants")
                .forEach(tenant ->
                        rows.add(row(Output.clean(tenant.path("tenant").asString()), tenant)));
        rows.add(List.of("unused capacity", "", answer.path("unused").asString(), "", ""));
        rows.add(row("all", answer));
        output.table(List.of("TENANT", "BILLED", "COST", "MARGIN", "%"), rows);
        output.line("");
        output.table(
                List.of("SITE", "HOST", "COST", "UNUSED", "CPU %", "MEMORY %"),
                answer.path("hosts").valueStream().map(MarginCommand::host).toList());
        return 0;
    }

    private static List<String> row(String name, JsonNode row) {
        return List.of(
                name,
                row.path("billed").asString() + (row.path("unpriced").asInt() > 0 ? " +?" : ""),
                row.path("cost").asString(),
                orDash(row.path("margin")),
                orDash(row.path("percent")));
    }

    private static List<String> host(JsonNode host) {
        return List.of(
                host.path("site").asString(),
                host.path("host").asString(),
                host.path("cost").asString(),
                host.path("unused").asString(),
                orDash(host.path("cpuPercent")),
                orDash(host.path("memoryPercent")));
    }

    private static String orDash(JsonNode value) {
        return value.isString() ? value.asString() : "-";
    }
}
