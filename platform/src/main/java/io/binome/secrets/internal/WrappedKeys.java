package io.binome.secrets.internal;

import io.binome.database.OwnerTransaction;
import io.binome.secrets.MasterKeyUses;
import java.time.Instant;
import java.util.List;

/** Keys of tenants as their owner sees them. */
public final class WrappedKeys implements MasterKeyUses {
    private final OwnerTransaction transaction;
    private final TenantKeyStore store = new TenantKeyStore();

    public WrappedKeys(OwnerTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public List<Held> all() {
        return store.all(transaction).stream()
                .map(owned -> new Held(
                        owned.tenant(),
                        owned.key().generation(),
                        owned.key().masterKey(),
                        owned.key().bytes(),
                        TenantKeys.use(owned.tenant(), owned.key().generation()),
                        owned.key().lost()))
                .toList();
    }

    @Override
    public int forget(String masterKey, Instant at) {
        return store.lockAll(transaction).stream()
                .filter(owned -> owned.key().masterKey().equals(masterKey))
                .map(TenantKeyStore.Owned::tenant)
                .distinct()
                .mapToInt(tenant -> store.lost(transaction.in(tenant), masterKey, at))
                .sum();
    }
}
