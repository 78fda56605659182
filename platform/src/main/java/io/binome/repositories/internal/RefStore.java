package io.binome.repositories.internal;

import static io.binome.database.tables.RepositoryKeptCommit.REPOSITORY_KEPT_COMMIT;
import static io.binome.database.tables.RepositoryRef.REPOSITORY_REF;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Branches and tags, which move by compare-and-set, and the commits that are kept without one. */
final class RefStore {
    private final Database database;
    private final InstantSource clock;

    RefStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param peeled what an annotated tag stands for */
    record StoredRef(String name, String object, @Nullable String peeled) {}

    /** By name, in the order of its bytes. */
    List<StoredRef> list(TenantScope scope, RepositoryId repository) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .selectFrom(REPOSITORY_REF)
                .where(REPOSITORY_REF.REPOSITORY_ID.eq(repository.value()))
                .orderBy(REPOSITORY_REF.NAME)
                .fetch(row -> new StoredRef(row.getName(), row.getObject(), row.getPeeled())));
    }

    /** Those whose names begin so; a cursor is what a name has behind that. */
    Page<StoredRef> list(TenantScope scope, RepositoryId repository, String prefix, PageRequest page) {
        List<StoredRef> found = database.inTenant(scope, transaction -> transaction
                .sql()
                .selectFrom(REPOSITORY_REF)
                .where(REPOSITORY_REF.REPOSITORY_ID.eq(repository.value()), REPOSITORY_REF.NAME.startsWith(prefix))
                .and(page.after() == null ? DSL.noCondition() : REPOSITORY_REF.NAME.gt(prefix + page.after()))
                .orderBy(REPOSITORY_REF.NAME)
                .limit(page.limitAndOne())
                .fetch(row -> new StoredRef(row.getName(), row.getObject(), row.getPeeled())));
        return Page.of(found, page, ref -> ref.name().substring(prefix.length()));
    }

    Optional<String> object(TenantScope scope, RepositoryId repository, String name) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .select(REPOSITORY_REF.OBJECT)
                .from(REPOSITORY_REF)
                .where(REPOSITORY_REF.REPOSITORY_ID.eq(repository.value()), REPOSITORY_REF.NAME.eq(name))
                .fetchOptional(REPOSITORY_REF.OBJECT));
    }

    /**
     * Moves, makes or removes a ref if it stands where it is expected to.
     *
     * @param expected null when it must not be there
     * @param wanted null to remove it
     */
    boolean move(
            Transaction transaction,
            RepositoryId repository,
            String name,
            @Nullable String expected,
            @Nullable String wanted,
            @Nullable String peeled) {
        if (expected == null) {
            return wanted == null || create(transaction, repository, name, wanted, peeled);
        }
        var stands = REPOSITORY_REF
                .REPOSITORY_ID
                .eq(repository.value())
                .and(REPOSITORY_REF.NAME.eq(name))
                .and(REPOSITORY_REF.OBJECT.eq(expected));
        int moved = wanted == null
                ? transaction.sql().deleteFrom(REPOSITORY_REF).where(stands).execute()
                : transaction
                        .sql()
                        .update(REPOSITORY_REF)
                        .set(REPOSITORY_REF.OBJECT, wanted)
                        .set(REPOSITORY_REF.PEELED, peeled)
                        .set(REPOSITORY_REF.MOVED_AT, clock.instant())
                        .where(stands)
                        .execute();
        return moved == 1;
    }

    private boolean create(
            Transaction transaction, RepositoryId repository, String name, String wanted, @Nullable String peeled) {
        return transaction
                        .sql()
                        .insertInto(REPOSITORY_REF)
                        .set(REPOSITORY_REF.REPOSITORY_ID, repository.value())
                        .set(REPOSITORY_REF.NAME, name)
                        .set(
                                REPOSITORY_REF.TENANT_ID,
                                transaction.scope().tenant().value())
                        .set(REPOSITORY_REF.OBJECT, wanted)
                        .set(REPOSITORY_REF.PEELED, peeled)
                        .set(REPOSITORY_REF.MOVED_AT, clock.instant())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /**
     * The ref that a new one of this name could not stand beside, as a folder cannot be a file: {@code a} and
     * {@code a/b}. Waits for others who make refs of this repository, so that the answer holds until the commit.
     */
    Optional<String> standingInTheWay(Transaction transaction, RepositoryId repository, String name) {
        transaction.sql().fetch("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "repository_ref " + repository);
        var folders = new java.util.ArrayList<String>();
        for (int slash = name.indexOf('/', "refs/heads".length() + 1);
                slash > 0;
                slash = name.indexOf('/', slash + 1)) {
            folders.add(name.substring(0, slash));
        }
        return transaction
                .sql()
                .select(REPOSITORY_REF.NAME)
                .from(REPOSITORY_REF)
                .where(
                        REPOSITORY_REF.REPOSITORY_ID.eq(repository.value()),
                        REPOSITORY_REF
                                .NAME
                                .in(folders)
                                .or(REPOSITORY_REF
                                        .NAME
                                        .ge(name + "/")
                                        .and(REPOSITORY_REF.NAME.lt(name + "0")))) // '0' follows '/'
                .limit(1)
                .fetchOptional(REPOSITORY_REF.NAME);
    }

    int count(Transaction transaction, RepositoryId repository) {
        return transaction
                .sql()
                .selectCount()
                .from(REPOSITORY_REF)
                .where(REPOSITORY_REF.REPOSITORY_ID.eq(repository.value()))
                .fetchSingle(DSL.count());
    }

    /** Keeps a commit from garbage collection, from now on. */
    void keep(Transaction transaction, RepositoryId repository, String commit) {
        transaction
                .sql()
                .insertInto(REPOSITORY_KEPT_COMMIT)
                .set(REPOSITORY_KEPT_COMMIT.REPOSITORY_ID, repository.value())
                .set(REPOSITORY_KEPT_COMMIT.OBJECT, commit)
                .set(
                        REPOSITORY_KEPT_COMMIT.TENANT_ID,
                        transaction.scope().tenant().value())
                .set(REPOSITORY_KEPT_COMMIT.KEPT_AT, clock.instant())
                .onConflict(REPOSITORY_KEPT_COMMIT.REPOSITORY_ID, REPOSITORY_KEPT_COMMIT.OBJECT)
                .doUpdate()
                .set(REPOSITORY_KEPT_COMMIT.KEPT_AT, clock.instant())
                .execute();
    }

    void keep(TenantScope scope, RepositoryId repository, String commit) {
        database.inTenant(scope, transaction -> {
            keep(transaction, repository, commit);
            return true;
        });
    }

    List<String> kept(TenantScope scope, RepositoryId repository) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .select(REPOSITORY_KEPT_COMMIT.OBJECT)
                .from(REPOSITORY_KEPT_COMMIT)
                .where(REPOSITORY_KEPT_COMMIT.REPOSITORY_ID.eq(repository.value()))
                .orderBy(REPOSITORY_KEPT_COMMIT.OBJECT)
                .fetch(REPOSITORY_KEPT_COMMIT.OBJECT));
    }

    void forgetKeptBefore(TenantScope scope, RepositoryId repository, Instant time) {
        database.inTenant(scope, transaction -> transaction
                .sql()
                .deleteFrom(REPOSITORY_KEPT_COMMIT)
                .where(
                        REPOSITORY_KEPT_COMMIT.REPOSITORY_ID.eq(repository.value()),
                        REPOSITORY_KEPT_COMMIT.KEPT_AT.lt(time))
                .execute());
    }
}
