package io.binome.changes.internal;

import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Whether something that a plan rests on has moved since it was made. */
final class Staleness {
    private static final int SHOWN_PATHS = 5;
    private final Repositories repositories;
    private final Stacks stacks;

    Staleness(Repositories repositories, Stacks stacks) {
        this.repositories = repositories;
        this.stacks = stacks;
    }

    /** As {@link io.binome.changes.Blocker.Stale} names them; empty when the plans are current. */
    List<String> reasons(TenantScope scope, ChangeRow row, List<PlanStore.Kept> plans) {
        List<String> reasons = new ArrayList<>(target(scope, row, plans));
        for (PlanStore.Kept kept : plans) {
            stacks.engine(kept.plan().declaration().engine()).ifPresent(engine -> {
                if (!engine.liveRevision(scope, kept.plan().stack()).equals(kept.liveRevision())) {
                    reasons.add("live:" + kept.plan().declaration().name());
                }
            });
        }
        return reasons;
    }

    private List<String> target(TenantScope scope, ChangeRow row, List<PlanStore.Kept> plans) {
        Repository repository = repositories.byId(scope, row.repository).orElseThrow();
        String target = repositories
                .head(scope, row.repository, repository.defaultBranch())
                .orElse(null);
        if (target == null || Objects.equals(target, row.base)) {
            return List.of();
        }
        Set<String> rests = new HashSet<>();
        plans.forEach(kept -> rests.addAll(kept.dependsOn()));
        return repositories.changedPaths(scope, row.repository, row.base, target).stream()
                .filter(path -> rests.stream().anyMatch(folder -> covers(folder, path)))
                .limit(SHOWN_PATHS)
                .map(path -> "base:" + path)
                .toList();
    }

    /** A folder stands for all below it; "" for everything. */
    static boolean covers(String folder, String path) {
        return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
    }
}
