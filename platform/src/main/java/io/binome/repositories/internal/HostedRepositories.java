package io.binome.repositories.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Names;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.repositories.Commit;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Diff;
import io.binome.repositories.MergeOutcome;
import io.binome.repositories.PushLimits;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.repositories.RepositoryProblem;
import io.binome.repositories.internal.RefMover.Move;
import io.binome.repositories.internal.RefMover.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** {@link Repositories} over PostgreSQL. */
final class HostedRepositories implements Repositories {
    private static final String DEFAULT_BRANCH = "main";

    private final Database database;
    private final Ledger ledger;
    private final Ids ids;
    private final InstantSource clock;
    private final RepositoryStore repositories;
    private final RefStore refs;
    private final RepositoryOpener opener;
    private final RefMover mover;
    private final CommitAuthors authors;
    private final PushLimits limits;

    HostedRepositories(
            Database database,
            Ledger ledger,
            Ids ids,
            InstantSource clock,
            RepositoryStore repositories,
            RefStore refs,
            RepositoryOpener opener,
            RefMover mover,
            CommitAuthors authors,
            PushLimits limits) {
        this.database = database;
        this.ledger = ledger;
        this.ids = ids;
        this.clock = clock;
        this.repositories = repositories;
        this.refs = refs;
        this.opener = opener;
        this.mover = mover;
        this.authors = authors;
        this.limits = limits;
    }

    @Override
    public Repository create(TenantScope scope, Actor actor, String name) {
        Names.require("repository name", name);
        if (name.equals(GOVERNING) && actor instanceof Actor.Person) {
            throw new ProblemException(new RepositoryProblem.NameReserved(name));
        }
        Repository repository = new Repository(
                new RepositoryId(ids.next()),
                scope.tenant(),
                name,
                DEFAULT_BRANCH,
                false,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.inTenant(scope, transaction -> {
            if (!repositories.insert(transaction, repository)) {
                throw new ProblemException(new RepositoryProblem.NameTaken(name));
            }
            ledger.append(
                    transaction,
                    actor,
                    new LedgerEvent("repository.created", "repository:" + repository.id(), Map.of("name", name)));
            return repository;
        });
    }

    @Override
    public Optional<Repository> byName(TenantScope scope, String name) {
        return Names.isName(name) ? repositories.byName(scope, name) : Optional.empty();
    }

    @Override
    public Optional<Repository> byId(TenantScope scope, RepositoryId id) {
        return repositories.byId(scope, id);
    }

    @Override
    public List<Repository> list(TenantScope scope) {
        return repositories.list(scope);
    }

    @Override
    public Page<Repository> list(TenantScope scope, PageRequest page) {
        return repositories.list(scope, page);
    }

    @Override
    public void archive(TenantScope scope, Actor actor, RepositoryId id) {
        Repository repository =
                byId(scope, id).orElseThrow(() -> new ProblemException(new RepositoryProblem.NotFound(id.toString())));
        if (repository.name().equals(GOVERNING)) {
            throw new ProblemException(new RepositoryProblem.Governs(repository.name()));
        }
        database.inTenant(scope, transaction -> {
            if (repositories.archive(transaction, id, clock.instant())) {
                ledger.append(transaction, actor, new LedgerEvent("repository.archived", "repository:" + id, Map.of()));
            }
            return true;
        });
    }

    @Override
    public Optional<String> head(TenantScope scope, RepositoryId id, String branch) {
        return refs.object(scope, id, Constants.R_HEADS + branch);
    }

    @Override
    public List<Branch> branches(TenantScope scope, RepositoryId id) {
        String defaultBranch = defaultBranch(scope, id);
        return refs.list(scope, id).stream()
                .filter(ref -> ref.name().startsWith(Constants.R_HEADS))
                .map(ref -> branch(ref, defaultBranch))
                .toList();
    }

    @Override
    public Page<Branch> branches(TenantScope scope, RepositoryId id, PageRequest page) {
        String defaultBranch = defaultBranch(scope, id);
        return refs.list(scope, id, Constants.R_HEADS, page).map(ref -> branch(ref, defaultBranch));
    }

    private String defaultBranch(TenantScope scope, RepositoryId id) {
        return byId(scope, id)
                .orElseThrow(() -> new ProblemException(new RepositoryProblem.NotFound(id.toString())))
                .defaultBranch();
    }

    private static Branch branch(RefStore.StoredRef ref, String defaultBranch) {
        String name = ref.name().substring(Constants.R_HEADS.length());
        return new Branch(name, ref.object(), name.equals(defaultBranch));
    }

    @Override
    public CommitTree tree(TenantScope scope, RepositoryId id, String commit) {
        return reading(scope, id, repository -> {
            try (RevWalk walk = new RevWalk(repository)) {
                return new StoredCommitTree(repository, HistoryReader.parse(walk, commit));
            }
        });
    }

    @Override
    public Commit commit(TenantScope scope, RepositoryId id, String commit) {
        return reading(scope, id, repository -> {
            try (RevWalk walk = new RevWalk(repository)) {
                return HistoryReader.commit(HistoryReader.parse(walk, commit));
            }
        });
    }

    @Override
    public List<Commit> log(TenantScope scope, RepositoryId id, @Nullable String from, String to, int limit) {
        return reading(scope, id, repository -> HistoryReader.log(repository, from, to, 0, limit));
    }

    @Override
    public Page<Commit> log(TenantScope scope, RepositoryId id, String to, PageRequest page) {
        List<String> after = page.afterParts(2);
        int skipped = after == null ? 0 : PageRequest.number(after.getFirst());
        String head = after == null ? to : after.getLast();
        List<Commit> found = reading(
                scope, id, repository -> HistoryReader.log(repository, null, head, skipped, page.limitAndOne()));
        return Page.of(found, page, _ -> PageRequest.cursor(Integer.toString(skipped + page.limit()), head));
    }

    @Override
    public Diff diff(TenantScope scope, RepositoryId id, @Nullable String from, String to) {
        return reading(scope, id, repository -> DiffReader.diff(repository, from, to));
    }

    @Override
    public List<String> changedPaths(TenantScope scope, RepositoryId id, @Nullable String from, String to) {
        return reading(scope, id, repository -> DiffReader.changedPaths(repository, from, to));
    }

    @Override
    public MergeOutcome merge(TenantScope scope, RepositoryId id, @Nullable String base, String head, String message) {
        MergeOutcome outcome = reading(scope, id, repository -> CommitWriter.merge(repository, base, head, message));
        if (outcome instanceof MergeOutcome.Merged merged) {
            refs.keep(scope, id, merged.commit());
        }
        return outcome;
    }

    @Override
    public MergeOutcome revert(
            TenantScope scope, RepositoryId id, String onto, String commit, @Nullable String before, String message) {
        MergeOutcome outcome =
                reading(scope, id, repository -> CommitWriter.revert(repository, onto, commit, before, message));
        if (outcome instanceof MergeOutcome.Merged merged) {
            refs.keep(scope, id, merged.commit());
        }
        return outcome;
    }

    @Override
    public boolean moveDefaultBranch(
            Transaction transaction, RepositoryId id, @Nullable String expected, String commit) {
        if (!ObjectId.isId(commit)) {
            throw new ProblemException(new RepositoryProblem.CommitNotFound(commit));
        }
        String branch = repositories
                .defaultBranch(transaction, id)
                .orElseThrow(() -> new ProblemException(new RepositoryProblem.NotFound(id.toString())));
        return refs.move(transaction, id, Constants.R_HEADS + branch, expected, commit, null);
    }

    @Override
    public String write(TenantScope scope, Actor actor, RepositoryId id, BranchWrite write) {
        return reading(scope, id, repository -> {
            String ref = Constants.R_HEADS + write.branch();
            Optional<String> before = head(scope, id, write.branch());
            PushRules.refusal(
                            repository.repository(),
                            ref,
                            before.isPresent() ? PushRules.Kind.MOVE : PushRules.Kind.CREATE)
                    .ifPresent(reason -> {
                        throw new ProblemException(new RepositoryProblem.WriteRefused(write.branch(), reason));
                    });
            if (before.isPresent() && !Objects.equals(before.get(), write.parent())) {
                throw new ProblemException(new RepositoryProblem.BranchMoved(write.branch()));
            }
            PersonIdent author = authors.author(actor);
            String commit = built(repository, write, new PersonIdent(author, clock.instant(), ZoneOffset.UTC));
            String subject =
                    HistoryReader.subject(repository, repository.repository().defaultBranch(), commit);
            Move move = new Move(ref, before.orElse(null), commit, null, subject, false);
            return switch (mover.move(repository.repository(), actor, List.of(move), Map.of())) {
                case Outcome.Moved _ -> commit;
                case Outcome.Overtaken _ ->
                    throw new ProblemException(new RepositoryProblem.BranchMoved(write.branch()));
                case Outcome.Refused refused ->
                    throw new ProblemException(new RepositoryProblem.WriteRefused(write.branch(), refused.reason()));
            };
        });
    }

    @Override
    public String prepare(
            TenantScope scope,
            Actor actor,
            RepositoryId id,
            @Nullable String parent,
            Map<String, byte[]> files,
            String message) {
        PersonIdent author = new PersonIdent(authors.author(actor), clock.instant(), ZoneOffset.UTC);
        String commit = reading(
                scope,
                id,
                repository -> built(repository, new BranchWrite("", parent, files, List.of(), message), author));
        refs.keep(scope, id, commit);
        return commit;
    }

    private String built(StoredRepository repository, BranchWrite write, PersonIdent author) throws IOException {
        try {
            return CommitWriter.write(repository, write, author, limits);
        } catch (PushRefusedException refused) {
            throw new ProblemException(InvalidInput.of("tree", "cannot be written: " + refused.getMessage()), refused);
        }
    }

    private <T> T reading(TenantScope scope, RepositoryId id, Reading<T> work) {
        try (StoredRepository repository = opener.open(scope, id)) {
            return work.on(repository);
        } catch (IOException failed) {
            throw new UncheckedIOException("Working on repository " + id, failed);
        }
    }

    private interface Reading<T> {
        T on(StoredRepository repository) throws IOException;
    }
}
