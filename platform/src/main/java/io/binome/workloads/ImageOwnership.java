package io.binome.workloads;

import io.binome.kernel.TenantId;
import java.util.Set;

/**
 * Who may use which image. An engine keeps one store of images for all tenants; this record is what keeps one tenant's
 * private image from being of use to another.
 *
 * <p>An image is known by its digests: those of its manifests in registries and its id on hosts, all {@code sha256:…}.
 * One of which no digest is recorded was put on the host by the provider and is everybody's. What a registry gave
 * without credentials is open; what it gave for credentials, or a build made, belongs to the tenants it was granted to.
 * Implementations are safe for use by several threads and survive a restart.
 */
public interface ImageOwnership {
    /** A registry gave it to somebody without credentials. */
    void open(String digest);

    /** A registry gave it for this tenant's credentials, or it was built for this tenant. Recorded before it arrives. */
    void grant(String digest, TenantId tenant);

    /** Whether the image with these digests is nobody's in particular, open, or this tenant's. */
    boolean mayUse(Set<String> digests, TenantId tenant);

    /** Every digest granted to this tenant. */
    Set<String> grantedTo(TenantId tenant);
}
