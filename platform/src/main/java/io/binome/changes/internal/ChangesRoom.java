package io.binome.changes.internal;

import io.binome.billing.Estimates;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.guidelines.Guidelines;
import io.binome.kernel.Ids;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notices;
import io.binome.repositories.PushListener;
import io.binome.repositories.Repositories;
import io.binome.runs.JobHandler;
import io.binome.runs.Jobs;
import io.binome.runs.Runs;
import io.binome.secrets.Sealing;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import java.util.List;

/** Puts the room together: its face, the jobs it brings, and its ear for pushes. */
public final class ChangesRoom {
    private final Changes changes;
    private final List<JobHandler> handlers;

    public ChangesRoom(
            Database database,
            Notifications notifications,
            Ledger ledger,
            Repositories repositories,
            Stacks stacks,
            Runs runs,
            Jobs jobs,
            Contracts contracts,
            Guidelines guidelines,
            Estimates estimates,
            Standings standings,
            Sealing sealing,
            Notices notices,
            Ids ids,
            InstantSource clock) {
        ChangeStore store = new ChangeStore();
        PlanStore plans = new PlanStore();
        JudgementStore judgements = new JudgementStore();
        ActivityStore activities = new ActivityStore(ids);
        ChangeRecorder recorder = new ChangeRecorder(store, activities, notices, ledger, clock);
        ChangeWork work = new ChangeWork(jobs);
        PlanArtifacts artifacts = new PlanArtifacts(database, plans, sealing);
        StackPlanMaker maker = new StackPlanMaker(database, stacks, runs, artifacts, work, ids, clock);
        ChangePlanner planner = new ChangePlanner(repositories, stacks, maker);
        PlanConclusion conclusion = new PlanConclusion(plans, judgements, activities, recorder, work);
        Judge judge = new Judge(
                database, store, activities, repositories, contracts, guidelines, estimates, standings, clock);
        AppliedResolutions resolutions = new AppliedResolutions(database, store, plans);
        StackApplier applier = new StackApplier(database, repositories, stacks, runs, artifacts, work);
        MergePublisher publisher = new MergePublisher(
                database, store, plans, repositories, stacks, judgements, estimates, planner, recorder, work);
        ChangeView view = new ChangeView(database, store, plans, repositories, stacks, judgements, activities, judge);
        Undoing undoing = new Undoing(database, store, plans, repositories, recorder, work, ids);
        CommandCarrier carrier = new CommandCarrier(
                database,
                store,
                plans,
                activities,
                repositories,
                standings,
                contracts,
                view,
                conclusion,
                undoing,
                recorder,
                work);
        this.changes = new DatabaseChanges(
                database,
                store,
                plans,
                judgements,
                activities,
                repositories,
                view,
                carrier,
                new StackMender(database, store, repositories, stacks),
                new AppliedStacks(database, store, resolutions, repositories, stacks),
                standings,
                recorder,
                new ChangeWatch(notifications));
        StartChange start = new StartChange(database, store, plans, activities, view, recorder, work);
        this.handlers = List.of(
                new PlanChange(database, store, repositories, resolutions, planner, judge, conclusion, work),
                new ApplyChange(
                        database,
                        store,
                        plans,
                        stacks,
                        planner,
                        contracts,
                        judge,
                        estimates,
                        conclusion,
                        applier,
                        publisher,
                        start,
                        recorder,
                        work),
                start,
                new GoBackChange(
                        database, store, plans, repositories, stacks, resolutions, applier, estimates, recorder, work));
    }

    public Changes changes() {
        return changes;
    }

    public List<JobHandler> handlers() {
        return handlers;
    }

    /**
     * The ear for pushes. Made apart from the room, because repositories need it before there can be changes.
     *
     * @param linkBase address of the console, without a trailing slash
     */
    public static PushListener listener(
            Ledger ledger, Notices notices, Jobs jobs, Tenants tenants, Ids ids, InstantSource clock, String linkBase) {
        ChangeStore store = new ChangeStore();
        ActivityStore activities = new ActivityStore(ids);
        return new BranchListener(
                store,
                new PlanStore(),
                new ChangeRecorder(store, activities, notices, ledger, clock),
                new ChangeWork(jobs),
                tenants,
                ids,
                linkBase);
    }
}
