package io.binome.workloads;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;

/**
 * A network of one stack.
 *
 * @param name on the host; unique over all tenants
 * @param internal no way out at all
 */
public record NetworkSpec(TenantId tenant, StackId stack, String name, boolean internal) {}
