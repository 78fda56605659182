package io.binome.secrets;

import io.binome.database.OwnerTransaction;
import io.binome.kernel.TenantScope;
import io.binome.secrets.internal.WrappedKeys;
import java.time.Instant;
import java.util.List;

/** Which keys of tenants are under which master key, over all tenants: for the commands of the machine's administrator. */
public interface MasterKeyUses {
    /**
     * A key of a tenant.
     *
     * @param use what it must be unwrapped for
     * @param lost whether its master key was given up for lost
     */
    record Held(TenantScope tenant, int generation, String masterKey, byte[] wrapped, String use, boolean lost) {}

    static MasterKeyUses in(OwnerTransaction transaction) {
        return new WrappedKeys(transaction);
    }

    /** By tenant, the oldest first. */
    List<Held> all();

    /** Nobody else reads or makes a tenant's key until the transaction ends. @return how many were marked */
    int forget(String masterKey, Instant at);
}
