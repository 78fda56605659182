package io.binome.changes.internal;

import io.binome.billing.CostDelta;
import io.binome.billing.Estimates;
import io.binome.calendar.Calendar;
import io.binome.calendar.ExpectedDuration;
import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.contracts.Terms;
import io.binome.database.Database;
import io.binome.guidelines.Assessment;
import io.binome.guidelines.GuidelineFinding;
import io.binome.guidelines.Guidelines;
import io.binome.guidelines.Situation;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Asks contract, guidelines, prices, budgets and calendars about a change. Reads; decides nothing, keeps nothing. */
final class Judge {
    /** The engine of what governs. */
    static final String DOCUMENT = "document";

    private static final int DURATIONS = 20;
    private static final int MOST_FILES = 20_000;

    private final Database database;
    private final ChangeStore changes;
    private final ActivityStore activities;
    private final Repositories repositories;
    private final Contracts contracts;
    private final Guidelines guidelines;
    private final Estimates estimates;
    private final Standings standings;
    private final Calendars calendars;
    private final InstantSource clock;

    Judge(
            Database database,
            ChangeStore changes,
            ActivityStore activities,
            Repositories repositories,
            Contracts contracts,
            Guidelines guidelines,
            Estimates estimates,
            Standings standings,
            InstantSource clock) {
        this.database = database;
        this.changes = changes;
        this.activities = activities;
        this.repositories = repositories;
        this.contracts = contracts;
        this.guidelines = guidelines;
        this.estimates = estimates;
        this.standings = standings;
        this.calendars = new Calendars();
        this.clock = clock;
    }

    /**
     * What was found outside of the transaction that keeps it.
     *
     * @param closed what keeps it from being begun now; null when it is open
     */
    record Judged(Judgement judgement, Map<String, Standing> standings, Blocker.@Nullable WindowClosed closed) {}

    /** Empty when there is no plan that could be applied. */
    Optional<Judged> judge(TenantScope scope, ChangeRow row, ChangePlanner.Outcome outcome) {
        return outcome instanceof ChangePlanner.Outcome.Made made && made.findings() == 0 && made.failure() == null
                ? Optional.of(judge(scope, row, made))
                : Optional.empty();
    }

    private Judged judge(TenantScope scope, ChangeRow row, ChangePlanner.Outcome.Made made) {
        Instant now = clock.instant();
        ContractVersion contract = contracts.inForce(scope);
        Map<String, Standing> people = standings.byReference(scope);
        Repository repository = repositories.byId(scope, row.repository).orElseThrow();
        CommitTree tree = repositories.tree(scope, repository.id(), made.merge());
        List<String> paths = repositories.changedPaths(scope, repository.id(), made.base(), made.merge());
        Situation.ChangeFacts facts = facts(row, repository, people, paths, tree);
        List<Judgement.OfStack> judged = new ArrayList<>();
        List<Estimates.Planned> planned = new ArrayList<>();
        String rules = guidelines.inForce(scope);
        for (PlanStore.Kept kept : made.plans()) {
            StackDeclaration declaration = kept.plan().declaration();
            SortedSet<String> environments = environments(contract.contract(), repository, kept);
            if (kept.plan().plan() == null || declaration.engine().equals(DOCUMENT)) {
                judged.add(
                        new Judgement.OfStack(declaration.name(), environments, Risk.LOW, List.of(), List.of(), null));
                continue;
            }
            CostDelta cost = estimates.estimate(
                    scope, contract.contract(), kept.plan().stack(), kept.plan().plan(), now);
            Assessment assessment = guidelines.assess(
                    scope,
                    new Situation(
                            facts,
                            declaration,
                            environments,
                            kept.plan().plan(),
                            contract,
                            cost.priceBook() == null ? null : cost.high(),
                            now),
                    tree);
            rules = assessment.rules();
            planned.add(new Estimates.Planned(kept.plan().stack(), repository.name(), declaration, cost));
            List<GuidelineFinding> findings = new ArrayList<>(assessment.findings());
            if (!kept.plan().removed()) {
                Terms.forbiddenSite(contract.contract(), environments, declaration.site())
                        .ifPresent(environment -> findings.add(SiteFinding.of(declaration, environment)));
            }
            judged.add(new Judgement.OfStack(
                    declaration.name(), environments, assessment.risk(), assessment.reasons(), findings, cost));
        }
        List<Estimates.Broken> budgets =
                planned.isEmpty() ? List.of() : estimates.broken(scope, contract.contract(), planned);
        boolean governs = made.plans().stream().anyMatch(Judge::governs);
        Judgement judgement = new Judgement(
                contract.number(),
                contract.accepted(),
                rules,
                governs,
                !governs && contract.contract().overrides(),
                judged.stream()
                        .map(Judgement.OfStack::risk)
                        .max(Risk::compareTo)
                        .orElse(Risk.LOW),
                judged,
                budgets,
                required(scope, row, made, contract, repository, paths, judged, budgets, people),
                now);
        return new Judged(
                judgement, people, closed(scope, row, judgement, made.plans()).orElse(null));
    }

    /** What keeps it from being begun now; governs by the contract as it is now. */
    Optional<Blocker.WindowClosed> closed(
            TenantScope scope, ChangeRow row, Judgement judgement, List<PlanStore.Kept> plans) {
        if (judgement.governs()) {
            // What governs takes effect when both sides say so: nothing that runs is touched.
            return Optional.empty();
        }
        SortedMap<String, Calendar> open = calendars.of(contracts.inForce(scope).contract(), judgement.environments());
        if (open.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> times = database.inTenant(
                scope,
                transaction -> changes.applyTimes(
                        transaction,
                        plans.stream().map(kept -> kept.plan().stack()).toList(),
                        DURATIONS));
        return new Opening(
                        agreed(scope, row),
                        ExpectedDuration.of(times),
                        row.goingBack ? Calendar.Purpose.GOING_BACK : Calendar.Purpose.CHANGE)
                .closed(open, clock.instant());
    }

    /** When the last of those who approved did; where nobody had to, since when it is planned as it is. */
    private Instant agreed(TenantScope scope, ChangeRow row) {
        return database.inTenant(scope, transaction -> {
            Optional<Instant> approved = activities.votes(transaction, row.id).stream()
                    .filter(vote -> vote.counts() && vote.vote() == Review.Vote.APPROVED)
                    .filter(vote -> vote.fingerprint().equals(row.fingerprint))
                    .map(Review::at)
                    .max(Instant::compareTo);
            return approved.or(() -> activities.list(transaction, row.id).stream()
                            .filter(step -> step instanceof Activity.Step planned
                                    && planned.kind().equals("change.planned")
                                    && row.fingerprint.equals(planned.details().get("fingerprint")))
                            .map(Activity::at)
                            .findFirst())
                    .orElseGet(clock::instant);
        });
    }

    /** Whether what was asked then has changed since: {@code contract}, {@code rules}. */
    List<String> moved(TenantScope scope, Judgement judgement) {
        List<String> moved = new ArrayList<>();
        ContractVersion contract = contracts.inForce(scope);
        if (contract.number() != judgement.contract() || contract.accepted() != judgement.accepted()) {
            moved.add("contract");
        }
        if (!guidelines.inForce(scope).equals(judgement.rules())) {
            moved.add("rules");
        }
        return moved;
    }

    Map<String, Standing> standings(TenantScope scope) {
        return standings.byReference(scope);
    }

    private static boolean governs(PlanStore.Kept kept) {
        return kept.plan().declaration().engine().equals(DOCUMENT);
    }

    private static SortedSet<String> environments(Contract contract, Repository repository, PlanStore.Kept kept) {
        Set<String> declared = new TreeSet<>();
        declared.add(kept.plan().declaration().environment());
        if (kept.plan().movedFromEnvironment() != null) {
            declared.add(kept.plan().movedFromEnvironment());
        }
        return Terms.environments(
                contract, repository.name(), kept.plan().declaration().path(), declared);
    }

    private List<Judgement.Required> required(
            TenantScope scope,
            ChangeRow row,
            ChangePlanner.Outcome.Made made,
            ContractVersion contract,
            Repository repository,
            List<String> paths,
            List<Judgement.OfStack> judged,
            List<Estimates.Broken> budgets,
            Map<String, Standing> people) {
        Set<Need> review = new LinkedHashSet<>();
        Set<Need> consent = new LinkedHashSet<>();
        boolean providersOwn = people.values().stream()
                .anyMatch(one -> one.role().ofProvider() && one.home().equals(scope.tenant()));
        for (int index = 0; index < made.plans().size(); index++) {
            PlanStore.Kept kept = made.plans().get(index);
            if (governs(kept)) {
                StackDeclaration declaration = kept.plan().declaration();
                consent.addAll(Terms.governing(
                        declaration.variables().getOrDefault("kind", declaration.name()), providersOwn));
            } else if (!row.goingBack && !PlanConclusion.doesNothing(kept)) {
                Judgement.OfStack stack = judged.get(index);
                review.addAll(Terms.needs(contract, stack.environments(), stack.risk()));
            }
        }
        if (!row.goingBack) {
            review.addAll(Terms.owners(contract.contract(), repository.name(), paths));
            budgets.forEach(broken -> review.addAll(broken.budget().needs()));
        }
        List<Judgement.Required> required = new ArrayList<>();
        Terms.together(review).forEach(need -> required.add(new Judgement.Required(need, false)));
        Terms.together(consent)
                .forEach(need -> required.add(new Judgement.Required(need, !someoneElse(need, row.authors, people))));
        return required;
    }

    /** Whether the other people of that side could give it without its authors. */
    private static boolean someoneElse(Need need, Set<String> authors, Map<String, Standing> people) {
        return people.entrySet().stream()
                        .filter(person -> !authors.contains(person.getKey()))
                        .filter(person -> Tally.admits(need, person.getValue()))
                        .count()
                >= need.count();
    }

    private static Situation.ChangeFacts facts(
            ChangeRow row, Repository repository, Map<String, Standing> people, List<String> paths, CommitTree tree) {
        Standing opener = people.get(row.opener);
        Set<String> files = new TreeSet<>();
        files("", tree, files);
        return new Situation.ChangeFacts(
                repository.name(),
                row.title,
                row.description,
                row.branch,
                opener == null || Party.of(opener.role()) == Party.TENANT ? "tenant" : "provider",
                opener == null ? "" : opener.role().name().toLowerCase(java.util.Locale.ROOT),
                row.authors.size(),
                paths,
                files,
                row.goingBack);
    }

    private static void files(String folder, CommitTree tree, Set<String> files) {
        for (CommitTree.Entry entry : tree.list(folder)) {
            String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
            if (files.size() >= MOST_FILES) {
                return;
            }
            if (entry.kind() == CommitTree.Kind.FOLDER) {
                files(path, tree, files);
            } else {
                files.add(path);
            }
        }
    }

    /** Calendars of contracts, made once for each: what makes them costs more than what asks them. */
    private static final class Calendars {
        private static final int MOST = 200;
        private final Map<io.binome.calendar.CalendarRules, Calendar> made = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<io.binome.calendar.CalendarRules, Calendar> eldest) {
                return size() > MOST;
            }
        };

        /** Those that hold for these environments; what the contract does not name is bound by all of them. */
        synchronized SortedMap<String, Calendar> of(Contract contract, SortedSet<String> environments) {
            SortedMap<String, Calendar> found = new TreeMap<>();
            boolean unknown = !contract.environments().keySet().containsAll(environments);
            contract.environments().forEach((name, environment) -> {
                if (environment.calendar() != null && (unknown || environments.contains(name))) {
                    found.put(name, made.computeIfAbsent(environment.calendar(), Calendar::of));
                }
            });
            return found;
        }
    }
}
