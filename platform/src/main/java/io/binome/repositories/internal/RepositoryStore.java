package io.binome.repositories.internal;

import static io.binome.database.tables.Repository.REPOSITORY;
import static io.binome.database.tables.RepositoryPack.REPOSITORY_PACK;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.database.tables.records.RepositoryRecord;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** The repositories of each tenant, without what is in them. */
final class RepositoryStore {
    private final Database database;

    RepositoryStore(Database database) {
        this.database = database;
    }

    /** @return false when the name is taken */
    boolean insert(Transaction transaction, Repository repository) {
        return transaction
                        .sql()
                        .insertInto(REPOSITORY)
                        .set(REPOSITORY.ID, repository.id().value())
                        .set(REPOSITORY.TENANT_ID, repository.tenant().value())
                        .set(REPOSITORY.NAME, repository.name())
                        .set(REPOSITORY.DEFAULT_BRANCH, repository.defaultBranch())
                        .set(REPOSITORY.CREATED_AT, repository.createdAt())
                        .onConflict(REPOSITORY.TENANT_ID, REPOSITORY.NAME)
                        .doNothing()
                        .execute()
                == 1;
    }

    Optional<Repository> byName(TenantScope scope, String name) {
        return one(scope, REPOSITORY.NAME.eq(name));
    }

    Optional<Repository> byId(TenantScope scope, RepositoryId id) {
        return one(scope, REPOSITORY.ID.eq(id.value()));
    }

    private Optional<Repository> one(TenantScope scope, Condition condition) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .selectFrom(REPOSITORY)
                .where(condition)
                .fetchOptional(RepositoryStore::repository));
    }

    List<Repository> list(TenantScope scope) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .selectFrom(REPOSITORY)
                .orderBy(REPOSITORY.NAME)
                .fetch(RepositoryStore::repository));
    }

    Page<Repository> list(TenantScope scope, PageRequest page) {
        List<Repository> found = database.inTenant(scope, transaction -> transaction
                .sql()
                .selectFrom(REPOSITORY)
                .where(page.after() == null ? DSL.noCondition() : REPOSITORY.NAME.gt(page.after()))
                .orderBy(REPOSITORY.NAME)
                .limit(page.limitAndOne())
                .fetch(RepositoryStore::repository));
        return Page.of(found, page, Repository::name);
    }

    private static Repository repository(RepositoryRecord row) {
        return new Repository(
                new RepositoryId(row.getId()),
                new TenantId(row.getTenantId()),
                row.getName(),
                row.getDefaultBranch(),
                row.getArchivedAt() != null,
                row.getCreatedAt());
    }

    Optional<String> defaultBranch(Transaction transaction, RepositoryId id) {
        return transaction
                .sql()
                .select(REPOSITORY.DEFAULT_BRANCH)
                .from(REPOSITORY)
                .where(REPOSITORY.ID.eq(id.value()))
                .fetchOptional(REPOSITORY.DEFAULT_BRANCH);
    }

    /** @return false when it was archived already, or is not there */
    boolean archive(Transaction transaction, RepositoryId id, Instant at) {
        return transaction
                        .sql()
                        .update(REPOSITORY)
                        .set(REPOSITORY.ARCHIVED_AT, at)
                        .where(REPOSITORY.ID.eq(id.value()), REPOSITORY.ARCHIVED_AT.isNull())
                        .execute()
                == 1;
    }

    /** A repository with packs that want looking after, whichever tenant's. */
    record InNeed(TenantScope scope, RepositoryId repository) {}

    List<InNeed> inNeed(int manyPacks) {
        return database.asDispatcher(transaction -> transaction
                .sql()
                .select(REPOSITORY_PACK.TENANT_ID, REPOSITORY_PACK.REPOSITORY_ID)
                .from(REPOSITORY_PACK)
                .groupBy(REPOSITORY_PACK.TENANT_ID, REPOSITORY_PACK.REPOSITORY_ID)
                .having(DSL.count()
                        .filterWhere(REPOSITORY_PACK.STATE.eq("STORED"))
                        .ge(manyPacks)
                        .or(DSL.count()
                                .filterWhere(REPOSITORY_PACK.STATE.ne("STORED"))
                                .gt(0))
                        .or(DSL.count()
                                .filterWhere(REPOSITORY_PACK.SOURCE.eq(PackSource.UNREACHABLE_GARBAGE.name()))
                                .gt(0)))
                .fetch(row -> new InNeed(new TenantScope(new TenantId(row.value1())), new RepositoryId(row.value2()))));
    }

    /**
     * Does the work unless another replica is at the same repository, which saves the work of packing twice; the lock
     * falls with the transaction, so that none is left behind by a server that was killed. The transaction holds nothing
     * but the lock; the work has a thread of its own, since it begins transactions of its own.
     *
     * @return whether it was done
     */
    boolean alone(TenantScope scope, RepositoryId id, Runnable work) {
        return database.inTenant(scope, transaction -> {
            boolean mine = transaction
                    .sql()
                    .select(DSL.field(
                            "pg_try_advisory_xact_lock(hashtextextended({0}, 0))",
                            Boolean.class, DSL.val("repository_upkeep " + id)))
                    .fetchSingle()
                    .value1();
            if (mine) {
                inOtherThread(work);
            }
            return mine;
        });
    }

    private static void inOtherThread(Runnable work) {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                thread.submit(work).get();
            } catch (InterruptedException stopped) {
                thread.shutdownNow();
                Thread.currentThread().interrupt();
            } catch (ExecutionException failed) {
                throw new IllegalStateException("The work under a repository's lock failed", failed.getCause());
            }
        }
    }
}
