package io.binome.workloads.internal;

import io.binome.database.Transaction;
import io.binome.kernel.StackId;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.ResourceUse;
import io.binome.workloads.internal.PartStore.KeptVolume;
import io.binome.workloads.internal.StackStore.Claimed;
import io.binome.workloads.internal.TenantCeiling.Claim;
import io.binome.workloads.internal.TenantCeiling.Excess;
import io.binome.workloads.internal.WantedStack.WantedVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What counts against the limits of a tenant: what its stacks claim, and what its volumes hold, those as well that nothing
 * uses and that are kept for their days.
 */
record TenantClaims(List<Claimed> stacks, List<KeptVolume> volumes) {
    private static final String KEPT = "kept volumes";

    static TenantClaims read(Transaction transaction, StackStore stacks, PartStore parts) {
        return new TenantClaims(stacks.claims(transaction), parts.kept(transaction));
    }

    /** As {@link #read}, keeping all others from claiming anything until the transaction ends. */
    static TenantClaims lock(Transaction transaction, StackStore stacks, PartStore parts) {
        return new TenantClaims(stacks.lockClaims(transaction), parts.kept(transaction));
    }

    /** Of each stack, with what its volumes hold where that is more than they declare. */
    List<Claimed> claimed() {
        return stacks.stream().map(this::measured).toList();
    }

    /** All that counts. */
    List<Claim> all() {
        List<Claim> all = new ArrayList<>(claimed().stream().map(Claimed::claim).toList());
        all.add(kept(_ -> true));
        return all;
    }

    ResourceUse sum() {
        return all().stream().map(Claim::use).reduce(ResourceUse.NONE, ResourceUse::plus);
    }

    /** What a stack claims by now. */
    ResourceUse of(StackId stack) {
        return stacks.stream()
                .filter(claimed -> claimed.stack().equals(stack))
                .map(claimed -> claimed.claim().use())
                .findFirst()
                .orElse(ResourceUse.NONE);
    }

    /** What there would be too much of, with this stack as it is wanted. */
    List<Excess> exceeded(StackId stack, TenantLimits limits, String name, WantedStack wanted) {
        ResourceUse before = ResourceUse.NONE;
        List<Claim> others = new ArrayList<>();
        for (Claimed claimed : claimed()) {
            if (claimed.stack().equals(stack)) {
                before = claimed.claim().use();
            } else {
                others.add(claimed.claim());
            }
        }
        others.add(kept(volume -> wanted.volumes().values().stream()
                .noneMatch(attaching -> volume.id().equals(attaching.attach()))));
        long disk = wanted.volumes().values().stream()
                .mapToLong(volume -> Math.max(volume.sizeOrNothing(), held(stack, volume)))
                .sum();
        return TenantCeiling.exceeded(
                limits, others, before, new Claim(name, wanted.use().withDisk(disk)));
    }

    private long held(StackId stack, WantedVolume wanted) {
        return volumes.stream()
                .filter(volume -> wanted.attach() == null
                        ? volume.detachedAt() == null
                                && volume.stack().equals(stack)
                                && volume.name().equals(wanted.name())
                        : volume.id().equals(wanted.attach()))
                .map(KeptVolume::usedBytes)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(0L);
    }

    private Claimed measured(Claimed claimed) {
        long held = volumes.stream()
                .filter(volume -> volume.detachedAt() == null && volume.stack().equals(claimed.stack()))
                .mapToLong(KeptVolume::countedBytes)
                .sum();
        ResourceUse use = claimed.claim().use();
        return new Claimed(
                claimed.stack(), new Claim(claimed.claim().stack(), use.withDisk(Math.max(use.diskBytes(), held))));
    }

    /** They take disk until their days are over, and nothing else. */
    private Claim kept(Predicate<KeptVolume> counts) {
        return new Claim(
                KEPT,
                ResourceUse.NONE.withDisk(volumes.stream()
                        .filter(volume -> volume.detachedAt() != null)
                        .filter(counts)
                        .mapToLong(volume -> volume.usedBytes() == null ? 0 : volume.usedBytes())
                        .sum()));
    }
}
