package io.binome.tenancy.internal;

import static io.binome.database.tables.Tenant.TENANT;
import static io.binome.database.tables.TenantLimits.TENANT_LIMITS;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.database.tables.records.TenantLimitsRecord;
import io.binome.database.tables.records.TenantRecord;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.tenancy.TenancyProblem.TenantNotFound;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TenantLimits;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Condition;

/** Companies and their limits. */
final class TenantStore {
    private static final String PROVIDER = "provider";

    /** False when the name is taken, or when it is a second provider. */
    boolean insert(Transaction transaction, Tenant tenant) {
        return transaction
                        .sql()
                        .insertInto(TENANT)
                        .set(TENANT.ID, tenant.id().value())
                        .set(TENANT.NAME, tenant.name())
                        .set(TENANT.TITLE, tenant.title())
                        .set(TENANT.PROVIDER, tenant.provider())
                        .set(TENANT.CREATED_AT, tenant.createdAt())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** False when another tenant has some of the ports. */
    boolean insertLimits(Transaction transaction, TenantLimits limits) {
        TenantLimitsRecord row = row(limits);
        row.setTenantId(scope(transaction));
        row.setFirstPort(limits.firstPort());
        row.setLastPort(limits.lastPort());
        return transaction
                        .sql()
                        .insertInto(TENANT_LIMITS)
                        .set(row)
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** All but the ports, which belong to routes that are in use. */
    void updateLimits(Transaction transaction, TenantLimits limits) {
        transaction
                .sql()
                .update(TENANT_LIMITS)
                .set(row(limits))
                .where(TENANT_LIMITS.TENANT_ID.eq(scope(transaction)))
                .execute();
    }

    private static TenantLimitsRecord row(TenantLimits limits) {
        TenantLimitsRecord row = new TenantLimitsRecord();
        row.setDefaultCpuMillis(limits.defaultCpuMillis());
        row.setDefaultMemoryBytes(limits.defaultMemoryBytes());
        row.setDefaultPids(limits.defaultPids());
        row.setMaximumCpuMillis(limits.maximumCpuMillis());
        row.setMaximumMemoryBytes(limits.maximumMemoryBytes());
        row.setMaximumPids(limits.maximumPids());
        row.setMaximumVolumes(limits.maximumVolumes());
        row.setMaximumReplicas(limits.maximumReplicas());
        row.setAgreedContract(limits.agreed().contract());
        row.setMaximumDiskBytes(limits.agreed().diskBytes());
        row.setMaximumDomains(limits.agreed().domains());
        return row;
    }

    /** Over all tenants. */
    Set<Integer> firstPorts(Transaction overview) {
        return overview.sql()
                .select(TENANT_LIMITS.FIRST_PORT)
                .from(TENANT_LIMITS)
                .fetchSet(TENANT_LIMITS.FIRST_PORT);
    }

    TenantLimits limits(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(TENANT_LIMITS)
                .where(TENANT_LIMITS.TENANT_ID.eq(scope(transaction)))
                .fetchOptional(row -> new TenantLimits(
                        row.getDefaultCpuMillis(),
                        row.getDefaultMemoryBytes(),
                        row.getDefaultPids(),
                        row.getMaximumCpuMillis(),
                        row.getMaximumMemoryBytes(),
                        row.getMaximumPids(),
                        row.getMaximumVolumes(),
                        row.getMaximumReplicas(),
                        row.getFirstPort(),
                        row.getLastPort(),
                        new TenantLimits.Agreed(
                                row.getAgreedContract(), row.getMaximumDiskBytes(), row.getMaximumDomains())))
                .orElseThrow(notFound(transaction));
    }

    Tenant get(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(TENANT)
                .where(TENANT.ID.eq(scope(transaction)))
                .fetchOptional(TenantStore::tenant)
                .orElseThrow(notFound(transaction));
    }

    /** The tenant, whose membership nobody else decides on until the transaction ends. Hinders no reader or foreign key. */
    Tenant lock(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(TENANT)
                .where(TENANT.ID.eq(scope(transaction)))
                .forNoKeyUpdate()
                .fetchOptional(TenantStore::tenant)
                .orElseThrow(notFound(transaction));
    }

    /** The tenant, for which nothing can be begun until the transaction ends: foreign keys to it wait too. */
    Tenant lockAlone(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(TENANT)
                .where(TENANT.ID.eq(scope(transaction)))
                .forUpdate()
                .fetchOptional(TenantStore::tenant)
                .orElseThrow(notFound(transaction));
    }

    /** The tenant, whose stay does not end until the transaction ends. */
    Tenant lockShared(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(TENANT)
                .where(TENANT.ID.eq(scope(transaction)))
                .forKeyShare()
                .fetchOptional(TenantStore::tenant)
                .orElseThrow(notFound(transaction));
    }

    void close(Transaction transaction, Tenant.Closed closed) {
        transaction
                .sql()
                .update(TENANT)
                .set(TENANT.CLOSED_AT, closed.at())
                .set(TENANT.READABLE_UNTIL, closed.readableUntil())
                .where(TENANT.ID.eq(scope(transaction)))
                .execute();
    }

    Optional<Tenant> byName(Transaction overview, String name) {
        return overview.sql().selectFrom(TENANT).where(TENANT.NAME.eq(name)).fetchOptional(TenantStore::tenant);
    }

    Optional<Tenant> byId(Transaction overTenants, TenantId id) {
        return overTenants
                .sql()
                .selectFrom(TENANT)
                .where(TENANT.ID.eq(id.value()))
                .fetchOptional(TenantStore::tenant);
    }

    Optional<Tenant> provider(Transaction overview) {
        return overview.sql().selectFrom(TENANT).where(TENANT.PROVIDER).fetchOptional(TenantStore::tenant);
    }

    List<Tenant> all(Transaction overview) {
        return overview.sql()
                .selectFrom(TENANT)
                .orderBy(TENANT.PROVIDER.desc(), TENANT.NAME)
                .fetch(TenantStore::tenant);
    }

    Page<Tenant> all(Transaction overview, PageRequest page) {
        List<String> after = page.afterParts(2);
        Condition behind = noCondition();
        if (after != null) {
            // The provider comes first, whatever its name.
            behind = after.getFirst().equals(PROVIDER)
                    ? TENANT.PROVIDER.isFalse()
                    : TENANT.PROVIDER.isFalse().and(TENANT.NAME.gt(after.getLast()));
        }
        List<Tenant> found = overview.sql()
                .selectFrom(TENANT)
                .where(behind)
                .orderBy(TENANT.PROVIDER.desc(), TENANT.NAME)
                .limit(page.limitAndOne())
                .fetch(TenantStore::tenant);
        return Page.of(
                found, page, tenant -> PageRequest.cursor(tenant.provider() ? PROVIDER : "client", tenant.name()));
    }

    private static Tenant tenant(TenantRecord row) {
        Instant closedAt = row.getClosedAt();
        return new Tenant(
                new TenantId(row.getId()),
                row.getName(),
                row.getTitle(),
                row.getProvider(),
                row.getCreatedAt(),
                closedAt == null ? null : new Tenant.Closed(closedAt, Objects.requireNonNull(row.getReadableUntil())));
    }

    private static UUID scope(Transaction transaction) {
        return transaction.scope().tenant().value();
    }

    private static Supplier<ProblemException> notFound(Transaction transaction) {
        return () -> new ProblemException(
                new TenantNotFound(transaction.scope().tenant().toString()));
    }
}
