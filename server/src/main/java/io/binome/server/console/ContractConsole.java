package io.binome.server.console;

import io.binome.changes.Changes;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** What the tenant and the provider agreed, and accepting the offer. */
@Controller
final class ContractConsole {
    private static final int MOST_VERSIONS = 50;

    private final Entrance entrance;
    private final Contracts contracts;
    private final Changes changes;
    private final Frames frames;
    private final Pages pages;

    ContractConsole(Entrance entrance, Contracts contracts, Changes changes, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.contracts = contracts;
        this.changes = changes;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/contract")
    View show(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable Integer version) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "contract", "nav.contract");
        TenantScope scope = entry.scope();
        ContractVersion inForce = contracts.inForce(scope);
        ContractVersion shown = version == null
                ? inForce
                : contracts
                        .version(scope, version)
                        .orElseThrow(() ->
                                new ProblemException(new ApiProblem.NotFound("contract version", version.toString())));
        return pages.page("contract", frame, page(principal, frame, scope, inForce, shown));
    }

    @PostMapping("/t/{tenant}/contract/accept")
    String accept(Principal principal, @PathVariable String tenant, @RequestParam(defaultValue = "") String hash) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.REVIEW);
        contracts.accept(entry.scope(), principal.actor(), hash);
        changes.termsMoved(entry.scope());
        return Pages.to("/t/" + tenant + "/contract", "contract-accepted");
    }

    private ContractPage page(
            Principal principal, Frame frame, TenantScope scope, ContractVersion inForce, ContractVersion shown) {
        Contract contract = shown.contract();
        ContractWords words = new ContractWords(frame.reader());
        return new ContractPage(
                shown,
                reference(scope, shown.change()),
                !shown.accepted(),
                principal.home().equals(scope.tenant()) && principal.role() == Role.LEAD,
                shown.number() == inForce.number(),
                Arrays.stream(Risk.values())
                        .map(risk -> frame.text("contract.risk." + risk.name().toLowerCase(Locale.ROOT)))
                        .toList(),
                contract.environments().values().stream()
                        .map(words::environment)
                        .toList(),
                contract.paths().stream()
                        .map(rule -> new ContractPage.Line(rule.pattern(), rule.environment()))
                        .toList(),
                contract.owners().stream()
                        .map(rule -> new ContractPage.Line(rule.pattern(), words.needs(rule.needs())))
                        .toList(),
                contract.budgets().stream().map(words::budget).toList(),
                words.limits(contract.limits()),
                contract.serviceLevels().stream()
                        .map(level ->
                                new ContractPage.Line(level.environment(), level.objective() + ": " + level.target()))
                        .toList(),
                contract.contacts().stream()
                        .map(contact -> new ContractPage.Line(
                                contact.name(),
                                frame.text("contract.party."
                                                + contact.party().name().toLowerCase(Locale.ROOT))
                                        + " · " + contact.address()))
                        .toList(),
                words.growth(contract.growth()),
                frame.text(contract.overrides() ? "contract.overrides.allowed" : "contract.overrides.forbidden") + " "
                        + breakGlass(frame, contract.breakGlass()),
                contracts.versions(scope, PageRequest.first(MOST_VERSIONS)).items().stream()
                        .map(one -> new ContractPage.Version(
                                one, one.hash().substring(0, 12), reference(scope, one.change())))
                        .toList());
    }

    private static String breakGlass(Frame frame, Contract.@Nullable BreakGlass terms) {
        return terms == null
                ? frame.text("contract.glass.forbidden")
                : frame.text(
                        "contract.glass.allowed",
                        terms.by().stream()
                                .map(role -> frame.text(
                                        "contract.glass." + role.name().toLowerCase(Locale.ROOT)))
                                .collect(Collectors.joining(", ")),
                        terms.minutes());
    }

    private @Nullable String reference(TenantScope scope, @Nullable ChangeId change) {
        return change == null ? null : changes.get(scope, change).reference();
    }
}
