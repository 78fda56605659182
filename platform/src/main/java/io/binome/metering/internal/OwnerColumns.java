package io.binome.metering.internal;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource.Owner;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How owners stand in rows. */
record OwnerColumns(
        String kind,
        @Nullable UUID tenant,
        @Nullable UUID stack,
        @Nullable UUID service) {
    static OwnerColumns of(Owner owner) {
        return switch (owner) {
            case Owner.WholeHost() -> new OwnerColumns("HOST", null, null, null);
            case Owner.Tenant(TenantId tenant) -> new OwnerColumns("TENANT", tenant.value(), null, null);
            case Owner.Builds(TenantId tenant) -> new OwnerColumns("BUILDS", tenant.value(), null, null);
            case Owner.Stack(TenantId tenant, StackId stack) ->
                new OwnerColumns("STACK", tenant.value(), stack.value(), null);
            case Owner.Service(TenantId tenant, StackId stack, WorkloadId service) ->
                new OwnerColumns("SERVICE", tenant.value(), stack.value(), service.value());
        };
    }

    Owner owner() {
        return switch (kind) {
            case "HOST" -> new Owner.WholeHost();
            case "TENANT" -> new Owner.Tenant(tenantId());
            case "BUILDS" -> new Owner.Builds(tenantId());
            case "STACK" -> new Owner.Stack(tenantId(), stackId());
            case "SERVICE" -> new Owner.Service(tenantId(), stackId(), new WorkloadId(Objects.requireNonNull(service)));
            default -> throw new IllegalStateException("A row has the owner " + kind);
        };
    }

    private TenantId tenantId() {
        return new TenantId(Objects.requireNonNull(tenant));
    }

    private StackId stackId() {
        return new StackId(Objects.requireNonNull(stack));
    }
}
