package io.binome.contracts;

import io.binome.contracts.internal.Governance;
import io.binome.contracts.internal.PathPattern;
import io.binome.contracts.internal.Strictness;
import io.binome.kernel.Risk;
import io.binome.tenancy.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a contract asks for: functions of its values alone. */
public final class Terms {
    private Terms() {}

    /**
     * The environments whose terms hold for a stack: those it declares, and those to which the contract maps its folder,
     * whatever it declares.
     *
     * @param stackPath its folder in the repository, "" for the root
     */
    public static SortedSet<String> environments(
            Contract contract, String repository, String stackPath, Set<String> declared) {
        String folder = stackPath.isEmpty() ? repository : repository + "/" + stackPath;
        SortedSet<String> environments = new TreeSet<>(declared);
        for (Contract.PathRule rule : contract.paths()) {
            if (PathPattern.coversFolder(rule.pattern(), folder)) {
                environments.add(rule.environment());
            }
        }
        return environments;
    }

    /**
     * Who must approve a change of this risk that touches these environments: what each of them asks for, together. An
     * environment that the contract does not name has the terms of all of them, and so has a change that touches none. As
     * long as the offer is not accepted, each side approves everything.
     *
     * @return empty when who made it may apply it alone; without needs that another one covers
     */
    public static List<Need> needs(ContractVersion version, Set<String> environments, Risk risk) {
        if (!version.accepted()) {
            String because = "the contract is not accepted yet";
            return List.of(
                    Need.of(Party.TENANT, Role.DEVELOPER, because), Need.of(Party.PROVIDER, Role.OPERATOR, because));
        }
        Contract contract = version.contract();
        List<Need> needs = new ArrayList<>();
        for (String name : new TreeSet<>(environments)) {
            Contract.Environment environment = contract.environments().get(name);
            if (environment != null) {
                needs.addAll(of(environment, risk));
            } else {
                needs.addAll(strictest(contract, risk, name + ", which the contract does not name"));
            }
        }
        return Strictness.union(
                environments.isEmpty() ? strictest(contract, risk, "a change outside of all environments") : needs);
    }

    private static List<Need> of(Contract.Environment environment, Risk risk) {
        Contract.Approvals approvals = environment.autonomy().get(risk);
        if (approvals == null) {
            throw new IllegalArgumentException("The autonomy of " + environment.name() + " is not complete");
        }
        return approvals.needs();
    }

    private static List<Need> strictest(Contract contract, Risk risk, String because) {
        String why = because + " × " + risk.name().toLowerCase(Locale.ROOT);
        List<Need> needs = new ArrayList<>();
        for (Contract.Environment environment : contract.environments().values()) {
            of(environment, risk).forEach(need -> needs.add(need.because(why)));
        }
        return needs;
    }

    /** Who must approve because of what is touched, whatever the risk: each of the patterns that match asks for its own. */
    public static List<Need> owners(Contract contract, String repository, Collection<String> paths) {
        List<Need> needs = new ArrayList<>();
        for (Contract.PathOwners owners : contract.owners()) {
            if (paths.stream().anyMatch(path -> PathPattern.matches(owners.pattern(), repository + "/" + path))) {
                needs.addAll(owners.needs());
            }
        }
        return Strictness.union(needs);
    }

    /**
     * Who must approve a change of what governs, whatever the contract says: it cannot loosen its own lock.
     *
     * @param kind of documents: {@code contract}, {@code guidelines}, {@code exemptions}, {@code prices}
     * @param providersOwn whether it is the provider's own tenant, which has one side only
     */
    public static List<Need> governing(String kind, boolean providersOwn) {
        return Governance.needs(kind, providersOwn);
    }

    /**
     * Under which terms people write states by hand.
     *
     * @return empty when nobody may, which is so as long as the offer is not accepted
     */
    public static Optional<Contract.BreakGlass> breakGlass(ContractVersion version) {
        return version.accepted() ? Optional.ofNullable(version.contract().breakGlass()) : Optional.empty();
    }

    /** Whether somebody of this role may, by these terms: owners where operators may, leads where developers may. */
    public static boolean admits(Contract.BreakGlass terms, Role role) {
        return terms.by().stream().anyMatch(least -> Party.of(least) == Party.of(role) && role.compareTo(least) >= 0);
    }

    /** The needs of all of these, without those that another one covers. */
    public static List<Need> together(Collection<Need> needs) {
        return Strictness.union(List.copyOf(needs));
    }

    /**
     * Why a stack must not run there.
     *
     * @param environments as {@link #environments} gives them; those that the contract does not name allow only what all
     *     others allow
     * @return an environment that does not allow the site; empty when all do
     */
    public static Optional<String> forbiddenSite(Contract contract, Set<String> environments, String site) {
        for (String name : new TreeSet<>(environments)) {
            Contract.Environment environment = contract.environments().get(name);
            Collection<Contract.Environment> asked =
                    environment == null ? contract.environments().values() : List.of(environment);
            if (asked.stream()
                    .anyMatch(one -> !one.sites().isEmpty() && !one.sites().contains(site))) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
