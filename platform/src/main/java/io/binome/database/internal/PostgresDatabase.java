package io.binome.database.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.binome.database.DatabaseProblem.DatabaseFull;
import io.binome.database.DatabaseProblem.DatabaseLost;
import io.binome.database.DatabaseProblem.DatabaseUnavailable;
import io.binome.database.DatabaseProblem.TransactionContended;
import io.binome.database.DatabaseSettings;
import io.binome.database.OpenDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.NoTransactionProvider;
import org.jspecify.annotations.Nullable;

/** Transactions over one pool of the login role, each of which first takes the role that its work needs. */
public final class PostgresDatabase implements OpenDatabase {
    private static final int ATTEMPTS = 4;
    /** SQLSTATE of PostgreSQL's appendix A. */
    private static final String DISK_FULL = "53100";

    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final HikariDataSource connections;
    private final Settings jooq = new Settings().withRenderSchema(false).withExecuteLogging(false);
    /** Bound while work runs: a second connection for the same thread starves the pool and breaks atomicity. */
    private final ScopedValue<Role> open = ScopedValue.newInstance();

    private enum Role {
        APP("binome_app"),
        DISPATCH("binome_dispatch"),
        SIGN_IN("binome_signin"),
        OVERVIEW("binome_overview");

        private final String databaseName;

        Role(String databaseName) {
            this.databaseName = databaseName;
        }
    }

    private PostgresDatabase(HikariDataSource connections) {
        this.connections = connections;
    }

    public static PostgresDatabase open(DatabaseSettings settings) {
        new Migrations(settings).run();
        return openMigrated(settings);
    }

    /** Opens without a look at the migrations, for tests on a copy of a migrated database. */
    public static PostgresDatabase openMigrated(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("binome");
        config.setJdbcUrl(settings.url());
        config.setUsername(RolePasswords.LOGIN);
        config.setPassword(RolePasswords.ofLogin(settings));
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(2, settings.connections()));
        config.setAutoCommit(false);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(5).toMillis());
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        config.addDataSourceProperty("ApplicationName", "binome");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        // A thread that dies in mid-transaction must not hold its locks for ever.
        config.addDataSourceProperty("options", "-c idle_in_transaction_session_timeout=300s");
        try {
            return new PostgresDatabase(new HikariDataSource(config));
        } catch (RuntimeException failed) {
            throw new ProblemException(new DatabaseUnavailable(Reason.of(failed)), failed);
        }
    }

    @Override
    public <T> T inTenant(TenantScope scope, Function<Transaction, T> work) {
        return run(Role.APP, scope, work);
    }

    @Override
    public <T> T asDispatcher(Function<Transaction, T> work) {
        return run(Role.DISPATCH, null, work);
    }

    @Override
    public <T> T asSignIn(Function<Transaction, T> work) {
        return run(Role.SIGN_IN, null, work);
    }

    @Override
    public <T> T asOverview(Function<Transaction, T> work) {
        return run(Role.OVERVIEW, null, work);
    }

    @Override
    public boolean answersWithin(Duration limit) {
        try (Connection connection = connections.getConnection()) {
            return connection.isValid((int) Math.max(1, limit.toSeconds()));
        } catch (SQLException unavailable) {
            return false;
        }
    }

    @Override
    public void close() {
        connections.close();
    }

    private <T> T run(Role role, @Nullable TenantScope scope, Function<Transaction, T> work) {
        if (open.isBound()) {
            throw new IllegalStateException("A transaction as " + open.get() + " is open in this thread and another as "
                    + role + " was asked for: hand the Transaction on, or begin the second one after the first");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                Done<T> done = ScopedValue.where(open, role).call(() -> attempt(role, scope, work));
                done.transaction().runEffects();
                return done.result();
            } catch (RuntimeException failed) {
                if (!isContention(failed)) {
                    throw said(failed);
                }
                if (attempt == ATTEMPTS) {
                    throw new ProblemException(new TransactionContended(ATTEMPTS), failed);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS * attempt));
            }
        }
    }

    private record Done<T>(T result, OpenTransaction transaction) {}

    private <T> Done<T> attempt(Role role, @Nullable TenantScope scope, Function<Transaction, T> work) {
        try (Connection connection = connection()) {
            OpenTransaction transaction = new OpenTransaction(DSL.using(configuration(connection)), scope);
            try {
                take(connection, role, scope);
                T result = work.apply(transaction);
                connection.commit();
                return new Done<>(result, transaction);
            } catch (SQLException | RuntimeException | Error failed) {
                rollBack(connection, failed);
                throw failed;
            } finally {
                transaction.end();
            }
        } catch (SQLException failed) {
            throw new TransactionFailedException(failed);
        }
    }

    /** jOOQ begins and commits nothing of its own: that would commit half of the work. */
    private Configuration configuration(Connection connection) {
        return new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(jooq)
                .set(connection)
                .set(new NoTransactionProvider());
    }

    private Connection connection() {
        try {
            return connections.getConnection();
        } catch (SQLException unavailable) {
            throw new ProblemException(new DatabaseUnavailable(Reason.of(unavailable)), unavailable);
        }
    }

    /** Both for this transaction only (SET LOCAL), and in one journey to the server together with its BEGIN. */
    private static void take(Connection connection, Role role, @Nullable TenantScope scope) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT set_config('role', ?, true), set_config('binome.tenant_id', ?, true)")) {
            statement.setString(1, role.databaseName);
            statement.setString(2, scope == null ? "" : scope.tenant().toString());
            statement.execute();
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            cause.addSuppressed(alsoFailed);
        }
    }

    /** What is the server's own trouble in words for people; anything else as it is. */
    private static RuntimeException said(RuntimeException failed) {
        if (failed instanceof ProblemException) {
            return failed;
        }
        for (Throwable link = failed; link != null; link = link.getCause()) {
            String state = link instanceof SQLException sql ? sql.getSQLState() : null;
            if (state != null && state.equals(DISK_FULL)) {
                return new ProblemException(new DatabaseFull(Reason.of(failed)), failed);
            }
            // Class 08 is the connection, 57P an administrator's shutdown or a crash (PostgreSQL's appendix A).
            if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
                return new ProblemException(new DatabaseLost(Reason.of(failed)), failed);
            }
        }
        return failed;
    }

    private static boolean isContention(Throwable failed) {
        for (Throwable link = failed; link != null; link = link.getCause()) {
            if (link instanceof SQLException sql
                    && (SERIALIZATION_FAILURE.equals(sql.getSQLState())
                            || DEADLOCK_DETECTED.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** A failure of the transaction's own statements: taking the role, commit. */
    private static final class TransactionFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TransactionFailedException(SQLException cause) {
            super("The transaction could not be begun or committed: " + cause.getMessage(), cause);
        }
    }
}
