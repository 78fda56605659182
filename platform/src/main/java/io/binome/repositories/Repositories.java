package io.binome.repositories;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hosted Git. Objects and refs are in PostgreSQL; any replica serves them. Commits are named by their full 40 hexadecimal
 * digits, branches by short names.
 */
public interface Repositories {
    /** The repository of what governs a tenant. Every tenant has it; nobody makes or archives one of this name. */
    String GOVERNING = "contract";

    /**
     * @throws io.binome.kernel.ProblemException with {@link RepositoryProblem.NameTaken}, or with
     *     {@link RepositoryProblem.NameReserved} when a person asks for {@link #GOVERNING}
     */
    Repository create(TenantScope scope, Actor actor, String name);

    Optional<Repository> byName(TenantScope scope, String name);

    Optional<Repository> byId(TenantScope scope, RepositoryId id);

    /** All, by their names. */
    List<Repository> list(TenantScope scope);

    Page<Repository> list(TenantScope scope, PageRequest page);

    /** @throws io.binome.kernel.ProblemException with {@link RepositoryProblem.Governs} for {@link #GOVERNING} */
    void archive(TenantScope scope, Actor actor, RepositoryId id);

    /** Commit at the head of a branch; empty when the branch is not there. */
    Optional<String> head(TenantScope scope, RepositoryId id, String branch);

    /** All, by their names. */
    List<Branch> branches(TenantScope scope, RepositoryId id);

    Page<Branch> branches(TenantScope scope, RepositoryId id, PageRequest page);

    /** The files of a commit. */
    CommitTree tree(TenantScope scope, RepositoryId id, String commit);

    Commit commit(TenantScope scope, RepositoryId id, String commit);

    /** Newest first, following first parents and others as git log does. {@code from} exclusive, null for the root. */
    List<Commit> log(TenantScope scope, RepositoryId id, @Nullable String from, String to, int limit);

    /** As above from the root; later pages go on behind the first one's {@code to}, wherever a branch has moved since. */
    Page<Commit> log(TenantScope scope, RepositoryId id, String to, PageRequest page);

    /** What {@code to} changes against {@code from}; null stands for the empty tree. */
    Diff diff(TenantScope scope, RepositoryId id, @Nullable String from, String to);

    /** Paths that differ, without their contents. */
    List<String> changedPaths(TenantScope scope, RepositoryId id, @Nullable String from, String to);

    /**
     * Builds the commit that the default branch would move to: {@code head} merged into {@code base} (three-way,
     * recursive; always a merge commit unless {@code base} is null, when it is {@code head} itself). Its identity is a
     * function of base, head and message only (author, committer and time are those of {@code head}), so that building
     * it again gives the same commit. No ref moves.
     */
    MergeOutcome merge(TenantScope scope, RepositoryId id, @Nullable String base, String head, String message);

    /**
     * Builds the commit that undoes on top of {@code onto}, by a three-way merge, all that lies between {@code before} and
     * {@code commit}. Author, committer and time are those of {@code onto}, so that building it again gives the same
     * commit. No ref moves.
     *
     * @param before what stood before it; null when nothing did
     */
    MergeOutcome revert(
            TenantScope scope, RepositoryId id, String onto, String commit, @Nullable String before, String message);

    /**
     * Moves the default branch by compare-and-set, in the caller's transaction.
     *
     * @param expected null when the branch must not exist yet
     * @return false when the branch stood elsewhere; nothing has changed then
     */
    boolean moveDefaultBranch(Transaction transaction, RepositoryId id, @Nullable String expected, String commit);

    /**
     * Writes a commit with these files on a branch, as a person's push would: for the catalogue, restoring and going back
     * by a change. Listeners hear of it like of a push.
     */
    String write(TenantScope scope, Actor actor, RepositoryId id, BranchWrite write);

    /**
     * Builds a commit with these files, for {@link #moveDefaultBranch}. No ref moves and nobody hears of it.
     *
     * @param parent null for the first commit of a repository
     */
    String prepare(
            TenantScope scope,
            Actor actor,
            RepositoryId id,
            @Nullable String parent,
            java.util.Map<String, byte[]> files,
            String message);

    record Branch(String name, String commit, boolean isDefault) {}

    record BranchWrite(
            String branch,
            @Nullable String parent,
            java.util.Map<String, byte[]> files,
            List<String> deleted,
            String message) {}
}
