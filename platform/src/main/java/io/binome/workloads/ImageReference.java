package io.binome.workloads;

import io.binome.kernel.TenantScope;

/** An image as a Compose file names it, and for whom: credentials and cached private images are the tenant's own. */
public record ImageReference(TenantScope scope, String reference, String platform) {}
