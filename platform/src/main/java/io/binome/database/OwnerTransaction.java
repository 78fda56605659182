package io.binome.database;

import io.binome.database.internal.PostgresOwnerTransaction;
import io.binome.kernel.TenantScope;
import java.util.function.Function;

/**
 * A transaction of the database's owner, who sees the rows of all tenants: for the commands of the machine's
 * administrator, never for a request. Row-level security hides nothing here, so every statement names its tenant.
 */
public interface OwnerTransaction extends Transaction {
    /**
     * Runs work in one, on a connection of its own; what throws is rolled back. It is not tried again, and migrates
     * nothing.
     *
     * @throws io.binome.kernel.ProblemException with {@link DatabaseProblem.DatabaseUnavailable} or
     *     {@link DatabaseProblem.DatabaseLost}
     */
    static <T> T run(DatabaseSettings settings, String purpose, Function<OwnerTransaction, T> work) {
        return PostgresOwnerTransaction.run(settings, purpose, work);
    }

    /** This transaction, bound to a tenant: for faces that ask whose rows they write. */
    Transaction in(TenantScope scope);

    /** Whether a server of Binome is connected to this database at this moment. */
    boolean serverConnected();
}
