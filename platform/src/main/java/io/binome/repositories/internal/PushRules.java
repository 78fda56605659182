package io.binome.repositories.internal;

import io.binome.repositories.Repository;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;

/** Which refs a push may move, by their names alone: said before the pack is looked at. */
final class PushRules {
    private static final int LONGEST_BRANCH = 200;
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{40}");

    private PushRules() {}

    enum Kind {
        CREATE,
        MOVE,
        DELETE
    }

    /** Why a push must not do this to the ref, in a sentence for whoever pushes. */
    static Optional<String> refusal(Repository repository, String ref, Kind kind) {
        if (repository.archived()) {
            return Optional.of("the repository " + repository.name()
                    + " is archived: it can be cloned and fetched, but nothing can be pushed to it");
        }
        if (ref.startsWith(Constants.R_HEADS)) {
            return ofBranch(repository, ref.substring(Constants.R_HEADS.length()), kind);
        }
        if (ref.startsWith(Constants.R_TAGS)) {
            return ofTag(ref.substring(Constants.R_TAGS.length()), kind);
        }
        return Optional.of("only branches and tags can be pushed");
    }

    private static Optional<String> ofBranch(Repository repository, String branch, Kind kind) {
        String defaultBranch = repository.defaultBranch();
        if (branch.equals(defaultBranch)) {
            return Optional.of(
                    kind == Kind.DELETE
                            ? defaultBranch + " is what runs: it cannot be deleted"
                            : defaultBranch + " is what runs: it moves when a change is applied. Push a branch instead,"
                                    + " which opens a change: git push origin HEAD:refs/heads/"
                                    + (kind == Kind.CREATE ? "first-version" : "my-change"));
        }
        return branch.startsWith(defaultBranch + "/")
                ? Optional.of("a branch cannot be named below " + defaultBranch)
                : ofBranchName(branch, kind);
    }

    private static Optional<String> ofBranchName(String branch, Kind kind) {
        return kind == Kind.DELETE ? Optional.empty() : refusalOfBranchName(branch);
    }

    /** What is wrong with the name of a new branch. */
    static Optional<String> refusalOfBranchName(String branch) {
        if (!org.eclipse.jgit.lib.Repository.isValidRefName(Constants.R_HEADS + branch)
                || branch.startsWith("-")
                || branch.equals(Constants.HEAD)) {
            return Optional.of("this is not a name that git allows for a branch");
        }
        if (branch.getBytes(StandardCharsets.UTF_8).length > LONGEST_BRANCH) {
            return Optional.of("the name of a branch may have " + LONGEST_BRANCH + " bytes at most");
        }
        if (branch.codePoints().anyMatch(PushRules::isInvisible)) {
            return Optional.of("the name of the branch has characters that cannot be seen");
        }
        if (OBJECT_ID.matcher(branch).matches()) {
            return Optional.of("a branch cannot be named like a commit");
        }
        return Optional.empty();
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static Optional<String> ofTag(String tag, Kind kind) {
        return switch (kind) {
            case CREATE -> refusalOfBranchName(tag).map(reason -> reason.replace("branch", "tag"));
            case MOVE -> Optional.of("a tag is not moved once it is there: choose another name");
            case DELETE -> Optional.of("a tag stays once it is there");
        };
    }
}
