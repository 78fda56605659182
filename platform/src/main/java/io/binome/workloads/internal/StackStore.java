package io.binome.workloads.internal;

import static io.binome.database.tables.HostKeeper.HOST_KEEPER;
import static io.binome.database.tables.WorkloadSignal.WORKLOAD_SIGNAL;
import static io.binome.database.tables.WorkloadStack.WORKLOAD_STACK;

import io.binome.database.Transaction;
import io.binome.database.tables.records.WorkloadStackRecord;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.workloads.ResourceUse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where stacks run, who is at work on them, and which server keeps a host. */
final class StackStore {
    record Placement(
            StackId stack,
            SiteId site,
            HostId host,
            long revision,
            @Nullable Instant applyingUntil) {}

    record StackOnHost(TenantScope scope, StackId stack) {}

    Optional<Placement> find(Transaction transaction, StackId stack) {
        return transaction
                .sql()
                .selectFrom(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.STACK_ID.eq(stack.value()))
                .fetchOptional(row -> new Placement(
                        new StackId(row.getStackId()),
                        new SiteId(row.getSiteId()),
                        new HostId(row.getHostId()),
                        row.getRevision(),
                        row.getApplyingUntil()));
    }

    /** As {@link #find}, keeping others from changing it, and from beginning an apply, until the transaction ends. */
    Optional<Placement> lock(Transaction transaction, StackId stack) {
        transaction
                .sql()
                .select(WORKLOAD_STACK.STACK_ID)
                .from(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.STACK_ID.eq(stack.value()))
                .forUpdate()
                .fetch();
        return find(transaction, stack);
    }

    /** Whose stacks have their place there. */
    Set<TenantId> tenants(Transaction transaction, HostId host) {
        return transaction
                .sql()
                .selectDistinct(WORKLOAD_STACK.TENANT_ID)
                .from(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.HOST_ID.eq(host.value()))
                .fetchSet(row -> new TenantId(row.value1()));
    }

    /** Nothing happens when it has its place already, but for its name. */
    void place(Transaction transaction, StackId stack, String name, SiteId site, HostId host) {
        transaction
                .sql()
                .insertInto(WORKLOAD_STACK)
                .set(WORKLOAD_STACK.STACK_ID, stack.value())
                .set(WORKLOAD_STACK.TENANT_ID, tenant(transaction))
                .set(WORKLOAD_STACK.SITE_ID, site.value())
                .set(WORKLOAD_STACK.HOST_ID, host.value())
                .set(WORKLOAD_STACK.NAME, name)
                .set(WORKLOAD_STACK.REVISION, 0L)
                .set(WORKLOAD_STACK.CLAIMED_CPU_MILLIS, 0L)
                .set(WORKLOAD_STACK.CLAIMED_MEMORY_BYTES, 0L)
                .set(WORKLOAD_STACK.CLAIMED_PIDS, 0L)
                .set(WORKLOAD_STACK.CLAIMED_VOLUMES, 0)
                .set(WORKLOAD_STACK.CLAIMED_DISK_BYTES, 0L)
                .set(WORKLOAD_STACK.CLAIMED_DOMAINS, 0)
                .onConflict(WORKLOAD_STACK.STACK_ID)
                .doUpdate()
                .set(WORKLOAD_STACK.NAME, name)
                .execute();
    }

    /** What a stack counts against its tenant's limits. */
    record Claimed(StackId stack, TenantCeiling.Claim claim) {}

    List<Claimed> claims(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.TENANT_ID.eq(tenant(transaction)))
                .orderBy(WORKLOAD_STACK.STACK_ID)
                .fetch(StackStore::claimed);
    }

    /** As {@link #claims}, keeping all others from claiming anything until the transaction ends. */
    List<Claimed> lockClaims(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.TENANT_ID.eq(tenant(transaction)))
                .orderBy(WORKLOAD_STACK.STACK_ID)
                .forUpdate()
                .fetch(StackStore::claimed);
    }

    private static Claimed claimed(WorkloadStackRecord row) {
        return new Claimed(
                new StackId(row.getStackId()),
                new TenantCeiling.Claim(
                        row.getName(),
                        new ResourceUse(
                                row.getClaimedCpuMillis(),
                                row.getClaimedMemoryBytes(),
                                row.getClaimedPids(),
                                row.getClaimedVolumes(),
                                row.getClaimedDiskBytes(),
                                row.getClaimedDomains())));
    }

    void claim(Transaction transaction, StackId stack, ResourceUse use) {
        transaction
                .sql()
                .update(WORKLOAD_STACK)
                .set(WORKLOAD_STACK.CLAIMED_CPU_MILLIS, use.cpuMillis())
                .set(WORKLOAD_STACK.CLAIMED_MEMORY_BYTES, use.memoryBytes())
                .set(WORKLOAD_STACK.CLAIMED_PIDS, use.pids())
                .set(WORKLOAD_STACK.CLAIMED_VOLUMES, use.volumes())
                .set(WORKLOAD_STACK.CLAIMED_DISK_BYTES, use.diskBytes())
                .set(WORKLOAD_STACK.CLAIMED_DOMAINS, use.domains())
                .where(WORKLOAD_STACK.STACK_ID.eq(stack.value()))
                .execute();
    }

    /** Something that is recorded of the stack has changed. */
    void changed(Transaction transaction, StackId stack) {
        transaction
                .sql()
                .update(WORKLOAD_STACK)
                .set(WORKLOAD_STACK.REVISION, WORKLOAD_STACK.REVISION.plus(1L))
                .where(WORKLOAD_STACK.STACK_ID.eq(stack.value()))
                .execute();
        signal(transaction);
    }

    void applyingUntil(Transaction transaction, StackId stack, @Nullable Instant until) {
        transaction
                .sql()
                .update(WORKLOAD_STACK)
                .set(WORKLOAD_STACK.APPLYING_UNTIL, until)
                .where(WORKLOAD_STACK.STACK_ID.eq(stack.value()))
                .execute();
    }

    void remove(Transaction transaction, StackId stack) {
        transaction
                .sql()
                .deleteFrom(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.STACK_ID.eq(stack.value()))
                .execute();
        signal(transaction);
    }

    List<Placement> all(Transaction transaction) {
        return transaction
                .sql()
                .select(WORKLOAD_STACK.STACK_ID)
                .from(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.TENANT_ID.eq(tenant(transaction)))
                .orderBy(WORKLOAD_STACK.STACK_ID)
                .fetch(row -> find(transaction, new StackId(row.value1())).orElseThrow());
    }

    /** As dispatcher: over all tenants. */
    List<StackOnHost> onHost(Transaction transaction, HostId host) {
        return transaction
                .sql()
                .select(WORKLOAD_STACK.TENANT_ID, WORKLOAD_STACK.STACK_ID)
                .from(WORKLOAD_STACK)
                .where(WORKLOAD_STACK.HOST_ID.eq(host.value()))
                .orderBy(WORKLOAD_STACK.STACK_ID)
                .fetch(row -> new StackOnHost(new TenantScope(new TenantId(row.value1())), new StackId(row.value2())));
    }

    /** Tells pages of the tenant that there is something new to see. */
    void signal(Transaction transaction) {
        transaction
                .sql()
                .insertInto(WORKLOAD_SIGNAL)
                .set(WORKLOAD_SIGNAL.TENANT_ID, tenant(transaction))
                .set(WORKLOAD_SIGNAL.COUNTER, 1L)
                .onConflict(WORKLOAD_SIGNAL.TENANT_ID)
                .doUpdate()
                .set(WORKLOAD_SIGNAL.COUNTER, WORKLOAD_SIGNAL.COUNTER.plus(1L))
                .execute();
    }

    long signalled(Transaction transaction) {
        Long counter = transaction
                .sql()
                .select(WORKLOAD_SIGNAL.COUNTER)
                .from(WORKLOAD_SIGNAL)
                .where(WORKLOAD_SIGNAL.TENANT_ID.eq(tenant(transaction)))
                .fetchOne(WORKLOAD_SIGNAL.COUNTER);
        return counter == null ? 0 : counter;
    }

    /**
     * As dispatcher: takes or keeps the host for this server; false while another has it.
     *
     * @param longest no term of anybody can end later than this
     */
    boolean keep(Transaction transaction, HostId host, UUID holder, Instant now, Instant until, Instant longest) {
        return transaction
                        .sql()
                        .insertInto(HOST_KEEPER)
                        .set(HOST_KEEPER.HOST_ID, host.value())
                        .set(HOST_KEEPER.HOLDER, holder)
                        .set(HOST_KEEPER.UNTIL, until)
                        .onConflict(HOST_KEEPER.HOST_ID)
                        .doUpdate()
                        .set(HOST_KEEPER.HOLDER, holder)
                        .set(HOST_KEEPER.UNTIL, until)
                        .where(HOST_KEEPER
                                .HOLDER
                                .eq(holder)
                                .or(HOST_KEEPER.UNTIL.lt(now))
                                .or(HOST_KEEPER.UNTIL.gt(longest)))
                        .execute()
                == 1;
    }

    void release(Transaction transaction, HostId host, UUID holder) {
        transaction
                .sql()
                .deleteFrom(HOST_KEEPER)
                .where(HOST_KEEPER.HOST_ID.eq(host.value()).and(HOST_KEEPER.HOLDER.eq(holder)))
                .execute();
    }

    static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
