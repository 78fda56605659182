package io.binome.runs.internal;

import io.binome.database.Database;
import io.binome.database.DatabaseProblem.DatabaseUnavailable;
import io.binome.database.Transaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import java.util.function.Function;

/** A real database whose line can be cut: for the dispatcher only (a runner that falls silent), or altogether. */
final class SeveredDatabase implements Database {
    private final Database database;
    private volatile boolean dispatchCut;
    private volatile boolean tenantCut;

    SeveredDatabase(Database database) {
        this.database = database;
    }

    void cutDispatch() {
        dispatchCut = true;
    }

    void cutTenants(boolean cut) {
        tenantCut = cut;
    }

    private static void refuse(boolean cut) {
        if (cut) {
            throw new ProblemException(new DatabaseUnavailable("the line is cut"));
        }
    }

    @Override
    public <T> T inTenant(TenantScope scope, Function<Transaction, T> work) {
        refuse(tenantCut);
        return database.inTenant(scope, work);
    }

    @Override
    public <T> T asDispatcher(Function<Transaction, T> work) {
        refuse(dispatchCut);
        return database.asDispatcher(work);
    }

    @Override
    public <T> T asSignIn(Function<Transaction, T> work) {
        return database.asSignIn(work);
    }

    @Override
    public <T> T asOverview(Function<Transaction, T> work) {
        return database.asOverview(work);
    }
}
