package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.TenantId;
import io.binome.workloads.ImageOwnership;
import java.util.Set;

/** The record of who may use which image, kept in the database and so the same for every server. */
public final class DatabaseImageOwnership implements ImageOwnership {
    private final Database database;
    private final ImageOwnerStore owners = new ImageOwnerStore();

    public DatabaseImageOwnership(Database database) {
        this.database = database;
    }

    @Override
    public void open(String digest) {
        database.asDispatcher(transaction -> {
            owners.add(transaction, digest, null);
            return digest;
        });
    }

    @Override
    public void grant(String digest, TenantId tenant) {
        database.asDispatcher(transaction -> {
            owners.add(transaction, digest, tenant);
            return digest;
        });
    }

    @Override
    public boolean mayUse(Set<String> digests, TenantId tenant) {
        return database.asDispatcher(transaction -> owners.mayUse(transaction, digests, tenant));
    }

    @Override
    public Set<String> grantedTo(TenantId tenant) {
        return database.asDispatcher(transaction -> owners.grantedTo(transaction, tenant));
    }
}
