package io.binome.workloads;

import io.binome.kernel.TenantId;
import io.binome.kernel.VolumeId;

/** A named volume on a host; its name there follows from its id. */
public record VolumeSpec(TenantId tenant, VolumeId volume) {}
