package io.binome.workloads.internal;

import static io.binome.database.tables.ImageBuild.IMAGE_BUILD;
import static io.binome.database.tables.StackNetwork.STACK_NETWORK;
import static io.binome.database.tables.StackVolume.STACK_VOLUME;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.binome.database.Transaction;
import io.binome.database.tables.records.StackVolumeRecord;
import io.binome.kernel.HostId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.VolumeId;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Volumes, networks and built images. */
final class PartStore {
    record KeptVolume(
            VolumeId id,
            StackId stack,
            HostId host,
            String name,
            Instant createdAt,
            @Nullable Instant detachedAt,
            @Nullable Long sizeBytes,
            @Nullable Long usedBytes) {
        /** What counts against limits: what it may hold, or what it holds where that is more. */
        long countedBytes() {
            return Math.max(sizeBytes == null ? 0 : sizeBytes, usedBytes == null ? 0 : usedBytes);
        }
    }

    record Network(UUID id, StackId stack, String name, String hostName, boolean internal, boolean leaving) {}

    // ---- volumes

    /** Attached ones of the stack. */
    List<KeptVolume> attached(Transaction transaction, StackId stack) {
        return transaction
                .sql()
                .selectFrom(STACK_VOLUME)
                .where(STACK_VOLUME.STACK_ID.eq(stack.value()).and(STACK_VOLUME.DETACHED_AT.isNull()))
                .orderBy(STACK_VOLUME.NAME)
                .fetch(PartStore::volume);
    }

    /** Attached and detached ones of the tenant; not those that were destroyed. */
    List<KeptVolume> kept(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(STACK_VOLUME)
                .where(STACK_VOLUME
                        .TENANT_ID
                        .eq(StackStore.tenant(transaction))
                        .and(STACK_VOLUME.DESTROYED_AT.isNull()))
                .orderBy(STACK_VOLUME.STACK_ID, STACK_VOLUME.NAME, STACK_VOLUME.ID)
                .fetch(PartStore::volume);
    }

    Page<KeptVolume> kept(Transaction transaction, PageRequest page) {
        List<String> after = page.afterParts(3);
        List<KeptVolume> found = transaction
                .sql()
                .selectFrom(STACK_VOLUME)
                .where(STACK_VOLUME
                        .TENANT_ID
                        .eq(StackStore.tenant(transaction))
                        .and(STACK_VOLUME.DESTROYED_AT.isNull()))
                .and(
                        after == null
                                ? noCondition()
                                : row(STACK_VOLUME.STACK_ID, STACK_VOLUME.NAME, STACK_VOLUME.ID)
                                        .gt(PageRequest.id(after.get(0)), after.get(2), PageRequest.id(after.get(1))))
                .orderBy(STACK_VOLUME.STACK_ID, STACK_VOLUME.NAME, STACK_VOLUME.ID)
                .limit(page.limitAndOne())
                .fetch(PartStore::volume);
        return Page.of(
                found,
                page,
                volume -> PageRequest.cursor(
                        volume.stack().toString(), volume.id().toString(), volume.name()));
    }

    Optional<KeptVolume> volume(Transaction transaction, VolumeId id) {
        return transaction
                .sql()
                .selectFrom(STACK_VOLUME)
                .where(STACK_VOLUME.ID.eq(id.value()).and(STACK_VOLUME.DESTROYED_AT.isNull()))
                .fetchOptional(PartStore::volume);
    }

    private static KeptVolume volume(StackVolumeRecord row) {
        return new KeptVolume(
                new VolumeId(row.getId()),
                new StackId(row.getStackId()),
                new HostId(row.getHostId()),
                row.getName(),
                row.getCreatedAt(),
                row.getDetachedAt(),
                row.getSizeBytes(),
                row.getUsedBytes());
    }

    void size(Transaction transaction, VolumeId id, @Nullable Long bytes) {
        transaction
                .sql()
                .update(STACK_VOLUME)
                .set(STACK_VOLUME.SIZE_BYTES, bytes)
                .where(STACK_VOLUME.ID.eq(id.value()))
                .execute();
    }

    void measured(Transaction transaction, VolumeId id, long bytes, Instant now) {
        transaction
                .sql()
                .update(STACK_VOLUME)
                .set(STACK_VOLUME.USED_BYTES, bytes)
                .set(STACK_VOLUME.MEASURED_AT, now)
                .where(STACK_VOLUME.ID.eq(id.value()))
                .execute();
    }

    /** As dispatcher: those of the host that were not destroyed. */
    /** What volumes hold, attached or kept, as far as they were measured; over all tenants. */
    List<KeptBytes> kept(Transaction transaction, HostId host) {
        return transaction
                .sql()
                .select(STACK_VOLUME.TENANT_ID, STACK_VOLUME.STACK_ID, STACK_VOLUME.USED_BYTES, STACK_VOLUME.CREATED_AT)
                .from(STACK_VOLUME)
                .where(
                        STACK_VOLUME.HOST_ID.eq(host.value()),
                        STACK_VOLUME.DESTROYED_AT.isNull(),
                        STACK_VOLUME.USED_BYTES.gt(0L))
                .fetch(row -> new KeptBytes(
                        new TenantId(row.value1()), new StackId(row.value2()), row.value3(), row.value4()));
    }

    List<Owned> present(Transaction transaction, HostId host) {
        return transaction
                .sql()
                .select(STACK_VOLUME.TENANT_ID, STACK_VOLUME.ID)
                .from(STACK_VOLUME)
                .where(STACK_VOLUME.HOST_ID.eq(host.value()).and(STACK_VOLUME.DESTROYED_AT.isNull()))
                .orderBy(STACK_VOLUME.TENANT_ID, STACK_VOLUME.ID)
                .fetch(row -> new Owned(new TenantId(row.value1()), new VolumeId(row.value2())));
    }

    void add(
            Transaction transaction, VolumeId id, StackId stack, HostId host, String name, String commit, Instant now) {
        transaction
                .sql()
                .insertInto(STACK_VOLUME)
                .set(STACK_VOLUME.ID, id.value())
                .set(STACK_VOLUME.TENANT_ID, StackStore.tenant(transaction))
                .set(STACK_VOLUME.STACK_ID, stack.value())
                .set(STACK_VOLUME.HOST_ID, host.value())
                .set(STACK_VOLUME.NAME, name)
                .set(STACK_VOLUME.COMMIT, commit)
                .set(STACK_VOLUME.CREATED_AT, now)
                .execute();
    }

    void detach(Transaction transaction, VolumeId id, Instant now) {
        transaction
                .sql()
                .update(STACK_VOLUME)
                .set(STACK_VOLUME.DETACHED_AT, now)
                .set(STACK_VOLUME.KEPT_SECONDS, 0L)
                .set(STACK_VOLUME.COUNTED_AT, now)
                .where(STACK_VOLUME.ID.eq(id.value()).and(STACK_VOLUME.DETACHED_AT.isNull()))
                .execute();
    }

    /** @return false when it is attached elsewhere, or destroyed */
    boolean attach(Transaction transaction, VolumeId id, StackId stack, String name, String commit) {
        return transaction
                        .sql()
                        .update(STACK_VOLUME)
                        .setNull(STACK_VOLUME.DETACHED_AT)
                        .set(STACK_VOLUME.STACK_ID, stack.value())
                        .set(STACK_VOLUME.NAME, name)
                        .set(STACK_VOLUME.COMMIT, commit)
                        .where(STACK_VOLUME
                                .ID
                                .eq(id.value())
                                .and(STACK_VOLUME.DETACHED_AT.isNotNull())
                                .and(STACK_VOLUME.DESTROYED_AT.isNull()))
                        .execute()
                == 1;
    }

    /** As dispatcher: those of the host that nothing uses. */
    List<Owned> detached(Transaction transaction, HostId host) {
        return transaction
                .sql()
                .select(STACK_VOLUME.TENANT_ID, STACK_VOLUME.ID)
                .from(STACK_VOLUME)
                .where(STACK_VOLUME
                        .HOST_ID
                        .eq(host.value())
                        .and(STACK_VOLUME.DETACHED_AT.isNotNull())
                        .and(STACK_VOLUME.DESTROYED_AT.isNull()))
                .orderBy(STACK_VOLUME.ID)
                .fetch(row -> new Owned(new TenantId(row.value1()), new VolumeId(row.value2())));
    }

    record Owned(TenantId tenant, VolumeId volume) {}

    /**
     * Counts the time since it was counted last, but no more than {@code atMost} of it.
     *
     * @return for how long it was kept so far; empty when it was attached again meanwhile
     */
    Optional<Duration> count(Transaction transaction, VolumeId id, Duration atMost, Instant now) {
        var row = transaction
                .sql()
                .selectFrom(STACK_VOLUME)
                .where(STACK_VOLUME
                        .ID
                        .eq(id.value())
                        .and(STACK_VOLUME.DETACHED_AT.isNotNull())
                        .and(STACK_VOLUME.DESTROYED_AT.isNull()))
                .forUpdate()
                .fetchOne();
        if (row == null) {
            return Optional.empty();
        }
        Duration passed = Duration.between(row.getCountedAt(), now);
        if (passed.isNegative() || passed.compareTo(atMost) > 0) {
            passed = passed.isNegative() ? Duration.ZERO : atMost;
        }
        row.setKeptSeconds(row.getKeptSeconds() + passed.toSeconds());
        row.setCountedAt(now);
        row.update();
        return Optional.of(Duration.ofSeconds(row.getKeptSeconds()));
    }

    /** @return false when it was attached again meanwhile */
    boolean destroyed(Transaction transaction, VolumeId id, Instant now) {
        return transaction
                        .sql()
                        .update(STACK_VOLUME)
                        .set(STACK_VOLUME.DESTROYED_AT, now)
                        .where(STACK_VOLUME
                                .ID
                                .eq(id.value())
                                .and(STACK_VOLUME.DETACHED_AT.isNotNull())
                                .and(STACK_VOLUME.DESTROYED_AT.isNull()))
                        .execute()
                == 1;
    }

    /** As dispatcher: which of them are recorded as destroyed. */
    List<VolumeId> destroyed(Transaction transaction, HostId host, Collection<VolumeId> volumes) {
        return transaction
                .sql()
                .select(STACK_VOLUME.ID)
                .from(STACK_VOLUME)
                .where(STACK_VOLUME
                        .HOST_ID
                        .eq(host.value())
                        .and(STACK_VOLUME.DESTROYED_AT.isNotNull())
                        .and(STACK_VOLUME.ID.in(
                                volumes.stream().map(VolumeId::value).toList())))
                .fetch(row -> new VolumeId(row.value1()));
    }

    // ---- networks

    List<Network> networks(Transaction transaction, StackId stack) {
        return transaction
                .sql()
                .selectFrom(STACK_NETWORK)
                .where(STACK_NETWORK.STACK_ID.eq(stack.value()))
                .orderBy(STACK_NETWORK.NAME, STACK_NETWORK.ID)
                .fetch(row -> new Network(
                        row.getId(),
                        new StackId(row.getStackId()),
                        row.getName(),
                        row.getHostName(),
                        row.getInternal(),
                        row.getLeaving()));
    }

    void add(Transaction transaction, Network network, HostId host, String commit) {
        transaction
                .sql()
                .insertInto(STACK_NETWORK)
                .set(STACK_NETWORK.ID, network.id())
                .set(STACK_NETWORK.TENANT_ID, StackStore.tenant(transaction))
                .set(STACK_NETWORK.STACK_ID, network.stack().value())
                .set(STACK_NETWORK.HOST_ID, host.value())
                .set(STACK_NETWORK.NAME, network.name())
                .set(STACK_NETWORK.HOST_NAME, network.hostName())
                .set(STACK_NETWORK.INTERNAL, network.internal())
                .set(STACK_NETWORK.COMMIT, commit)
                .set(STACK_NETWORK.LEAVING, false)
                .execute();
    }

    void leave(Transaction transaction, UUID network) {
        transaction
                .sql()
                .update(STACK_NETWORK)
                .set(STACK_NETWORK.LEAVING, true)
                .where(STACK_NETWORK.ID.eq(network))
                .execute();
    }

    void removeNetwork(Transaction transaction, UUID network) {
        transaction
                .sql()
                .deleteFrom(STACK_NETWORK)
                .where(STACK_NETWORK.ID.eq(network))
                .execute();
    }

    // ---- builds

    Optional<String> built(Transaction transaction, HostId host, String key) {
        return transaction
                .sql()
                .select(IMAGE_BUILD.IMAGE_ID)
                .from(IMAGE_BUILD)
                .where(IMAGE_BUILD.HOST_ID.eq(host.value()).and(IMAGE_BUILD.KEY.eq(key)))
                .fetchOptional(IMAGE_BUILD.IMAGE_ID);
    }

    void built(Transaction transaction, HostId host, String key, String imageId, Instant now) {
        transaction
                .sql()
                .insertInto(IMAGE_BUILD)
                .set(IMAGE_BUILD.TENANT_ID, StackStore.tenant(transaction))
                .set(IMAGE_BUILD.HOST_ID, host.value())
                .set(IMAGE_BUILD.KEY, key)
                .set(IMAGE_BUILD.IMAGE_ID, imageId)
                .set(IMAGE_BUILD.BUILT_AT, now)
                .onConflict(IMAGE_BUILD.TENANT_ID, IMAGE_BUILD.HOST_ID, IMAGE_BUILD.KEY)
                .doUpdate()
                .set(IMAGE_BUILD.IMAGE_ID, imageId)
                .set(IMAGE_BUILD.BUILT_AT, now)
                .execute();
    }

    void forgetBuild(Transaction transaction, HostId host, String key) {
        transaction
                .sql()
                .deleteFrom(IMAGE_BUILD)
                .where(IMAGE_BUILD.HOST_ID.eq(host.value()).and(IMAGE_BUILD.KEY.eq(key)))
                .execute();
    }
}
