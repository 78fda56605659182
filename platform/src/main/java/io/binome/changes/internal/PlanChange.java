package io.binome.changes.internal;

import io.binome.changes.ChangeState;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Commit;
import io.binome.repositories.Repositories;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The job that plans a change. Planning twice does no harm; a push meanwhile makes this plan void and asks for another. */
final class PlanChange implements JobHandler {
    private static final int MOST_COMMITS = 1000;

    private final Database database;
    private final ChangeStore changes;
    private final Repositories repositories;
    private final AppliedResolutions resolutions;
    private final ChangePlanner planner;
    private final Judge judge;
    private final PlanConclusion conclusion;
    private final ChangeWork work;

    PlanChange(
            Database database,
            ChangeStore changes,
            Repositories repositories,
            AppliedResolutions resolutions,
            ChangePlanner planner,
            Judge judge,
            PlanConclusion conclusion,
            ChangeWork work) {
        this.database = database;
        this.changes = changes;
        this.repositories = repositories;
        this.resolutions = resolutions;
        this.planner = planner;
        this.judge = judge;
        this.conclusion = conclusion;
        this.work = work;
    }

    @Override
    public String kind() {
        return ChangeWork.PLAN;
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope scope = lease.scope();
        ChangeId id = ChangeWork.change(lease);
        boolean revalidation = ChangeWork.isRevalidation(lease);
        Optional<ChangeRow> found = database.inTenant(scope, transaction -> changes.find(transaction, id))
                .filter(row -> wanted(row, revalidation));
        if (found.isEmpty()) {
            return new Outcome.Done();
        }
        ChangeRow asked = found.get();
        Map<StackId, Map<String, String>> pins;
        if (asked.undoes != null) {
            pins = resolutions.before(scope, asked.undoes);
        } else {
            pins = asked.state instanceof ChangeState.Planning ? Map.of() : resolutions.present(scope, id);
        }
        ChangePlanner.Outcome outcome = planner.plan(scope, asked, pins, lease);
        learnAuthors(scope, asked, outcome, lease);
        Judge.Judged judged = judge.judge(scope, asked, outcome).orElse(null);
        Optional<String> title = asked.titleGiven ? Optional.empty() : firstSubject(scope, asked, outcome);
        database.inTenant(scope, transaction -> {
            work.fence(transaction, lease);
            changes.lock(transaction, id).ifPresent(row -> {
                if (!wanted(row, revalidation)) {
                    return;
                }
                if (!row.head.equals(asked.head) || !row.targets().equals(asked.targets())) {
                    work.plan(transaction, id);
                    return;
                }
                if (!(row.state instanceof ChangeState.Planning)) {
                    row.move(new Event.PlanWanted());
                }
                if (!row.titleGiven) {
                    title.ifPresent(subject -> row.title = subject);
                }
                conclusion.conclude(transaction, row, outcome, judged);
            });
            return id;
        });
        return new Outcome.Done();
    }

    @Override
    public void abandoned(Transaction transaction, JobLease lease, String reason) {
        changes.lock(transaction, ChangeWork.change(lease))
                .filter(row -> row.state instanceof ChangeState.Planning)
                .ifPresent(
                        row -> conclusion.conclude(transaction, row, new ChangePlanner.Outcome.Broken(reason), null));
    }

    /** Whoever pushed one of its own commits first is an author, in whatever change that was. */
    private void learnAuthors(TenantScope scope, ChangeRow asked, ChangePlanner.Outcome outcome, JobLease lease) {
        String base =
                switch (outcome) {
                    case ChangePlanner.Outcome.Made made -> made.base();
                    case ChangePlanner.Outcome.Conflicting conflicting -> conflicting.base();
                    case ChangePlanner.Outcome.Empty empty -> empty.base();
                    case ChangePlanner.Outcome.ManifestWrong wrong -> wrong.base();
                    case ChangePlanner.Outcome.Broken _ -> asked.base;
                };
        List<String> commits = repositories.log(scope, asked.repository, base, asked.head, MOST_COMMITS).stream()
                .map(Commit::id)
                .toList();
        database.inTenant(scope, transaction -> {
            work.fence(transaction, lease);
            Set<String> pushers = changes.pushers(transaction, asked.repository, commits, asked.pusher);
            changes.lock(transaction, asked.id).ifPresent(row -> {
                if (row.authors.addAll(pushers)) {
                    changes.update(transaction, row);
                }
            });
            asked.authors.addAll(pushers);
            return commits;
        });
    }

    /** A revalidation also looks at what is planned already, but leaves alone what waits to be applied. */
    private static boolean wanted(ChangeRow row, boolean revalidation) {
        return switch (row.state) {
            case ChangeState.Planning _ -> true;
            case ChangeState.Planned _,
                    ChangeState.Conflicting _,
                    ChangeState.Refused _,
                    ChangeState.PlanFailed _,
                    ChangeState.Empty _ -> revalidation;
            // Why it could not be applied stays to be read until somebody asks for a plan.
            case ChangeState.NotApplied _,
                    ChangeState.Scheduled _,
                    ChangeState.Queued _,
                    ChangeState.Applying _,
                    ChangeState.ApplyFailed _,
                    ChangeState.GoingBack _,
                    ChangeState.Merged _,
                    ChangeState.WentBack _,
                    ChangeState.Closed _ -> false;
        };
    }

    /** The subject of the branch's oldest own commit, at most 200 characters. */
    private Optional<String> firstSubject(TenantScope scope, ChangeRow row, ChangePlanner.Outcome outcome) {
        String base = outcome instanceof ChangePlanner.Outcome.Made made ? made.base() : row.base;
        List<Commit> own = repositories.log(scope, row.repository, base, row.head, 100);
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(own.getLast().subject())
                        .map(subject -> subject.length() > 200 ? subject.substring(0, 199) + "…" : subject)
                        .filter(subject -> !subject.isBlank());
    }
}
