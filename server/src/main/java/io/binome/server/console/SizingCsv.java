package io.binome.server.console;

import io.binome.advice.RightSizing;
import io.binome.advice.SizingAdvice;
import io.binome.advice.SizingAdvice.Dismissal;
import io.binome.advice.SizingAdvice.Evidence;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Saving;
import io.binome.billing.PriceBook;
import io.binome.kernel.Money;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is advised of limits as CSV, the same from the console and from the API: a row for each limit, one for what is idle. */
public final class SizingCsv {
    private SizingCsv() {}

    public static void write(HttpServletResponse response, String tenant, RightSizing.Report report)
            throws IOException {
        Csv csv = new Csv(response, "right-sizing-" + tenant);
        csv.row(
                "environment",
                "repository",
                "stack",
                "service",
                "replicas",
                "advice",
                "resource",
                "present",
                "proposed",
                "hours",
                "of_hours",
                "sure",
                "memory_peak",
                "memory_usual",
                "cpu_usual",
                "cpu_most",
                "requests",
                "sent_bytes",
                "frees_cpu",
                "frees_memory",
                "saves_month",
                "most_falls",
                "currency",
                "change",
                "dismissed_until",
                "dismissed_reason");
        for (SizingAdvice advice : Stream.concat(report.advice().stream(), report.dismissed().stream())
                .toList()) {
            if (advice.moves().isEmpty()) {
                csv.row(cells(advice, "idle", "", "", ""));
            }
            for (Move move : advice.moves()) {
                csv.row(cells(
                        advice,
                        move.raises() ? "too-small" : "too-large",
                        move.resource().name().toLowerCase(Locale.ROOT),
                        Long.toString(move.present()),
                        Long.toString(move.proposed())));
            }
        }
        csv.end();
    }

    private static String[] cells(SizingAdvice advice, String... move) {
        Evidence evidence = advice.evidence();
        Saving saving = advice.saving();
        Money any = saving.measured() == null ? saving.most() : saving.measured();
        Dismissal dismissed = advice.dismissed();
        return Stream.of(
                        List.of(
                                advice.environment(),
                                advice.repository(),
                                advice.stackName(),
                                advice.name(),
                                Integer.toString(advice.replicas())),
                        List.of(move),
                        List.of(
                                Integer.toString(evidence.hours()),
                                Integer.toString(evidence.ofHours()),
                                Boolean.toString(evidence.sure()),
                                Long.toString(evidence.memoryPeak()),
                                Long.toString(evidence.memoryUsual()),
                                Long.toString(evidence.cpuUsual()),
                                Long.toString(evidence.cpuMost()),
                                Long.toString(evidence.requests()),
                                Long.toString(evidence.sentBytes()),
                                Long.toString(saving.cpuMillis()),
                                Long.toString(saving.memoryBytes()),
                                words(saving.measured()),
                                words(saving.most()),
                                any == null ? "" : any.currency(),
                                advice.proposal() == null ? "" : advice.proposal(),
                                dismissed == null ? "" : dismissed.until().toString(),
                                dismissed == null ? "" : dismissed.reason()))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    private static String words(@Nullable Money money) {
        return money == null ? "" : PriceBook.words(money.amount());
    }
}
