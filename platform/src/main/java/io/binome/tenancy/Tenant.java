package io.binome.tenancy;

import io.binome.kernel.TenantId;
import java.time.Instant;

/**
 * A company.
 *
 * @param name stands in addresses; see {@link io.binome.kernel.Names}
 * @param title as people write it
 * @param provider whether it is the one that operates this Binome
 */
public record Tenant(TenantId id, String name, String title, boolean provider, Instant createdAt) {}
