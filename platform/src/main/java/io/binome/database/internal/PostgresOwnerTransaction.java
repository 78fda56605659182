package io.binome.database.internal;

import io.binome.database.DatabaseProblem.DatabaseLost;
import io.binome.database.DatabaseProblem.DatabaseUnavailable;
import io.binome.database.DatabaseSettings;
import io.binome.database.OwnerTransaction;
import io.binome.database.Transaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.NoTransactionProvider;

/** A connection of the owner's, for as long as one transaction takes. */
public final class PostgresOwnerTransaction implements OwnerTransaction {
    private final DSLContext sql;
    private final List<OpenTransaction> bound = new ArrayList<>();
    private final OpenTransaction unbound;

    private PostgresOwnerTransaction(DSLContext sql) {
        this.sql = sql;
        this.unbound = new OpenTransaction(sql, null);
        bound.add(unbound);
    }

    public static <T> T run(DatabaseSettings settings, String purpose, Function<OwnerTransaction, T> work) {
        try (Connection connection = connect(settings, purpose)) {
            connection.setAutoCommit(false);
            PostgresOwnerTransaction transaction = new PostgresOwnerTransaction(DSL.using(new DefaultConfiguration()
                    .set(SQLDialect.POSTGRES)
                    .set(new Settings().withRenderSchema(false).withExecuteLogging(false))
                    .set(connection)
                    .set(new NoTransactionProvider())));
            // Closing the connection rolls back what does not come to the commit.
            T result;
            try {
                result = work.apply(transaction);
            } finally {
                transaction.bound.forEach(OpenTransaction::end);
            }
            connection.commit();
            transaction.bound.forEach(OpenTransaction::runEffects);
            return result;
        } catch (SQLException | DataAccessException failed) {
            throw new ProblemException(new DatabaseLost(Reason.of(failed)), failed);
        }
    }

    private static Connection connect(DatabaseSettings settings, String purpose) {
        try {
            return Catalogue.connect(settings, purpose);
        } catch (SQLException unavailable) {
            throw new ProblemException(new DatabaseUnavailable(Reason.of(unavailable)), unavailable);
        }
    }

    @Override
    public DSLContext sql() {
        return unbound.sql();
    }

    @Override
    public TenantScope scope() {
        return unbound.scope();
    }

    @Override
    public void afterCommit(Runnable effect) {
        unbound.afterCommit(effect);
    }

    @Override
    public Transaction in(TenantScope scope) {
        OpenTransaction transaction = new OpenTransaction(sql, scope);
        bound.add(transaction);
        return transaction;
    }

    /** Every server signs in as the same role and holds connections from before it reads its keys until it ends. */
    @Override
    public boolean serverConnected() {
        return sql().fetchExists(DSL.selectOne()
                .from("pg_stat_activity")
                .where("datname = current_database() AND usename = ?", RolePasswords.LOGIN));
    }
}
