package io.binome.server.console;

import io.binome.contracts.Contract;
import io.binome.contracts.Need;
import io.binome.kernel.Money;
import io.binome.kernel.Risk;
import io.binome.tenancy.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The terms of a contract in the reader's language. */
final class ContractWords {
    private final Reader reader;

    ContractWords(Reader reader) {
        this.reader = reader;
    }

    ContractPage.Environment environment(Contract.Environment environment) {
        return new ContractPage.Environment(
                environment.name(),
                Arrays.stream(Risk.values())
                        .map(risk -> {
                            Contract.Approvals approvals =
                                    environment.autonomy().get(risk);
                            return approvals == null ? "" : needs(approvals.needs());
                        })
                        .toList(),
                environment.sites().isEmpty()
                        ? reader.text("contract.sites.all")
                        : String.join(", ", environment.sites()),
                environment.calendar() != null);
    }

    String needs(List<Need> needs) {
        if (needs.isEmpty()) {
            return reader.text("contract.need.self");
        }
        return String.join(
                reader.text("contract.need.and"), needs.stream().map(this::need).toList());
    }

    private String need(Need need) {
        if (!need.people().isEmpty()) {
            return reader.text("contract.need.people", need.count(), String.join(", ", need.people()));
        }
        Role role = need.atLeast();
        return reader.text(
                "contract.need." + (role == null ? "peer" : role.name().toLowerCase(Locale.ROOT)), need.count());
    }

    ContractPage.Budget budget(Contract.Budget budget) {
        List<String> of = new ArrayList<>();
        if (budget.stack() != null) {
            of.add(budget.stack());
        }
        if (budget.environment() != null) {
            of.add(budget.environment());
        }
        return new ContractPage.Budget(
                budget.name(),
                of.isEmpty() ? reader.text("contract.budget.all") : String.join(", ", of),
                amount(budget.month()),
                needs(budget.needs())
                        + (budget.unknown() == Contract.Unknown.ASK ? ", " + reader.text("contract.budget.ask") : ""));
    }

    private String amount(Money money) {
        var format = java.text.NumberFormat.getCurrencyInstance(Locale.forLanguageTag(reader.language()));
        format.setCurrency(java.util.Currency.getInstance(money.currency()));
        return format.format(money.amount());
    }

    List<ContractPage.Line> limits(Contract.Limits limits) {
        List<ContractPage.Line> lines = new ArrayList<>();
        if (limits.milliProcessors() != null) {
            lines.add(line("processors", reader.cpu(limits.milliProcessors())));
        }
        if (limits.memoryBytes() != null) {
            lines.add(line("memory", reader.bytes(limits.memoryBytes())));
        }
        if (limits.diskBytes() != null) {
            lines.add(line("disk", reader.bytes(limits.diskBytes())));
        }
        if (limits.replicas() != null) {
            lines.add(line("replicas", reader.number(limits.replicas())));
        }
        if (limits.domains() != null) {
            lines.add(line("domains", reader.number(limits.domains())));
        }
        return lines;
    }

    private ContractPage.Line line(String limit, String words) {
        return new ContractPage.Line(reader.text("contract.limit." + limit), words);
    }

    String growth(Contract.Growth growth) {
        return reader.text("contract.growth.what", growth.changes(), growth.days(), growth.successPercent()) + " "
                + reader.text("contract.growth.less", growth.incidents());
    }
}
