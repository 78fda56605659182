package io.binome.changes.internal;

import static io.binome.database.tables.Change.CHANGE;
import static io.binome.database.tables.ChangeActivity.CHANGE_ACTIVITY;
import static io.binome.database.tables.ChangeCommit.CHANGE_COMMIT;
import static io.binome.database.tables.ChangeCounter.CHANGE_COUNTER;
import static io.binome.database.tables.ChangePlan.CHANGE_PLAN;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import io.binome.changes.ChangeFilter;
import io.binome.database.Notifications;
import io.binome.database.Transaction;
import io.binome.database.tables.records.ChangeActivityRecord;
import io.binome.database.tables.records.ChangeRecord;
import io.binome.kernel.ChangeId;
import io.binome.kernel.JobId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.Risk;
import io.binome.kernel.StackId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The changes themselves. */
final class ChangeStore {
    /** Under which replicas tell each other that a change has moved, by its id. */
    static final String TOPIC = "change";

    static final List<String> OVER = List.of("merged", "went-back", "closed");

    /** The next number of a repository; the counter stays locked until the transaction ends. */
    int nextNumber(Transaction transaction, RepositoryId repository) {
        return transaction
                .sql()
                .insertInto(CHANGE_COUNTER)
                .set(CHANGE_COUNTER.REPOSITORY_ID, repository.value())
                .set(CHANGE_COUNTER.TENANT_ID, tenant(transaction))
                .set(CHANGE_COUNTER.LAST, 1)
                .onConflict(CHANGE_COUNTER.REPOSITORY_ID)
                .doUpdate()
                .set(CHANGE_COUNTER.LAST, CHANGE_COUNTER.LAST.plus(1))
                .returning(CHANGE_COUNTER.LAST)
                .fetchSingle(CHANGE_COUNTER.LAST);
    }

    void insert(Transaction transaction, ChangeRow row) {
        ChangeRecord columns = new ChangeRecord();
        columns.setId(row.id.value());
        columns.setTenantId(tenant(transaction));
        columns.setRepositoryId(row.repository.value());
        columns.setNumber(row.number);
        columns.setBranch(row.branch);
        columns.setOpener(row.opener);
        columns.setUndoes(row.undoes == null ? null : row.undoes.value());
        columns.setGoingBack(row.goingBack);
        columns.setCreatedAt(row.createdAt);
        row.revision = 1;
        fill(columns, row);
        transaction.sql().insertInto(CHANGE).set(columns).execute();
    }

    /** Saves what may change and counts the revision up. The row must have been read by {@link #lock}. */
    void update(Transaction transaction, ChangeRow row) {
        row.revision++;
        ChangeRecord columns = new ChangeRecord();
        fill(columns, row);
        transaction
                .sql()
                .update(CHANGE)
                .set(columns)
                .where(CHANGE.ID.eq(row.id.value()))
                .execute();
        transaction.sql().execute("SELECT pg_notify({0}, {1})", val(Notifications.CHANNEL), val(TOPIC + ":" + row.id));
    }

    Optional<ChangeRow> lock(Transaction transaction, ChangeId id) {
        return transaction
                .sql()
                .selectFrom(CHANGE)
                .where(CHANGE.ID.eq(id.value()))
                .forUpdate()
                .fetchOptional(ChangeStore::row);
    }

    Optional<ChangeRow> find(Transaction transaction, ChangeId id) {
        return transaction
                .sql()
                .selectFrom(CHANGE)
                .where(CHANGE.ID.eq(id.value()))
                .fetchOptional(ChangeStore::row);
    }

    Optional<ChangeRow> lockOpenOf(Transaction transaction, RepositoryId repository, String branch) {
        return transaction
                .sql()
                .selectFrom(CHANGE)
                .where(CHANGE.REPOSITORY_ID.eq(repository.value()))
                .and(CHANGE.BRANCH.eq(branch))
                .and(CHANGE.STATE.notIn(OVER))
                .forUpdate()
                .fetchOptional(ChangeStore::row);
    }

    Optional<ChangeId> byNumber(Transaction transaction, RepositoryId repository, int number) {
        return transaction
                .sql()
                .select(CHANGE.ID)
                .from(CHANGE)
                .where(CHANGE.REPOSITORY_ID.eq(repository.value()))
                .and(CHANGE.NUMBER.eq(number))
                .fetchOptional(found -> new ChangeId(found.value1()));
    }

    /** Open changes of a repository in a state that a moved target concerns. */
    List<ChangeId> concernedByTarget(Transaction transaction, RepositoryId repository, ChangeId but) {
        return transaction
                .sql()
                .select(CHANGE.ID)
                .from(CHANGE)
                .where(CHANGE.REPOSITORY_ID.eq(repository.value()))
                .and(CHANGE.STATE.in("planned", "conflicting", "refused", "plan-failed", "empty"))
                .and(CHANGE.ID.ne(but.value()))
                .orderBy(CHANGE.NUMBER)
                .fetch(found -> new ChangeId(found.value1()));
    }

    /**
     * Open changes of the tenant whose plans were judged by what governs.
     *
     * @param but the one by which that changes; null when it changes by none
     */
    List<ChangeId> judged(Transaction transaction, @Nullable ChangeId but) {
        return transaction
                .sql()
                .select(CHANGE.ID)
                .from(CHANGE)
                .where(CHANGE.STATE.eq("planned"))
                .and(but == null ? noCondition() : CHANGE.ID.ne(but.value()))
                .orderBy(CHANGE.ID)
                .fetch(found -> new ChangeId(found.value1()));
    }

    /** How long the last applies that touched one of these stacks took, the latest first. */
    List<Duration> applyTimes(Transaction transaction, Collection<StackId> stacks, int most) {
        Table<ChangeActivityRecord> began = CHANGE_ACTIVITY.as("began");
        Table<ChangeActivityRecord> done = CHANGE_ACTIVITY.as("done");
        Table<ChangeActivityRecord> odd = CHANGE_ACTIVITY.as("odd");
        return transaction
                .sql()
                .select(began.field(CHANGE_ACTIVITY.AT), done.field(CHANGE_ACTIVITY.AT))
                .from(CHANGE)
                .join(began)
                .on(of(began, "change.apply-began"))
                .join(done)
                .on(of(done, "change.applied"))
                .where(CHANGE.STATE.eq("merged"))
                // What failed or stopped on its way waited for people: that is no measure of work.
                .and(DSL.notExists(DSL.selectOne()
                        .from(odd)
                        .where(of(odd, "change.apply-failed").or(of(odd, "change.stopped-half-way")))))
                .and(CHANGE.ID.in(DSL.select(CHANGE_PLAN.CHANGE_ID)
                        .from(CHANGE_PLAN)
                        .where(CHANGE_PLAN.STACK_ID.in(
                                stacks.stream().map(StackId::value).toList()))))
                .orderBy(CHANGE.MERGED_AT.desc())
                .limit(most)
                .fetch(row -> Duration.between(row.value1(), row.value2()));
    }

    private static Condition of(Table<ChangeActivityRecord> activity, String kind) {
        return Objects.requireNonNull(activity.field(CHANGE_ACTIVITY.CHANGE_ID))
                .eq(CHANGE.ID)
                .and(Objects.requireNonNull(activity.field(CHANGE_ACTIVITY.KIND))
                        .eq(kind));
    }

    /** Authors of earlier changes of a branch: what they pushed may still be on it. */
    Set<String> authorsOf(Transaction transaction, RepositoryId repository, String branch) {
        Set<String> authors = new TreeSet<>();
        transaction
                .sql()
                .select(CHANGE.AUTHORS)
                .from(CHANGE)
                .where(CHANGE.REPOSITORY_ID.eq(repository.value()))
                .and(CHANGE.BRANCH.eq(branch))
                .and(CHANGE.STATE.ne("merged"))
                .fetch(CHANGE.AUTHORS)
                .forEach(stored -> authors.addAll(StoredJson.strings(stored.data())));
        return authors;
    }

    /**
     * Keeps who pushed these commits first, and tells who did: rewriting a branch, closing its change or going on from
     * somebody else's commit makes nobody else their author.
     *
     * @param pusher of those that are not known yet; null when that is not known either
     */
    Set<String> pushers(
            Transaction transaction, RepositoryId repository, Collection<String> commits, @Nullable String pusher) {
        if (pusher != null) {
            for (String commit : commits) {
                transaction
                        .sql()
                        .insertInto(CHANGE_COMMIT)
                        .set(CHANGE_COMMIT.REPOSITORY_ID, repository.value())
                        .set(CHANGE_COMMIT.COMMIT, commit)
                        .set(CHANGE_COMMIT.TENANT_ID, tenant(transaction))
                        .set(CHANGE_COMMIT.PUSHER, pusher)
                        .onConflictDoNothing()
                        .execute();
            }
        }
        return new TreeSet<>(transaction
                .sql()
                .selectDistinct(CHANGE_COMMIT.PUSHER)
                .from(CHANGE_COMMIT)
                .where(CHANGE_COMMIT.REPOSITORY_ID.eq(repository.value()))
                .and(CHANGE_COMMIT.COMMIT.in(commits))
                .fetch(CHANGE_COMMIT.PUSHER));
    }

    /** One more than the limit, so that the caller knows whether there is a next page. */
    List<ChangeRow> list(Transaction transaction, ChangeFilter filter, PageRequest page) {
        Condition wanted = noCondition();
        if (filter.repository() != null) {
            wanted = wanted.and(CHANGE.REPOSITORY_ID.eq(filter.repository().value()));
        }
        if (filter.state() != null) {
            wanted = wanted.and(
                    filter.state().equals("open") ? CHANGE.STATE.notIn(OVER) : CHANGE.STATE.eq(filter.state()));
        }
        if (filter.text() != null && !filter.text().isBlank()) {
            wanted = wanted.and(CHANGE.TITLE.containsIgnoreCase(filter.text().strip()));
        }
        UUID after = page.afterId();
        if (after != null) {
            wanted = wanted.and(CHANGE.ID.lt(after));
        }
        return transaction
                .sql()
                .selectFrom(CHANGE)
                .where(wanted)
                .orderBy(CHANGE.ID.desc())
                .limit(page.limitAndOne())
                .fetch(ChangeStore::row);
    }

    long revision(Transaction transaction, ChangeId id) {
        return transaction
                .sql()
                .select(CHANGE.REVISION)
                .from(CHANGE)
                .where(CHANGE.ID.eq(id.value()))
                .fetchOptional(CHANGE.REVISION)
                .orElse(0L);
    }

    /** The change whose plan of the stack was applied last, {@code but} this one. */
    Optional<ChangeId> lastMergedOf(Transaction transaction, UUID stack, @Nullable ChangeId but) {
        return transaction
                .sql()
                .select(CHANGE.ID)
                .from(CHANGE)
                .join(CHANGE_PLAN)
                .on(CHANGE_PLAN.CHANGE_ID.eq(CHANGE.ID).and(CHANGE_PLAN.ROUND.eq(CHANGE.ROUND)))
                .where(CHANGE_PLAN.STACK_ID.eq(stack))
                .and(CHANGE.STATE.eq("merged"))
                .and(but == null ? noCondition() : CHANGE.ID.ne(but.value()))
                .orderBy(CHANGE.MERGED_AT.desc())
                .limit(1)
                .fetchOptional(found -> new ChangeId(found.value1()));
    }

    private static void fill(ChangeRecord columns, ChangeRow row) {
        columns.setTitle(row.title);
        columns.setTitleGiven(row.titleGiven);
        columns.setDescription(row.description);
        columns.setHead(row.head);
        columns.setBase(row.base);
        columns.setMerge(row.merge);
        columns.setState(row.state.name());
        columns.setStateDetail(JSONB.jsonb(StoredJson.write(StoredJson.detail(row.state, row.findings))));
        columns.setDraft(row.draft);
        columns.setHalfApplied(row.halfApplied);
        columns.setTrustedHead(row.trustedHead);
        columns.setAuthors(JSONB.jsonb(StoredJson.write(row.authors)));
        columns.setReviewDue(row.reviewDue);
        columns.setSummary(JSONB.jsonb(StoredJson.write(row.summary)));
        columns.setDiffHash(row.diffHash);
        columns.setFingerprint(row.fingerprint);
        columns.setRound(row.round);
        columns.setApprovals(row.approvals);
        columns.setRejectedBy(row.rejectedBy);
        columns.setRisk(row.risk == null ? null : row.risk.name());
        columns.setUnmet(JSONB.jsonb(StoredJson.write(row.unmet)));
        columns.setBlocking(row.blocking);
        columns.setPusher(row.pusher);
        columns.setRetried(row.retried);
        columns.setOverridden(row.overridden == null ? null : JSONB.jsonb(StoredJson.write(row.overridden)));
        columns.setLimited(row.limit == null ? null : JSONB.jsonb(StoredJson.write(row.limit)));
        columns.setApplyJob(row.applyJob == null ? null : row.applyJob.value());
        columns.setRevision(row.revision);
        columns.setUpdatedAt(row.updatedAt);
        columns.setMergedAt(row.mergedAt);
    }

    private static ChangeRow row(ChangeRecord columns) {
        ChangeRow row = new ChangeRow(
                new ChangeId(columns.getId()),
                new RepositoryId(columns.getRepositoryId()),
                columns.getNumber(),
                columns.getOpener(),
                columns.getBranch(),
                columns.getUndoes() == null ? null : new ChangeId(columns.getUndoes()),
                columns.getGoingBack(),
                columns.getCreatedAt());
        StoredJson.StateDetail detail =
                StoredJson.readDetail(columns.getStateDetail().data());
        row.title = columns.getTitle();
        row.titleGiven = columns.getTitleGiven();
        row.description = columns.getDescription();
        row.head = columns.getHead();
        row.base = columns.getBase();
        row.merge = columns.getMerge();
        row.state = StoredJson.state(columns.getState(), detail);
        row.findings = detail.findings() == null ? List.of() : detail.findings();
        row.draft = columns.getDraft();
        row.halfApplied = columns.getHalfApplied();
        row.trustedHead = columns.getTrustedHead();
        row.authors = StoredJson.strings(columns.getAuthors().data());
        row.reviewDue = columns.getReviewDue();
        row.summary = StoredJson.summary(columns.getSummary().data());
        row.diffHash = columns.getDiffHash();
        row.fingerprint = columns.getFingerprint();
        row.round = columns.getRound();
        row.approvals = columns.getApprovals();
        row.rejectedBy = columns.getRejectedBy();
        row.risk = columns.getRisk() == null ? null : Risk.valueOf(columns.getRisk());
        row.unmet = StoredJson.unmet(columns.getUnmet().data());
        row.blocking = columns.getBlocking();
        row.pusher = columns.getPusher();
        row.retried = columns.getRetried();
        row.overridden = columns.getOverridden() == null
                ? null
                : StoredJson.overridden(columns.getOverridden().data());
        row.limit = columns.getLimited() == null
                ? null
                : StoredJson.limit(columns.getLimited().data());
        row.applyJob = columns.getApplyJob() == null ? null : new JobId(columns.getApplyJob());
        row.revision = columns.getRevision();
        row.updatedAt = columns.getUpdatedAt();
        row.mergedAt = columns.getMergedAt();
        return row;
    }

    static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
