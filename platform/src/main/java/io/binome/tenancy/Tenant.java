package io.binome.tenancy;

import io.binome.kernel.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A company.
 *
 * @param name stands in addresses; see {@link io.binome.kernel.Names}
 * @param title as people write it
 * @param provider whether it is the one that operates this Binome
 * @param closed that its stay has ended; null while it goes on. The provider's never ends
 */
public record Tenant(
        TenantId id,
        String name,
        String title,
        boolean provider,
        Instant createdAt,
        @Nullable Closed closed) {
    /** One whose stay goes on. */
    public Tenant(TenantId id, String name, String title, boolean provider, Instant createdAt) {
        this(id, name, title, provider, createdAt, null);
    }

    public boolean open() {
        return closed == null;
    }

    /**
     * A stay that has ended.
     *
     * @param readableUntil when its own people cease to read; the provider's do not
     */
    public record Closed(Instant at, Instant readableUntil) {}
}
