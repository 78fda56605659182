package io.binome.database;

import io.binome.kernel.TenantScope;
import java.util.function.Function;

/**
 * Transactions on PostgreSQL, each under the narrowest database role that can do its work. A piece of work that throws
 * is rolled back. Serialization failures and deadlocks (SQLSTATE 40001, 40P01) are tried again up to three times, so
 * work must have no effect outside the transaction but through {@link Transaction#afterCommit}.
 */
public interface Database {
    /** For requests and jobs of one tenant: role {@code binome_app}, rows of that tenant only. */
    <T> T inTenant(TenantScope scope, Function<Transaction, T> work);

    /** For the dispatcher: role {@code binome_dispatch}, which sees what is due over all tenants and little else. */
    <T> T asDispatcher(Function<Transaction, T> work);

    /** For sign-in: role {@code binome_signin}, which finds a person, token, session or invitation over all tenants. */
    <T> T asSignIn(Function<Transaction, T> work);

    /** For the provider's pages over all tenants: role {@code binome_overview}, which only reads. */
    <T> T asOverview(Function<Transaction, T> work);
}
