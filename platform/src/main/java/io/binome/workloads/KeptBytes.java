package io.binome.workloads;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;

/** What a volume was last measured to hold, on the host that was asked for. */
public record KeptBytes(TenantId tenant, StackId stack, long bytes) {}
