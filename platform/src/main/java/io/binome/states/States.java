package io.binome.states;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.StateVersionId;
import io.binome.kernel.TenantScope;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The states of OpenTofu and Terraform stacks, in versions, their bodies sealed. Every step that changes something is in
 * the ledger. Who may do what by hand is for the caller to ask {@link io.binome.tenancy.Access} first.
 */
public interface States {
    /** The workspaces of a stack that were ever locked or written. */
    List<StateSummary> list(TenantScope scope, StackId stack);

    Page<StateSummary> list(TenantScope scope, PageRequest page);

    /** How it stands; with neither version nor lock when nobody ever spoke to it. */
    StateSummary summary(TenantScope scope, StateKey key);

    /** The version that counts now. Cheap: one row. */
    Optional<StateVersion> latest(TenantScope scope, StateKey key);

    /** Newest first. */
    Page<StateVersion> versions(TenantScope scope, StateKey key, PageRequest page);

    /** @throws io.binome.kernel.ProblemException with {@link StatesProblem.VersionNotFound} */
    StateVersion version(TenantScope scope, StateKey key, long serial);

    /** Writes the body as it came in. Holds no connection to the database while {@code to} waits. */
    void copy(TenantScope scope, StateVersionId version, OutputStream to) throws IOException;

    /** Records that a person takes a version with all its secrets; to be called before {@link #copy}. */
    void downloaded(TenantScope scope, Actor actor, StateVersion version);

    /** What is in a version. @throws io.binome.kernel.ProblemException with {@link StatesProblem.StateEncrypted} */
    List<StateResource> resources(TenantScope scope, StateVersionId version);

    /** @throws io.binome.kernel.ProblemException with {@link StatesProblem.StateEncrypted} */
    StateDifference difference(TenantScope scope, StateVersion from, StateVersion to);

    /**
     * Takes a new version in, or answers the latest where it has the same serial and content. Nothing is kept of what is
     * refused. Streams: memory does not grow with the body.
     *
     * @param lockId of the lock under which the client writes; null when it took none
     * @throws io.binome.kernel.ProblemException with one of {@link StatesProblem}
     */
    StateVersion write(
            TenantScope scope, StateKey key, StateClient client, @Nullable String lockId, StateUpload upload);

    /** From now on there is no state; its versions are still there to be rolled back to. For runs only. */
    void delete(TenantScope scope, StateKey key, StateClient client, @Nullable String lockId);

    /**
     * Takes the lock by one statement. Asking again with the same id is no mistake.
     *
     * @throws io.binome.kernel.ProblemException with {@link StatesProblem.StateLocked}, which has the holder's words
     */
    StateLock lock(TenantScope scope, StateKey key, StateClient client, LockInfo wanted);

    /**
     * Releases the client's own lock.
     *
     * @throws io.binome.kernel.ProblemException with {@link StatesProblem.LockNotHeld}, or
     *     {@link StatesProblem.LockOfAnother}, which calls for {@link #forceUnlock}
     */
    void unlock(TenantScope scope, StateKey key, StateClient client, LockInfo lock);

    /** Releases anybody's lock. @throws io.binome.kernel.ProblemException with {@link StatesProblem.LockNotHeld} */
    void forceUnlock(TenantScope scope, StateKey key, Actor actor, String lockId);

    /**
     * Writes the body of an earlier version under the next serial of the lineage that it belongs to.
     *
     * @throws io.binome.kernel.ProblemException with {@link StatesProblem.StateLocked} and others
     */
    StateVersion rollBack(TenantScope scope, StateKey key, Actor actor, long serial);

    /**
     * Writes the latest version without a resource, as {@code state rm} does; what the resource stands for stays.
     *
     * @param address of a resource, one of its instances, or a module
     */
    StateVersion removeResource(TenantScope scope, StateKey key, Actor actor, String address);

    /**
     * A credential for a run that has begun. It ends with {@link #endRun}, at the latest some seconds after the run, and
     * writes nothing from the moment at which the run has ended.
     *
     * @throws io.binome.kernel.ProblemException when there is no such run
     */
    RunCredential issue(TenantScope scope, StackId stack, String workspace, RunId run, StateAccess access);

    /** The run behind a credential, while it is valid. Looked at on every request. */
    Optional<StateClient.OfRun> byCredential(String user, String password);

    /** Ends the run's credentials and releases its locks; nothing where it has none. To be called with the run's end. */
    void endRun(Transaction transaction, RunId run);
}
