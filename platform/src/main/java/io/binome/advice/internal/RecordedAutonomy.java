package io.binome.advice.internal;

import io.binome.advice.AdviceProblem;
import io.binome.advice.AppliedChange;
import io.binome.advice.Autonomy;
import io.binome.advice.AutonomyLevel;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Computes levels from the record of changes when they are asked for, and keeps nothing: what was proposed and turned down
 * is known from the changes of the contract's repository.
 */
final class RecordedAutonomy implements Autonomy {
    private static final String FILE = "contract.yaml";
    private static final String BRANCH = "autonomy/";

    private final Changes changes;
    private final Contracts contracts;
    private final Repositories repositories;
    private final RecordReader reader;
    private final InstantSource clock;

    RecordedAutonomy(Changes changes, Contracts contracts, Repositories repositories, InstantSource clock) {
        this.changes = changes;
        this.contracts = contracts;
        this.repositories = repositories;
        this.reader = new RecordReader(changes);
        this.clock = clock;
    }

    @Override
    public List<AutonomyLevel> of(TenantScope scope) {
        ContractVersion version = contracts.inForce(scope);
        List<AutonomyLevel> levels = new ArrayList<>();
        if (!version.accepted()) {
            return levels;
        }
        Instant now = clock.instant();
        Contract.Growth growth = version.contract().growth();
        List<Change> all = reader.all(scope);
        List<AppliedChange> record = reader.record(scope, all, now.minus(Duration.ofDays(growth.days())));
        List<ContractVersion> versions = contracts.versions(scope);
        for (Contract.Environment environment :
                version.contract().environments().values()) {
            List<AutonomyLevel> ofEnvironment = new ArrayList<>();
            for (Risk risk : Risk.values()) {
                Contract.Approvals approvals = environment.autonomy().get(risk);
                if (approvals != null) {
                    String branch = branch(environment.name(), risk);
                    AutonomyRules.Cell cell = new AutonomyRules.Cell(
                            environment.name(),
                            risk,
                            approvals.words(),
                            agreedSince(versions, environment.name(), risk, approvals.words()),
                            refusedAt(all, branch),
                            open(all, branch).map(Change::reference).orElse(null));
                    ofEnvironment.add(AutonomyRules.judge(cell, growth, record, now));
                }
            }
            levels.addAll(AutonomyRules.ordered(ofEnvironment));
        }
        return levels;
    }

    /** Since when the words have been these without a break. */
    static Instant agreedSince(List<ContractVersion> newestFirst, String environment, Risk risk, String words) {
        Instant since = newestFirst.getFirst().since();
        for (ContractVersion version : newestFirst) {
            Contract.Environment then = version.contract().environments().get(environment);
            Contract.Approvals cell = then == null ? null : then.autonomy().get(risk);
            if (!version.accepted() && version.number() > 1
                    || cell == null
                    || !cell.words().equals(words)) {
                return since;
            }
            since = version.since();
        }
        return since;
    }

    private static String branch(String environment, Risk risk) {
        return BRANCH + environment + "-" + name(risk);
    }

    private static boolean isFor(Change change, String branch) {
        return change.repositoryName().equals(Contracts.REPOSITORY)
                && (change.branch().equals(branch)
                        || change.branch().matches(java.util.regex.Pattern.quote(branch) + "-\\d+"));
    }

    private static @Nullable Instant refusedAt(List<Change> all, String branch) {
        return all.stream()
                .filter(change -> isFor(change, branch) && change.state() instanceof ChangeState.Closed)
                .map(Change::updatedAt)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static Optional<Change> open(List<Change> all, String branch) {
        return all.stream()
                .filter(change -> isFor(change, branch)
                        && !(change.state() instanceof ChangeState.Closed)
                        && !(change.state() instanceof ChangeState.Merged)
                        && !(change.state() instanceof ChangeState.WentBack))
                .findFirst();
    }

    @Override
    public Change propose(TenantScope scope, Actor actor, String environment, Risk risk) {
        String branch = branch(environment, risk);
        Optional<Change> open = open(reader.all(scope), branch);
        if (open.isPresent()) {
            return open.get();
        }
        List<AutonomyLevel> levels = of(scope);
        if (!levels.isEmpty()
                && levels.stream().noneMatch(one -> one.environment().equals(environment))) {
            throw new ProblemException(new AdviceProblem.NoSuchEnvironment(
                    environment,
                    levels.stream().map(AutonomyLevel::environment).distinct().collect(Collectors.joining(", "))));
        }
        AutonomyLevel level = levels.stream()
                .filter(one -> one.environment().equals(environment) && one.risk() == risk)
                .findFirst()
                .orElseThrow(() -> nothing(environment, risk));
        String to = level.verdict().to();
        if (to == null) {
            throw nothing(environment, risk);
        }
        ContractVersion version = contracts.inForce(scope);
        String edited = ContractEdit.set(version.source(), environment, AutonomyRules.cells(level, to, levels))
                .orElseThrow(() -> new ProblemException(new AdviceProblem.NotEditable(environment, name(risk))));
        Repository repository = repositories
                .byName(scope, Contracts.REPOSITORY)
                .orElseThrow(() -> new ProblemException(new AdviceProblem.NotEditable(environment, name(risk))));
        String target = repositories
                .head(scope, repository.id(), repository.defaultBranch())
                .orElseThrow(() -> new ProblemException(new AdviceProblem.NotEditable(environment, name(risk))));
        String free = branch;
        for (int number = 2; repositories.head(scope, repository.id(), free).isPresent(); number++) {
            free = branch + "-" + number;
        }
        repositories.write(
                scope,
                actor,
                repository.id(),
                new Repositories.BranchWrite(
                        free,
                        target,
                        Map.of(FILE, edited.getBytes(StandardCharsets.UTF_8)),
                        List.of(),
                        ProposalText.of(level, to)));
        return open(reader.all(scope), branch).orElseThrow();
    }

    private static ProblemException nothing(String environment, Risk risk) {
        return new ProblemException(new AdviceProblem.NothingEarned(environment, name(risk)));
    }

    private static String name(Risk risk) {
        return risk.name().toLowerCase(Locale.ROOT);
    }
}
