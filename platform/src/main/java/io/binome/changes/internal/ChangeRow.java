package io.binome.changes.internal;

import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.kernel.ChangeId;
import io.binome.kernel.JobId;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.Risk;
import io.binome.stacks.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A change as it is kept. Read under its row's lock, changed, and saved in the same transaction; never shared. */
final class ChangeRow {
    final ChangeId id;
    final RepositoryId repository;
    final int number;
    final String opener;
    final String branch;
    final @Nullable ChangeId undoes;
    final boolean goingBack;
    final Instant createdAt;

    String title = "";
    boolean titleGiven;
    String description = "";
    String head = "";

    @Nullable
    String base;

    @Nullable
    String merge;

    ChangeState state = new ChangeState.Planning();
    /** Of {@code binome.yaml} as a whole; those of a stack are with its plan. */
    List<Finding> findings = List.of();

    boolean draft;
    /** The head that somebody who is no author of it had planned: it may borrow what its target does not. */
    @Nullable
    String trustedHead;

    /** Some of its stacks are applied, the rest waits for people: it keeps its places, and only goes on or back. */
    boolean halfApplied;

    Set<String> authors = new TreeSet<>();
    boolean reviewDue;
    Change.Summary summary = Change.Summary.NONE;
    String diffHash = "";
    String fingerprint = "";
    long round;
    int approvals;

    @Nullable
    String rejectedBy;

    /** The highest of its plans; null while not planned. */
    @Nullable
    Risk risk;

    /** Approvals that were missing when votes were counted last. */
    List<Tally.Unmet> unmet = List.of();

    /** How many findings of the guidelines blocked it when it was judged last. */
    int blocking;

    /** What the first of these says; not kept, known after a full look. */
    String firstBlocking = "";

    StoredJson.@Nullable StoredOverride overridden;

    StoredJson.@Nullable StoredLimit limit;

    /** Who pushed last: the commits that nobody is known to have pushed before are this person's. */
    @Nullable
    String pusher;

    /** Whether its apply goes on after it failed: it does no more than what was reviewed. */
    boolean retried;

    @Nullable
    JobId applyJob;

    long revision;
    Instant updatedAt;

    @Nullable
    Instant mergedAt;

    ChangeRow(
            ChangeId id,
            RepositoryId repository,
            int number,
            String opener,
            String branch,
            @Nullable ChangeId undoes,
            boolean goingBack,
            Instant createdAt) {
        this.id = id;
        this.repository = repository;
        this.number = number;
        this.opener = opener;
        this.branch = branch;
        this.undoes = undoes;
        this.goingBack = goingBack;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    void move(Event event) {
        state = Lifecycle.after(state, event);
    }

    void move(Event event, String command) {
        state = Lifecycle.after(state, event, command);
    }

    /** What was planned no longer counts. The diff's hash stays, to say later whether votes fell by the branch or the plan. */
    void forgetPlan() {
        merge = null;
        findings = List.of();
        summary = Change.Summary.NONE;
        fingerprint = "";
        risk = null;
        unmet = List.of();
        blocking = 0;
    }

    /** Whether somebody left out, for exactly this plan, what is asked for. */
    boolean isOverridden() {
        return overridden != null
                && !fingerprint.isEmpty()
                && overridden.fingerprint().equals(fingerprint);
    }

    /** What its plans are limited to: said for exactly this head. */
    StoredJson.@Nullable StoredLimit limitNow() {
        return limit != null && limit.head().equals(head) ? limit : null;
    }

    List<String> targets() {
        StoredJson.StoredLimit now = limitNow();
        return now == null ? List.of() : now.targets();
    }

    /** Whether its plans may borrow secrets that the target does not give to their stacks. */
    boolean mayBorrowMore() {
        // What goes back was reviewed when it was applied the first time.
        return goingBack || head.equals(trustedHead);
    }

    boolean hasAuthor(String actor) {
        return authors.contains(actor);
    }
}
