package io.binome.runs;

import io.binome.kernel.JobId;
import io.binome.kernel.TenantScope;
import java.util.Map;

/** A job in the hands of a runner. {@code attempt} counts from 1; {@code epoch} rises with each taking. */
public record JobLease(
        JobId job,
        TenantScope scope,
        Map<String, String> payload,
        int attempt,
        long epoch,
        Cancellation cancellation) {}
