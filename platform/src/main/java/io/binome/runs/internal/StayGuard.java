package io.binome.runs.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.tenancy.Tenants;

/**
 * Lets a handler begin only for a tenant whose stay goes on. A job that runs already is waited for by whoever would end the
 * stay; so none works for a tenant that is closed, whichever of the two comes first.
 */
public final class StayGuard implements JobHandler {
    private final Database database;
    private final Tenants tenants;
    private final JobHandler handler;

    public StayGuard(Database database, Tenants tenants, JobHandler handler) {
        this.database = database;
        this.tenants = tenants;
        this.handler = handler;
    }

    @Override
    public String kind() {
        return handler.kind();
    }

    /** @throws io.binome.kernel.ProblemException when the stay has ended: the job is over, and its room is told */
    @Override
    public Outcome run(JobLease lease) {
        database.inTenant(lease.scope(), transaction -> {
            tenants.requireOpen(transaction);
            return true;
        });
        return handler.run(lease);
    }

    @Override
    public void abandoned(Transaction transaction, JobLease lease, String reason) {
        handler.abandoned(transaction, lease, reason);
    }
}
