package io.binome.workloads;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import java.time.Instant;

/**
 * What a volume was last measured to hold, on the host that was asked for.
 *
 * @param since when it was made: it held nothing before
 */
public record KeptBytes(TenantId tenant, StackId stack, long bytes, Instant since) {}
