package io.binome.secrets.internal;

import io.binome.database.OwnerTransaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.secrets.MasterKey;
import io.binome.secrets.MasterKeyRotation.Wrapped;
import io.binome.secrets.SecretsProblem.OtherMasterKey;

/** Every tenant's keys, of all generations, from one master key to the next. */
public final class Rewrapping {
    private final MasterKey present;
    private final MasterKey next;
    private final TenantKeyStore store = new TenantKeyStore();

    public Rewrapping(MasterKey present, MasterKey next) {
        this.present = present;
        this.next = next;
    }

    public Wrapped run(OwnerTransaction transaction) {
        int wrapped = 0;
        int before = 0;
        for (TenantKeyStore.Owned owned : store.lockAll(transaction)) {
            TenantKeyStore.Wrapped key = owned.key();
            if (key.masterKey().equals(next.id())) {
                before++;
            } else if (key.masterKey().equals(present.id())) {
                store.replace(transaction.in(owned.tenant()), anew(owned.tenant(), key));
                wrapped++;
            } else {
                throw new ProblemException(new OtherMasterKey(key.masterKey(), present.id()));
            }
        }
        return new Wrapped(wrapped, before);
    }

    private TenantKeyStore.Wrapped anew(TenantScope tenant, TenantKeyStore.Wrapped key) {
        String use = TenantKeys.use(tenant, key.generation());
        return new TenantKeyStore.Wrapped(
                key.generation(), next.id(), next.wrap(present.unwrap(key.bytes(), use), use));
    }
}
