package io.binome.repositories.internal;

import io.binome.kernel.ProblemException;
import io.binome.repositories.Commit;
import io.binome.repositories.RepositoryProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Reads commits and their order. */
final class HistoryReader {
    private HistoryReader() {}

    /** @throws ProblemException with {@link RepositoryProblem.CommitNotFound}, also when the text is no commit's name */
    static RevCommit parse(RevWalk walk, String commit) throws IOException {
        if (!ObjectId.isId(commit)) {
            throw new ProblemException(new RepositoryProblem.CommitNotFound(commit));
        }
        try {
            return walk.parseCommit(ObjectId.fromString(commit));
        } catch (MissingObjectException | IncorrectObjectTypeException missing) {
            throw new ProblemException(new RepositoryProblem.CommitNotFound(commit), missing);
        }
    }

    static Commit commit(RevCommit commit) {
        PersonIdent author = commit.getAuthorIdent();
        List<String> parents = new ArrayList<>();
        for (RevCommit parent : commit.getParents()) {
            parents.add(parent.name());
        }
        return new Commit(
                commit.name(),
                parents,
                author.getName(),
                author.getEmailAddress(),
                author.getWhenAsInstant(),
                commit.getFullMessage());
    }

    /** First line of the oldest commit that the default branch lacks, of the last 100; null when it lacks none. */
    static @Nullable String subject(StoredRepository repository, String defaultBranch, String commit)
            throws IOException {
        Ref standing = repository.exactRef(Constants.R_HEADS + defaultBranch);
        String from = standing == null || standing.getObjectId() == null
                ? null
                : standing.getObjectId().name();
        List<Commit> own = log(repository, from, commit, 0, 100);
        return own.isEmpty() ? null : own.getLast().subject();
    }

    static List<Commit> log(StoredRepository repository, @Nullable String from, String to, int skipped, int limit)
            throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(parse(walk, to));
            if (from != null) {
                walk.markUninteresting(parse(walk, from));
            }
            List<Commit> commits = new ArrayList<>();
            RevCommit next;
            for (int i = 0; i < skipped; i++) {
                if (walk.next() == null) {
                    return commits;
                }
            }
            while (commits.size() < limit && (next = walk.next()) != null) {
                walk.parseBody(next);
                commits.add(commit(next));
            }
            return commits;
        }
    }
}
