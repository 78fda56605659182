package io.binome.metering.internal;

import static io.binome.database.tables.Agent.AGENT;
import static io.binome.database.tables.AgentBoot.AGENT_BOOT;
import static io.binome.database.tables.AgentTenant.AGENT_TENANT;

import io.binome.database.Transaction;
import io.binome.database.tables.records.AgentRecord;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import io.binome.metering.AgentReport;
import io.binome.metering.Agents.Heard;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The tables of agents, in transactions of the dispatcher unless said otherwise. */
final class AgentStore {
    /** Starts of one host's kernel that are remembered: the latest ones. A host may be started anew each night. */
    static final int MOST_BOOTS = 1_000;

    /**
     * In a transaction of the provider's.
     *
     * @param hash null for none
     */
    void setToken(Transaction transaction, HostId host, @Nullable String hash, Instant now) {
        transaction
                .sql()
                .insertInto(AGENT)
                .set(AGENT.HOST_ID, host.value())
                .set(AGENT.TENANT_ID, transaction.scope().tenant().value())
                .set(AGENT.TOKEN_HASH, hash)
                .set(AGENT.ISSUED_AT, now)
                .onConflict(AGENT.HOST_ID)
                .doUpdate()
                .set(AGENT.TOKEN_HASH, hash)
                .set(AGENT.ISSUED_AT, now)
                .execute();
        transaction
                .sql()
                .update(AGENT_BOOT)
                .setNull(AGENT_BOOT.BEGUN_AT)
                .where(AGENT_BOOT.HOST_ID.eq(host.value()))
                .execute();
    }

    Optional<HostId> byToken(Transaction transaction, String hash) {
        return transaction
                .sql()
                .select(AGENT.HOST_ID)
                .from(AGENT)
                .where(AGENT.TOKEN_HASH.eq(hash))
                .fetchOptional(row -> new HostId(row.value1()));
    }

    Map<HostId, Heard> heard(Transaction transaction) {
        return transaction.sql().selectFrom(AGENT).fetchMap(row -> new HostId(row.getHostId()), AgentStore::heard);
    }

    /** Of which silence people were told and not yet that it is over: when the agent had been heard last. */
    Map<HostId, Instant> toldSilent(Transaction transaction) {
        return transaction
                .sql()
                .select(AGENT.HOST_ID, AGENT.SILENT_SINCE)
                .from(AGENT)
                .where(AGENT.SILENT_SINCE.isNotNull())
                .fetchMap(row -> new HostId(row.value1()), row -> row.value2());
    }

    /** In a transaction of the provider's: that people were told of this silence. */
    void tellSilent(Transaction transaction, HostId host, Instant since) {
        transaction
                .sql()
                .update(AGENT)
                .set(AGENT.SILENT_SINCE, since)
                .where(AGENT.HOST_ID.eq(host.value()), AGENT.SILENT_SINCE.isDistinctFrom(since))
                .execute();
    }

    /** In a transaction of the provider's: that they were told that it is over. */
    void tellBack(Transaction transaction, HostId host, Instant since) {
        transaction
                .sql()
                .update(AGENT)
                .setNull(AGENT.SILENT_SINCE)
                .where(AGENT.HOST_ID.eq(host.value()), AGENT.SILENT_SINCE.eq(since))
                .execute();
    }

    private static Heard heard(AgentRecord row) {
        Long off = row.getClockOffMillis();
        Integer waiting = row.getWaiting();
        return new Heard(
                row.getTokenHash() != null,
                row.getIssuedAt(),
                row.getHeardAt(),
                row.getReadAt(),
                Duration.ofMillis(off == null ? 0 : off),
                waiting == null ? 0 : waiting,
                row.getVersion() == null ? "" : row.getVersion(),
                row.getSameAs() == null ? null : new HostId(row.getSameAs()));
    }

    /** @param sameAs null when it is a machine of its own */
    void hear(
            Transaction transaction,
            HostId host,
            Instant now,
            @Nullable Instant readAt,
            Duration clockOff,
            AgentReport report,
            @Nullable HostId sameAs) {
        transaction
                .sql()
                .update(AGENT)
                .set(AGENT.HEARD_AT, now)
                .set(AGENT.READ_AT, DSL.coalesce(DSL.val(readAt), AGENT.READ_AT))
                .set(AGENT.CLOCK_OFF_MILLIS, clockOff.toMillis())
                .set(AGENT.WAITING, report.waiting())
                .set(AGENT.VERSION, report.version())
                .set(AGENT.SAME_AS, sameAs == null ? null : sameAs.value())
                .where(AGENT.HOST_ID.eq(host.value()))
                .execute();
    }

    /** Starts of its kernel, and when they were; a value of null is one that has to be dated anew. */
    Map<String, @Nullable Instant> boots(Transaction transaction, HostId host) {
        Map<String, @Nullable Instant> boots = new HashMap<>();
        transaction
                .sql()
                .selectFrom(AGENT_BOOT)
                .where(AGENT_BOOT.HOST_ID.eq(host.value()))
                .forEach(row -> boots.put(row.getBootId(), row.getBegunAt()));
        return boots;
    }

    void boot(Transaction transaction, HostId host, String bootId, Instant begun) {
        transaction
                .sql()
                .insertInto(AGENT_BOOT)
                .set(AGENT_BOOT.HOST_ID, host.value())
                .set(AGENT_BOOT.BOOT_ID, bootId)
                .set(AGENT_BOOT.BEGUN_AT, begun)
                .onConflict(AGENT_BOOT.HOST_ID, AGENT_BOOT.BOOT_ID)
                .doUpdate()
                .set(AGENT_BOOT.BEGUN_AT, begun)
                .execute();
    }

    /** Leaves the latest ones. */
    void forgetBoots(Transaction transaction, HostId host) {
        transaction
                .sql()
                .deleteFrom(AGENT_BOOT)
                .where(
                        AGENT_BOOT.HOST_ID.eq(host.value()),
                        AGENT_BOOT.BOOT_ID.in(DSL.select(AGENT_BOOT.BOOT_ID)
                                .from(AGENT_BOOT)
                                .where(AGENT_BOOT.HOST_ID.eq(host.value()))
                                .orderBy(AGENT_BOOT.BEGUN_AT.desc().nullsLast(), AGENT_BOOT.BOOT_ID)
                                .offset(MOST_BOOTS)))
                .execute();
    }

    /** Adds those that are placed there now; all that ever were. */
    Set<TenantId> tenants(Transaction transaction, HostId host, Set<TenantId> placed) {
        Set<TenantId> known = new HashSet<>(transaction
                .sql()
                .select(AGENT_TENANT.TENANT_ID)
                .from(AGENT_TENANT)
                .where(AGENT_TENANT.HOST_ID.eq(host.value()))
                .fetch(row -> new TenantId(row.value1())));
        for (TenantId tenant : placed) {
            if (known.add(tenant)) {
                transaction
                        .sql()
                        .insertInto(AGENT_TENANT)
                        .set(AGENT_TENANT.HOST_ID, host.value())
                        .set(AGENT_TENANT.TENANT_ID, tenant.value())
                        .onConflictDoNothing()
                        .execute();
            }
        }
        return known;
    }
}
