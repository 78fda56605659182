package io.binome.margin;

import io.binome.kernel.CsvLine;
import java.util.List;

/** What servers cost, as CSV: each entry with who made it when, also those that were mistakes. */
public final class HostCostCsv {
    private static final List<String> HEAD = List.of(
            "site",
            "server",
            "kind",
            "amount",
            "currency",
            "from",
            "until",
            "mistake",
            "note",
            "recorded_at",
            "recorded_by");

    private HostCostCsv() {}

    /** Amounts are of each month, with a point; {@code until} is the first month without it, empty while no end is known. */
    public static String of(List<HostCost> costs) {
        StringBuilder csv = new StringBuilder(CsvLine.of(HEAD));
        for (HostCost cost : costs) {
            csv.append(CsvLine.of(List.of(
                    cost.siteName(),
                    cost.hostName(),
                    cost.kind().word(),
                    cost.amount().amount().stripTrailingZeros().toPlainString(),
                    cost.amount().currency(),
                    cost.from().toString(),
                    cost.until() == null ? "" : cost.until().toString(),
                    Boolean.toString(cost.isMistake()),
                    cost.note(),
                    cost.recordedAt().toString(),
                    cost.recordedBy())));
        }
        return csv.toString();
    }
}
