package io.binome.server.wiring;

import io.binome.billing.Forecasts;
import io.binome.billing.Spending;
import io.binome.billing.internal.MonthEnd;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.guidelines.ExemptionView;
import io.binome.guidelines.Guidelines;
import io.binome.kernel.Actor;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Watch;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What comes about without anybody's step: asked of the rooms that know. */
final class NoticeWatches {
    private static final Actor MACHINE = new Actor.Machine("notifications");
    /** In percent; what is passed is told once, and the highest only. */
    private static final List<Integer> THRESHOLDS = List.of(100, 90, 75, 50);

    private static final Duration COSIGNED_WITHIN = Duration.ofDays(7);

    private NoticeWatches() {}

    /** Exemptions that end within a week. */
    static Watch exemptions(Guidelines guidelines, Tenants tenants) {
        return scope -> guidelines.exemptions(scope).stream()
                .filter(one -> one.state() == ExemptionView.State.ENDS_SOON)
                .map(one -> new Notice.OfTenant(
                        NoticeKind.EXEMPTION_ENDS,
                        MACHINE,
                        "exemption/" + one.id(),
                        new TreeMap<>(Map.of(
                                "exemption",
                                one.id(),
                                "guideline",
                                one.guideline(),
                                "until",
                                one.until().toString(),
                                "path",
                                page(tenants, scope, "guidelines"))),
                        one.id() + "/" + one.until()))
                .toList();
    }

    /** Contracts that no lead has accepted yet. */
    static Watch offers(Contracts contracts, Tenants tenants) {
        return scope -> {
            ContractVersion version = contracts.inForce(scope);
            Tenant tenant = tenants.get(scope);
            return version.accepted() || tenant.provider()
                    ? List.of()
                    : List.of(new Notice.OfTenant(
                            NoticeKind.CONTRACT_WAITS,
                            MACHINE,
                            "contract",
                            new TreeMap<>(Map.of("path", "/t/" + tenant.name() + "/contract")),
                            version.hash()));
        };
    }

    /** Ledgers that no second party has co-signed for a week though they grew, once for each time. */
    static Watch cosigning(Checkpoints checkpoints, Tenants tenants, InstantSource clock) {
        return scope -> checkpoints
                .uncosignedSince(scope)
                .filter(since -> since.isBefore(clock.instant().minus(COSIGNED_WITHIN)))
                .map(since -> new Notice.OfTenant(
                        NoticeKind.CHECKPOINT_WAITS,
                        MACHINE,
                        "ledger",
                        new TreeMap<>(Map.of(
                                "since",
                                LocalDate.ofInstant(since, ZoneOffset.UTC).toString(),
                                "path",
                                page(tenants, scope, "ledger"))),
                        since.toString()))
                .stream()
                .toList();
    }

    /** Budgets whose estimated use has passed a threshold, once for each threshold and amount of the budget. */
    static Watch budgets(Spending spending, Contracts contracts, Tenants tenants) {
        return scope -> {
            List<Notice.OfTenant> found = new ArrayList<>();
            for (Spending.BudgetState state :
                    spending.budgets(scope, contracts.inForce(scope).contract())) {
                long percent = state.percent();
                THRESHOLDS.stream()
                        .filter(threshold -> percent >= threshold)
                        .findFirst()
                        .ifPresent(threshold -> found.add(budget(state, threshold, page(tenants, scope, "costs"))));
            }
            return found;
        };
    }

    private static Notice.OfTenant budget(Spending.BudgetState state, int threshold, String path) {
        String name = state.budget().name();
        String limit = words(state.budget().month());
        return new Notice.OfTenant(
                NoticeKind.BUDGET_REACHED,
                MACHINE,
                "budget/" + name,
                new TreeMap<>(Map.of(
                        "budget",
                        name,
                        "percent",
                        Integer.toString(threshold),
                        "spent",
                        words(state.high()),
                        "limit",
                        limit,
                        "path",
                        path)),
                name + "/" + limit + "/" + threshold);
    }

    /** Budgets of which so much is used that a threshold is reached, each threshold once a month. */
    static Watch measured(Spending spending, Contracts contracts, Tenants tenants) {
        return scope -> spending.measured(scope, contracts.inForce(scope).contract()).stream()
                .flatMap(state -> state.threshold().stream()
                        .map(threshold -> used(state, threshold, page(tenants, scope, "costs"))))
                .toList();
    }

    private static Notice.OfTenant used(Spending.MeasuredBudget state, int threshold, String path) {
        String name = state.budget().name();
        String limit = words(state.budget().month());
        String currency = state.budget().month().currency();
        TreeMap<String, String> facts = new TreeMap<>(Map.of(
                "budget",
                name,
                "percent",
                Integer.toString(threshold),
                "spent",
                words(state.spent()),
                "month",
                state.month().toString(),
                "limit",
                limit,
                "path",
                path));
        if (state.outlook() instanceof Forecasts.Outlook.Known known) {
            facts.put(
                    "reason",
                    "At this pace the month will have cost about "
                            + words(new Money(known.total().expected(), currency)) + ".");
        }
        return new Notice.OfTenant(
                NoticeKind.BUDGET_USED,
                MACHINE,
                "budget/" + name,
                facts,
                name + "/" + limit + "/" + state.month() + "/" + threshold);
    }

    /** Months that cannot be invoiced, each once for what stands against it. */
    static Watch invoices(MonthEnd monthEnd, Tenants tenants) {
        return scope -> monthEnd.stuck(scope).entrySet().stream()
                .map(stuck -> new Notice.OfTenant(
                        NoticeKind.INVOICE_STUCK,
                        MACHINE,
                        "month/" + stuck.getKey(),
                        new TreeMap<>(Map.of(
                                "month", stuck.getKey().toString(),
                                "reason", stuck.getValue().message(),
                                "path", page(tenants, scope, "invoices"))),
                        stuck.getKey() + "/" + stuck.getValue().code()))
                .toList();
    }

    private static String words(Money money) {
        return money.amount().setScale(2, java.math.RoundingMode.HALF_EVEN).toPlainString() + " " + money.currency();
    }

    private static String page(Tenants tenants, TenantScope scope, String page) {
        return "/t/" + tenants.get(scope).name() + "/" + page;
    }
}
