package io.binome.metering.internal;

import static io.binome.database.tables.MeteringGap.METERING_GAP;
import static io.binome.database.tables.MeteringHost.METERING_HOST;
import static io.binome.database.tables.UsageCounter.USAGE_COUNTER;
import static io.binome.database.tables.UsageFlow.USAGE_FLOW;

import io.binome.database.Transaction;
import io.binome.database.tables.records.MeteringHostRecord;
import io.binome.database.tables.records.UsageCounterRecord;
import io.binome.kernel.HostId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Known.FlowKey;
import io.binome.metering.internal.Known.Reading;
import io.binome.metering.internal.Known.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of what was read last, in transactions of the dispatcher. */
final class CounterStore {
    /** @param sequence of the last batch that was written; the next has one more */
    record HostRow(
            long sequence,
            @Nullable Reading reading,
            @Nullable UUID holder,
            Instant heldUntil) {}

    Optional<HostRow> host(Transaction transaction, HostId host) {
        return transaction
                .sql()
                .selectFrom(METERING_HOST)
                .where(METERING_HOST.HOST_ID.eq(host.value()))
                .fetchOptional(CounterStore::read);
    }

    private static HostRow read(MeteringHostRecord row) {
        String boot = row.getBootId();
        return new HostRow(
                row.getSequence(),
                boot == null
                        ? null
                        : new Reading(
                                boot,
                                Duration.ofNanos(row.getSinceBootMicros() * 1_000),
                                row.getReadAt(),
                                row.getBegunAt()),
                row.getHolder(),
                row.getHeldUntil());
    }

    Map<Owner, Counters> counters(Transaction transaction, HostId host) {
        Map<Owner, Counters> all = new HashMap<>();
        transaction
                .sql()
                .selectFrom(USAGE_COUNTER)
                .where(USAGE_COUNTER.HOST_ID.eq(host.value()))
                .forEach(row -> {
                    Counters counters = read(row);
                    all.put(counters.owner(), counters);
                });
        return all;
    }

    /** Hosts of which counters are kept that have one of these identities as a whole: the same machine. */
    List<HostId> machines(Transaction transaction, Collection<String> identities) {
        return transaction
                .sql()
                .select(USAGE_COUNTER.HOST_ID)
                .from(USAGE_COUNTER)
                .where(USAGE_COUNTER.KIND.eq("HOST"), USAGE_COUNTER.IDENTITY.in(identities))
                .orderBy(USAGE_COUNTER.HOST_ID)
                .fetch(row -> new HostId(row.value1()));
    }

    private static Counters read(UsageCounterRecord row) {
        return new Counters(
                new OwnerColumns(row.getKind(), row.getTenantId(), row.getStackId(), row.getServiceId()).owner(),
                row.getIdentity(),
                row.getCpuMicros(),
                row.getMemoryBytes(),
                row.getBlockReadBytes(),
                row.getBlockWrittenBytes(),
                false,
                row.getSentBytes(),
                row.getReceivedBytes(),
                row.getRequests());
    }

    /** The host is this server's to read, from now on until then; false when another has written meanwhile. */
    boolean take(Transaction transaction, HostId host, long sequence, UUID holder, Instant until) {
        return transaction
                        .sql()
                        .insertInto(METERING_HOST)
                        .set(METERING_HOST.HOST_ID, host.value())
                        .set(METERING_HOST.SEQUENCE, sequence + 1)
                        .set(METERING_HOST.HOLDER, holder)
                        .set(METERING_HOST.HELD_UNTIL, until)
                        .onConflict(METERING_HOST.HOST_ID)
                        .doUpdate()
                        .set(METERING_HOST.SEQUENCE, sequence + 1)
                        .set(METERING_HOST.HOLDER, holder)
                        .set(METERING_HOST.HELD_UNTIL, until)
                        .where(METERING_HOST.SEQUENCE.eq(sequence))
                        .execute()
                == 1;
    }

    void release(Transaction transaction, HostId host, UUID holder, Instant now) {
        transaction
                .sql()
                .update(METERING_HOST)
                .set(METERING_HOST.HELD_UNTIL, now)
                .where(METERING_HOST.HOST_ID.eq(host.value()), METERING_HOST.HOLDER.eq(holder))
                .execute();
    }

    void read(Transaction transaction, HostId host, Reading reading) {
        transaction
                .sql()
                .update(METERING_HOST)
                .set(METERING_HOST.BOOT_ID, reading.bootId())
                .set(METERING_HOST.SINCE_BOOT_MICROS, reading.sinceBoot().toNanos() / 1_000)
                .set(METERING_HOST.READ_AT, reading.at())
                .set(METERING_HOST.BEGUN_AT, reading.begun())
                .where(METERING_HOST.HOST_ID.eq(host.value()))
                .execute();
    }

    void forget(Transaction transaction, HostId host) {
        transaction
                .sql()
                .deleteFrom(USAGE_COUNTER)
                .where(USAGE_COUNTER.HOST_ID.eq(host.value()))
                .execute();
        transaction
                .sql()
                .deleteFrom(USAGE_FLOW)
                .where(USAGE_FLOW.HOST_ID.eq(host.value()))
                .execute();
    }

    void lost(Transaction transaction, HostId host, long sequence, Span span) {
        transaction
                .sql()
                .insertInto(METERING_GAP)
                .set(METERING_GAP.HOST_ID, host.value())
                .set(METERING_GAP.FROM_AT, span.from())
                .set(METERING_GAP.TO_AT, span.to())
                .set(METERING_GAP.SEQUENCE, sequence)
                .execute();
    }

    List<Span> lost(Transaction transaction, HostId host, Instant from, Instant to) {
        return transaction
                .sql()
                .selectFrom(METERING_GAP)
                .where(METERING_GAP.HOST_ID.eq(host.value()), METERING_GAP.FROM_AT.lt(to), METERING_GAP.TO_AT.gt(from))
                .orderBy(METERING_GAP.FROM_AT)
                .fetch(row -> new Span(row.getFromAt(), row.getToAt()));
    }

    Map<FlowKey, Seen> flows(Transaction transaction, HostId host) {
        Map<FlowKey, Seen> all = new HashMap<>();
        transaction
                .sql()
                .selectFrom(USAGE_FLOW)
                .where(USAGE_FLOW.HOST_ID.eq(host.value()))
                .forEach(row -> {
                    Flow flow = new Flow(
                            new OwnerColumns(row.getKind(), row.getTenantId(), row.getStackId(), row.getServiceId())
                                    .owner(),
                            row.getIdentity(),
                            row.getSentBytes(),
                            row.getReceivedBytes(),
                            row.getRequests());
                    all.put(FlowKey.of(flow), new Seen(flow, 0));
                });
        return all;
    }

    void putFlows(Transaction transaction, HostId host, List<Flow> changed) {
        if (changed.isEmpty()) {
            return;
        }
        List<OwnerColumns> owners =
                changed.stream().map(one -> OwnerColumns.of(one.owner())).toList();
        transaction
                .sql()
                .execute(
                        """
                        INSERT INTO usage_flow (host_id, kind, tenant_id, stack_id, service_id, identity, sent_bytes,
                            received_bytes, requests)
                        SELECT {0}::uuid, of.* FROM unnest({1}::text[], {2}::uuid[], {3}::uuid[], {4}::uuid[], {5}::text[],
                            {6}::bigint[], {7}::bigint[], {8}::bigint[]) AS of
                        ON CONFLICT (host_id, identity, kind, tenant_id, stack_id, service_id) DO UPDATE
                        SET sent_bytes = excluded.sent_bytes, received_bytes = excluded.received_bytes,
                            requests = excluded.requests
                        """,
                        ArrayStore.value(host.value()),
                        ArrayStore.texts(owners, OwnerColumns::kind),
                        ArrayStore.ids(owners, OwnerColumns::tenant),
                        ArrayStore.ids(owners, OwnerColumns::stack),
                        ArrayStore.ids(owners, OwnerColumns::service),
                        ArrayStore.texts(changed, Flow::identity),
                        ArrayStore.numbers(changed, Flow::sentBytes),
                        ArrayStore.numbers(changed, Flow::receivedBytes),
                        ArrayStore.numbers(changed, Flow::requests));
    }

    void removeFlows(Transaction transaction, HostId host, Collection<FlowKey> over) {
        if (over.isEmpty()) {
            return;
        }
        List<FlowKey> keys = List.copyOf(over);
        List<OwnerColumns> owners =
                keys.stream().map(one -> OwnerColumns.of(one.owner())).toList();
        transaction
                .sql()
                .execute(
                        """
                        DELETE FROM usage_flow AS flow
                        USING unnest({1}::text[], {2}::text[], {3}::uuid[], {4}::uuid[], {5}::uuid[])
                            AS of (identity, kind, tenant, stack, service)
                        WHERE flow.host_id = {0}::uuid AND flow.identity = of.identity AND flow.kind = of.kind
                            AND flow.tenant_id IS NOT DISTINCT FROM of.tenant
                            AND flow.stack_id IS NOT DISTINCT FROM of.stack
                            AND flow.service_id IS NOT DISTINCT FROM of.service
                        """,
                        ArrayStore.value(host.value()),
                        ArrayStore.texts(keys, FlowKey::identity),
                        ArrayStore.texts(owners, OwnerColumns::kind),
                        ArrayStore.ids(owners, OwnerColumns::tenant),
                        ArrayStore.ids(owners, OwnerColumns::stack),
                        ArrayStore.ids(owners, OwnerColumns::service));
    }

    /** All in one statement, so that many cost little more than one. */
    void put(Transaction transaction, HostId host, Collection<Counters> changed) {
        if (changed.isEmpty()) {
            return;
        }
        List<Counters> all = List.copyOf(changed);
        List<OwnerColumns> owners =
                all.stream().map(one -> OwnerColumns.of(one.owner())).toList();
        transaction
                .sql()
                .execute(
                        """
                        INSERT INTO usage_counter (host_id, kind, tenant_id, stack_id, service_id, identity, cpu_micros,
                            memory_bytes, block_read_bytes, block_written_bytes, sent_bytes, received_bytes, requests)
                        SELECT {0}::uuid, of.* FROM unnest({1}::text[], {2}::uuid[], {3}::uuid[],
                            {4}::uuid[], {5}::text[], {6}::bigint[], {7}::bigint[], {8}::bigint[], {9}::bigint[],
                            {10}::bigint[], {11}::bigint[], {12}::bigint[]) AS of
                        ON CONFLICT (host_id, kind, tenant_id, stack_id, service_id) DO UPDATE
                        SET identity = excluded.identity, cpu_micros = excluded.cpu_micros,
                            memory_bytes = excluded.memory_bytes, block_read_bytes = excluded.block_read_bytes,
                            block_written_bytes = excluded.block_written_bytes, sent_bytes = excluded.sent_bytes,
                            received_bytes = excluded.received_bytes, requests = excluded.requests
                        """,
                        ArrayStore.value(host.value()),
                        ArrayStore.texts(owners, OwnerColumns::kind),
                        ArrayStore.ids(owners, OwnerColumns::tenant),
                        ArrayStore.ids(owners, OwnerColumns::stack),
                        ArrayStore.ids(owners, OwnerColumns::service),
                        ArrayStore.texts(all, Counters::identity),
                        ArrayStore.numbers(all, Counters::cpuMicros),
                        ArrayStore.numbers(all, Counters::memoryBytes),
                        ArrayStore.numbers(all, Counters::blockReadBytes),
                        ArrayStore.numbers(all, Counters::blockWrittenBytes),
                        ArrayStore.numbers(all, Counters::sentBytes),
                        ArrayStore.numbers(all, Counters::receivedBytes),
                        ArrayStore.numbers(all, Counters::requests));
    }
}
