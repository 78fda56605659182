package io.binome.server.console;

import io.binome.contracts.ContractVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contract for people who read no YAML.
 *
 * @param shown the version on the page; not the one in force when an earlier one is looked at
 * @param change by which it came, as {@code contract!3}; null for the offer
 * @param offered whether it still waits for a lead of the tenant
 * @param mayAccept whether whoever reads is such a lead
 * @param current whether it is the one in force
 */
public record ContractPage(
        ContractVersion shown,
        @Nullable String change,
        boolean offered,
        boolean mayAccept,
        boolean current,
        List<String> risks,
        List<Environment> environments,
        List<Line> paths,
        List<Line> owners,
        List<Budget> budgets,
        List<Line> limits,
        List<Line> serviceLevels,
        List<Line> contacts,
        String growth,
        String overrides,
        List<Version> versions) {

    /**
     * @param approvals who must approve, by risk as {@code risks} lists them
     * @param sites where it may run, in words
     * @param windows whether changes wait for windows
     */
    public record Environment(String name, List<String> approvals, String sites, boolean windows) {}

    /** A term and what it says. */
    public record Line(String name, String words) {}

    public record Budget(String name, String of, String month, String over) {}

    public record Version(
            ContractVersion version, String hash, @Nullable String change) {}
}
