package io.binome.server.api;

import io.binome.billing.MeasuredDelta;
import io.binome.changes.ChangeCosts;
import io.binome.changes.Changes;
import io.binome.kernel.Money;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What applied changes really cost, as it is measured since. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/repositories/{repository}/changes/{number}/measured-cost")
final class ChangeCostController {
    private final Changes changes;
    private final ChangeCosts costs;
    private final Entrance entrance;

    ChangeCostController(Changes changes, ChangeCosts costs, Entrance entrance) {
        this.changes = changes;
        this.costs = costs;
        this.entrance = entrance;
    }

    /**
     * Whole days before the apply against whole days after it, as a month of 365/12 days; without services for a change
     * that was not applied, or that touched no service of a Compose stack.
     */
    @GetMapping
    MeasuredCostView get(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number) {
        Entrance.ChangeEntry found = entrance.change(changes, principal, tenant, repository, number, Permission.READ);
        return costs.of(found.scope(), found.change())
                .map(MeasuredCostView::of)
                .orElse(new MeasuredCostView(null, null, null, List.of()));
    }

    /**
     * @param appliedAt null when it was not
     * @param month more than before, in whole cents of {@code currency}; null while it is not known of each service
     */
    record MeasuredCostView(
            @Nullable Instant appliedAt,
            @Nullable String month,
            @Nullable String currency,
            List<ServiceView> services) {
        static MeasuredCostView of(ChangeCosts.Measured measured) {
            Money month = measured.month();
            return new MeasuredCostView(
                    measured.applied(),
                    month == null ? null : month.amount().toPlainString(),
                    month == null ? null : month.currency(),
                    measured.services().stream().map(ServiceView::of).toList());
        }
    }

    /**
     * @param daysBefore whole days that were compared with {@code daysAfter}
     * @param month null while it is not known
     */
    record ServiceView(
            String stack,
            String service,
            int daysBefore,
            int daysAfter,
            @Nullable String month) {
        static ServiceView of(MeasuredDelta delta) {
            Money month = delta.cents();
            return new ServiceView(
                    delta.stack(),
                    delta.service(),
                    delta.daysBefore(),
                    delta.daysAfter(),
                    month == null ? null : month.amount().toPlainString());
        }
    }
}
