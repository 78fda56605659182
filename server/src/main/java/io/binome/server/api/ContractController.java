package io.binome.server.api;

import io.binome.calendar.CalendarTerms;
import io.binome.changes.Changes;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a tenant and the provider agreed, and what they had agreed before. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/contract")
final class ContractController {
    private final Contracts contracts;
    private final Changes changes;
    private final Entrance entrance;

    ContractController(Contracts contracts, Changes changes, Entrance entrance) {
        this.contracts = contracts;
        this.changes = changes;
        this.entrance = entrance;
    }

    /** The version in force; the provider's offer until a lead of the tenant has accepted it. */
    @GetMapping
    ContractView inForce(Principal principal, @PathVariable String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return view(scope, contracts.inForce(scope));
    }

    /** Newest first. */
    @GetMapping("/versions")
    Listing<VersionView> versions(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return Listing.of(
                contracts.versions(scope, new PageRequest(limit, after)),
                version -> VersionView.of(version, reference(scope, version.change())));
    }

    @GetMapping("/versions/{version}")
    ContractView version(Principal principal, @PathVariable String tenant, @PathVariable int version) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return view(
                scope,
                contracts
                        .version(scope, version)
                        .orElseThrow(() -> new ProblemException(
                                new ApiProblem.NotFound("contract version", Integer.toString(version)))));
    }

    /** Accepts the provider's offer as it was read; for leads of the tenant. */
    @PostMapping("/accept")
    ContractView accept(Principal principal, @PathVariable String tenant, @RequestBody AcceptRequest request) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.REVIEW).scope();
        ContractVersion accepted = contracts.accept(scope, principal.actor(), Words.required("hash", request.hash()));
        changes.termsMoved(scope);
        return view(scope, accepted);
    }

    private ContractView view(TenantScope scope, ContractVersion version) {
        return ContractView.of(version, reference(scope, version.change()));
    }

    private @Nullable String reference(TenantScope scope, @Nullable ChangeId change) {
        return change == null ? null : changes.get(scope, change).reference();
    }

    /** @param hash of the version that was read, as reading it gave it; another one is not accepted */
    record AcceptRequest(@Nullable String hash) {}

    /**
     * @param accepted false while it is an offer
     * @param hash SHA-256 of the source
     * @param commit where it stands in the repository {@code contract}; null when it is not written there yet
     * @param change by which it came; null for the offer
     */
    record VersionView(
            int number,
            boolean accepted,
            Instant since,
            String hash,
            @Nullable String commit,
            @Nullable String change) {
        static VersionView of(ContractVersion version, @Nullable String change) {
            return new VersionView(
                    version.number(), version.accepted(), version.since(), version.hash(), version.commit(), change);
        }
    }

    /**
     * @param source the text of {@code contract.yaml}
     * @param owners by path pattern, who must approve what touches it
     * @param paths by path pattern, the environment to which it belongs
     */
    record ContractView(
            VersionView version,
            String currency,
            List<EnvironmentView> environments,
            Map<String, String> paths,
            Map<String, String> owners,
            List<BudgetView> budgets,
            @Nullable String priceBook,
            Contract.Limits limits,
            List<Contract.ServiceLevel> serviceLevels,
            List<ContactView> contacts,
            Contract.Growth growth,
            boolean overrides,
            @Nullable BreakGlassView breakGlass,
            String source) {
        static ContractView of(ContractVersion version, @Nullable String change) {
            Contract contract = version.contract();
            Map<String, String> paths = new TreeMap<>();
            contract.paths().forEach(rule -> paths.put(rule.pattern(), rule.environment()));
            Map<String, String> owners = new TreeMap<>();
            contract.owners()
                    .forEach(rule -> owners.put(rule.pattern(), rule.approvals().words()));
            return new ContractView(
                    VersionView.of(version, change),
                    contract.currency(),
                    contract.environments().values().stream()
                            .map(EnvironmentView::of)
                            .toList(),
                    paths,
                    owners,
                    contract.budgets().stream().map(BudgetView::of).toList(),
                    contract.priceBook(),
                    contract.limits(),
                    contract.serviceLevels(),
                    contract.contacts().stream().map(ContactView::of).toList(),
                    contract.growth(),
                    contract.overrides(),
                    BreakGlassView.of(contract.breakGlass()),
                    version.source());
        }
    }

    /** Who may write states by hand ({@code developer}, {@code lead}, {@code operator}, {@code owner}), for how long. */
    record BreakGlassView(List<String> by, int minutes) {
        static @Nullable BreakGlassView of(Contract.@Nullable BreakGlass terms) {
            return terms == null
                    ? null
                    : new BreakGlassView(terms.by().stream().map(Words::of).toList(), terms.minutes());
        }
    }

    /**
     * @param sites where it may run; empty for everywhere
     * @param autonomy by risk, who must approve, in the contract's words
     * @param calendar terms by name, in words; empty for always
     */
    record EnvironmentView(
            String name, List<String> sites, Map<String, String> autonomy, Map<String, String> calendar) {
        static EnvironmentView of(Contract.Environment environment) {
            Map<String, String> autonomy = new java.util.LinkedHashMap<>();
            environment.autonomy().forEach((risk, approvals) -> autonomy.put(Words.of(risk), approvals.words()));
            return new EnvironmentView(
                    environment.name(),
                    List.copyOf(environment.sites()),
                    autonomy,
                    environment.calendar() == null ? Map.of() : CalendarTerms.of(environment.calendar()));
        }
    }

    /**
     * @param month decimal, in the contract's currency
     * @param unknown {@code ask} or {@code allow}: what holds for costs that nobody knows
     */
    record BudgetView(
            String name,
            @Nullable String environment,
            @Nullable String stack,
            String month,
            String over,
            String unknown) {
        static BudgetView of(Contract.Budget budget) {
            return new BudgetView(
                    budget.name(),
                    budget.environment(),
                    budget.stack(),
                    budget.month().amount().toPlainString(),
                    budget.over().words(),
                    budget.unknown().name().toLowerCase(Locale.ROOT));
        }
    }

    record ContactView(String name, String party, String address) {
        static ContactView of(Contract.Contact contact) {
            return new ContactView(contact.name(), Words.of(contact.party()), contact.address());
        }
    }
}
