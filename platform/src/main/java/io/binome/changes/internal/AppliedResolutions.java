package io.binome.changes.internal;

import io.binome.changes.StackPlan;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What names meant in earlier plans, so that the same things are used again rather than newer ones. */
final class AppliedResolutions {
    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;

    AppliedResolutions(Database database, ChangeStore changes, PlanStore plans) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
    }

    /** Of what ran before a merged change, for each of its stacks: what going back returns to. */
    Map<StackId, Map<String, String>> before(TenantScope scope, ChangeId change) {
        return database.inTenant(scope, transaction -> {
            Map<StackId, Map<String, String>> all = new HashMap<>();
            for (PlanStore.Kept kept : present(transaction, change)) {
                changes.lastMergedOf(transaction, kept.plan().stack().value(), change)
                        .ifPresent(earlier -> all.putAll(of(present(transaction, earlier))));
            }
            return all;
        });
    }

    /** Of the present plans of a change. */
    Map<StackId, Map<String, String>> present(TenantScope scope, ChangeId change) {
        return database.inTenant(scope, transaction -> of(present(transaction, change)));
    }

    static Map<StackId, Map<String, String>> of(List<PlanStore.Kept> kept) {
        Map<StackId, Map<String, String>> all = new HashMap<>();
        for (PlanStore.Kept one : kept) {
            StackPlan plan = one.plan();
            if (plan.plan() != null) {
                all.put(plan.stack(), plan.plan().resolutions());
            }
        }
        return all;
    }

    private List<PlanStore.Kept> present(Transaction transaction, ChangeId change) {
        return changes.find(transaction, change)
                .map(row -> plans.of(transaction, change, row.round))
                .orElse(List.of());
    }
}
