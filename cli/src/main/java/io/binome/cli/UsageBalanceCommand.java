package io.binome.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code binome usage balance}: processor time as it adds up, and as the kernel counted the whole. */
@Command(
        name = "balance",
        description = {
            "Show processor time from both ends: services and builds, and the whole as the kernel counted it, by hour of UTC.",
            "What belongs to none of them is the residual; it is not billed."
        })
final class UsageBalanceCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first day, such as 2026-11-01, or an instant. The first of this month when left out.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "The end, which is not part of it. Now when left out; at most 31 days.")
    private @Nullable String to;

    UsageBalanceCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        JsonNode answer = context.api().get(UsageCommand.within(context.inTenant("usage", "balance"), from, to));
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        answer.path("items")
                .forEach(hour -> rows.add(List.of(
                        UsageCommand.hour(hour),
                        UsageCommand.hours(hour, "servicesMicros"),
                        UsageCommand.hours(hour, "buildsMicros"),
                        UsageCommand.hours(hour, "residualMicros"),
                        UsageCommand.hours(hour, "cpuMicros"))));
        if (rows.isEmpty()) {
            output.line("Nothing was counted in that time.");
            return 0;
        }
        output.table(List.of("HOUR (UTC)", "SERVICES CPU h", "BUILDS", "RESIDUAL", "KERNEL"), rows);
        return 0;
    }
}
