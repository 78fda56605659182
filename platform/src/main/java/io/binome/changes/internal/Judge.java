package io.binome.changes.internal;

import io.binome.billing.CostDelta;
import io.binome.billing.Estimates;
import io.binome.calendar.Calendar;
import io.binome.calendar.Calendars;
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
import io.binome.kernel.ChangeId;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.Role;
import io.binome.tenancy.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks contract, guidelines, prices, budgets and calendars about a change. Reads; decides nothing, keeps nothing. */
final class Judge {
    private static final int DURATIONS = 20;
    /** More findings than these of a stack nobody reads: those that block come first. */
    private static final int MOST_FINDINGS = 200;

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
     * @param planned what budgets were asked about
     * @param spending mark of what they counted with
     */
    record Judged(
            Judgement judgement,
            Map<String, Standing> standings,
            Blocker.@Nullable WindowClosed closed,
            List<Estimates.Planned> planned,
            String spending) {}

    /** Empty when there is no plan that could be applied. */
    Optional<Judged> judge(TenantScope scope, ChangeRow row, ChangePlanner.Outcome outcome) {
        return outcome instanceof ChangePlanner.Outcome.Made made && made.findings() == 0 && made.failure() == null
                ? Optional.of(judge(scope, row, made))
                : Optional.empty();
    }

    private Judged judge(TenantScope scope, ChangeRow row, ChangePlanner.Outcome.Made made) {
        Instant now = clock.instant();
        // Before anything is counted: what moves meanwhile then shows as moved.
        String spending = estimates.standing(scope);
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
            StackDeclaration old = made.before().get(declaration.name());
            SortedSet<String> environments = environments(contract.contract(), repository, kept, old);
            if (kept.plan().plan() == null || DocumentRules.isDocument(declaration)) {
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
                            cost.known() ? cost.most() : null,
                            now),
                    tree);
            rules = assessment.rules();
            planned.add(new Estimates.Planned(kept.plan().stack(), repository.name(), declaration, cost));
            List<GuidelineFinding> ofTerms = TermsFindings.of(contract.contract(), environments, kept.plan());
            List<GuidelineFinding> findings = new ArrayList<>(ofTerms);
            findings.addAll(assessment.findings());
            judged.add(new Judgement.OfStack(
                    declaration.name(),
                    environments,
                    highest(assessment.risk(), ofTerms),
                    reasons(ofTerms, assessment.reasons()),
                    mostImportant(findings),
                    cost));
        }
        List<Estimates.Broken> budgets =
                planned.isEmpty() ? List.of() : estimates.broken(scope, contract.contract(), planned);
        boolean governs = made.plans().stream().anyMatch(Judge::governs);
        boolean back = goesBack(scope, row, made);
        Judgement judgement = new Judgement(
                contract.number(),
                contract.accepted(),
                rules,
                governs,
                !governs && contract.accepted() && contract.contract().overrides(),
                back,
                judged.stream()
                        .map(Judgement.OfStack::risk)
                        .max(Risk::compareTo)
                        .orElse(Risk.LOW),
                judged,
                budgets,
                required(scope, row, back, made, contract, repository, paths, judged, budgets, people),
                now);
        return new Judged(
                judgement, people, closed(scope, row, judgement, made.plans()).orElse(null), planned, spending);
    }

    /** What keeps it from being begun now; governs by the contract as it is now. */
    Optional<Blocker.WindowClosed> closed(
            TenantScope scope, ChangeRow row, Judgement judgement, List<PlanStore.Kept> plans) {
        if (judgement.governs()) {
            // What governs takes effect when both sides say so: nothing that runs is touched.
            return Optional.empty();
        }
        SortedMap<String, Calendar> open = open(contracts.inForce(scope).contract(), judgement.environments());
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
                        judgement.goingBack() ? Calendar.Purpose.GOING_BACK : Calendar.Purpose.CHANGE)
                .closed(open, clock.instant());
    }

    /** Those that hold for these environments; what the contract does not name is bound by all of them. */
    private SortedMap<String, Calendar> open(Contract contract, SortedSet<String> environments) {
        SortedMap<String, Calendar> found = new TreeMap<>();
        boolean unknown = !contract.environments().keySet().containsAll(environments);
        contract.environments().forEach((name, environment) -> {
            if (environment.calendar() != null && (unknown || environments.contains(name))) {
                found.put(name, calendars.of(environment.calendar()));
            }
        });
        return found;
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
        return DocumentRules.isDocument(kept.plan().declaration());
    }

    /** By what the target and the branch declare, and by each path that either rests on. */
    private static SortedSet<String> environments(
            Contract contract, Repository repository, PlanStore.Kept kept, @Nullable StackDeclaration old) {
        StackDeclaration declaration = kept.plan().declaration();
        Set<String> declared = new TreeSet<>();
        Set<String> places = new TreeSet<>(kept.dependsOn());
        declared.add(declaration.environment());
        places.add(declaration.path());
        if (kept.plan().movedFromEnvironment() != null) {
            declared.add(kept.plan().movedFromEnvironment());
        }
        if (old != null) {
            declared.add(old.environment());
            places.add(old.path());
        }
        SortedSet<String> environments = new TreeSet<>(declared);
        for (String place : places) {
            environments.addAll(Terms.environments(contract, repository.name(), place, declared));
        }
        return environments;
    }

    private static Risk highest(Risk risk, List<GuidelineFinding> findings) {
        return Stream.concat(Stream.of(risk), findings.stream().map(GuidelineFinding::risk))
                .max(Risk::compareTo)
                .orElse(risk);
    }

    private static List<String> reasons(List<GuidelineFinding> ofTerms, List<String> reasons) {
        return Stream.concat(
                        ofTerms.stream().map(finding -> finding.message().getOrDefault("en", finding.title())),
                        reasons.stream())
                .toList();
    }

    private static List<GuidelineFinding> mostImportant(List<GuidelineFinding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(GuidelineFinding::blocks)
                        .thenComparing(GuidelineFinding::severity)
                        .reversed())
                .limit(MOST_FINDINGS)
                .toList();
    }

    /** Whether it takes back what was applied last to each of its stacks, and nothing came after that. */
    private boolean goesBack(TenantScope scope, ChangeRow row, ChangePlanner.Outcome.Made made) {
        ChangeId undone = row.undoes;
        return row.goingBack
                && undone != null
                && coveredAll(scope, undone)
                && database.inTenant(scope, transaction -> made.plans().stream().allMatch(kept -> changes.lastMergedOf(
                                transaction, kept.plan().stack().value(), null)
                        .filter(undone::equals)
                        .isPresent()));
    }

    /** What a limited plan left as it was is in the files that it came after: going back to them could do it unreviewed. */
    private boolean coveredAll(TenantScope scope, ChangeId undone) {
        return database.inTenant(scope, transaction -> changes.find(transaction, undone)
                .filter(row -> row.targets().isEmpty())
                .isPresent());
    }

    private List<Judgement.Required> required(
            TenantScope scope,
            ChangeRow row,
            boolean back,
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
            } else if (!back) {
                // A plan that does nothing may still move a stack out of the terms that hold for it.
                Judgement.OfStack stack = judged.get(index);
                review.addAll(Terms.needs(contract, stack.environments(), stack.risk()));
            }
        }
        if (made.plans().isEmpty()) {
            review.addAll(Terms.needs(contract, Set.of(), Risk.LOW));
        }
        if (!back) {
            review.addAll(Terms.owners(contract.contract(), repository.name(), paths));
            budgets.forEach(broken -> review.addAll(broken.needs()));
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

    /** The one of them who may least: a rule about developers is not passed by who opened the change for them. */
    private static Situation.ChangeFacts facts(
            ChangeRow row, Repository repository, Map<String, Standing> people, List<String> paths, CommitTree tree) {
        Optional<Role> least =
                row.authors.stream().map(author -> role(people.get(author))).min(Role::compareTo);
        Role actor = least.orElse(Role.READER);
        return new Situation.ChangeFacts(
                repository.name(),
                row.title,
                row.description,
                row.branch,
                Party.of(actor).name().toLowerCase(Locale.ROOT),
                actor.name().toLowerCase(Locale.ROOT),
                row.authors.size(),
                paths,
                new TreeFiles(tree),
                row.goingBack);
    }

    private static Role role(@Nullable Standing standing) {
        return standing == null ? Role.READER : standing.role();
    }
}
