package io.binome.server.api;

import io.binome.kernel.TenantScope;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.TenantLimits;
import io.binome.tenancy.Tenants;
import io.binome.workloads.ResourceUse;
import io.binome.workloads.Workloads;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a tenant's services get and may take, and what they claim of it. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/limits")
final class LimitController {
    private final Tenants tenants;
    private final Workloads workloads;
    private final Entrance entrance;

    LimitController(Tenants tenants, Workloads workloads, Entrance entrance) {
        this.tenants = tenants;
        this.workloads = workloads;
        this.entrance = entrance;
    }

    @GetMapping
    LimitsView limits(Principal principal, @PathVariable String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return LimitsView.of(tenants.limits(scope), workloads.use(scope));
    }

    /**
     * Changes the limits that are named (the provider's people). Limits below what is in use are allowed: what runs goes
     * on, {@code over} says what is beyond them, and only what asks for still more is refused.
     */
    @PatchMapping
    LimitsView change(Principal principal, @PathVariable String tenant, @RequestBody LimitsRequest request) {
        entrance.platform(principal);
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        TenantLimits changed = tenants.changeLimits(scope, principal.actor(), request.onto(tenants.limits(scope)));
        return LimitsView.of(changed, workloads.use(scope));
    }

    /** What is left out stays as it is. */
    record LimitsRequest(
            @Nullable Long defaultCpuMillis,
            @Nullable Long defaultMemoryBytes,
            @Nullable Integer defaultPids,
            @Nullable Long maximumCpuMillis,
            @Nullable Long maximumMemoryBytes,
            @Nullable Long maximumPids,
            @Nullable Integer maximumVolumes,
            @Nullable Integer maximumReplicas) {
        TenantLimits onto(TenantLimits now) {
            return new TenantLimits(
                    defaultCpuMillis == null ? now.defaultCpuMillis() : defaultCpuMillis,
                    defaultMemoryBytes == null ? now.defaultMemoryBytes() : defaultMemoryBytes,
                    defaultPids == null ? now.defaultPids() : defaultPids,
                    maximumCpuMillis == null ? now.maximumCpuMillis() : maximumCpuMillis,
                    maximumMemoryBytes == null ? now.maximumMemoryBytes() : maximumMemoryBytes,
                    maximumPids == null ? now.maximumPids() : maximumPids,
                    maximumVolumes == null ? now.maximumVolumes() : maximumVolumes,
                    maximumReplicas == null ? now.maximumReplicas() : maximumReplicas,
                    now.firstPort(),
                    now.lastPort(),
                    now.agreed());
        }
    }

    /**
     * Limits with what counts against them.
     *
     * @param agreedContract number of the contract's version that limits disk and domains; 0 for none
     * @param maximumDiskBytes that all volumes may hold, those that are kept too; null for no limit
     * @param maximumDomains addresses at which services answer from outside; null for no limit
     * @param inUse over all stacks: the limits of all replicas, not what they use at this moment
     * @param stacks each stack's share
     * @param over sentences about what is in use beyond the limits
     */
    record LimitsView(
            long defaultCpuMillis,
            long defaultMemoryBytes,
            int defaultPids,
            long maximumCpuMillis,
            long maximumMemoryBytes,
            long maximumPids,
            int maximumVolumes,
            int maximumReplicas,
            int firstPort,
            int lastPort,
            int agreedContract,
            @Nullable Long maximumDiskBytes,
            @Nullable Integer maximumDomains,
            ResourceUse inUse,
            List<StackShare> stacks,
            List<String> over) {
        static LimitsView of(TenantLimits limits, Workloads.TenantUse use) {
            return new LimitsView(
                    limits.defaultCpuMillis(),
                    limits.defaultMemoryBytes(),
                    limits.defaultPids(),
                    limits.maximumCpuMillis(),
                    limits.maximumMemoryBytes(),
                    limits.maximumPids(),
                    limits.maximumVolumes(),
                    limits.maximumReplicas(),
                    limits.firstPort(),
                    limits.lastPort(),
                    limits.agreed().contract(),
                    limits.agreed().diskBytes(),
                    limits.agreed().domains(),
                    use.all(),
                    use.stacks().stream()
                            .map(stack -> new StackShare(stack.name(), stack.use()))
                            .toList(),
                    use.over());
        }
    }

    record StackShare(String stack, ResourceUse use) {}
}
