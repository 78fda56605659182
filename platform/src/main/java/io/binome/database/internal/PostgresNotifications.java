package io.binome.database.internal;

import io.binome.database.DatabaseSettings;
import io.binome.database.Notifications;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection that listens, and a thread that waits on it. */
public final class PostgresNotifications implements Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresNotifications.class);
    private static final int WAIT_MILLIS = 10_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DatabaseSettings settings;
    private final Set<Interest> interests = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;

    private PostgresNotifications(DatabaseSettings settings) {
        this.settings = settings;
    }

    /** A class and not a record: two interests are never the same one. */
    private static final class Interest {
        private final String topic;
        private final Consumer<String> heard;

        Interest(String topic, Consumer<String> heard) {
            this.topic = topic;
            this.heard = heard;
        }

        void tell(String text) {
            try {
                heard.accept(text);
            } catch (RuntimeException failed) {
                LOG.error("A listener for {} failed", topic, failed);
            }
        }
    }

    public static PostgresNotifications open(DatabaseSettings settings) {
        PostgresNotifications notifications = new PostgresNotifications(settings);
        Thread.ofVirtual().name("binome-notifications").start(notifications::listenUntilClosed);
        return notifications;
    }

    @Override
    public Subscription listen(String topic, Consumer<String> heard) {
        Interest interest = new Interest(topic, heard);
        interests.add(interest);
        return () -> interests.remove(interest);
    }

    @Override
    public void close() {
        closed.countDown();
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                LOG.debug("The listening connection was gone already", alreadyGone);
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void listenUntilClosed() {
        boolean lost = false;
        while (!isClosed()) {
            try (Connection opened = connect()) {
                connection = opened;
                try (Statement statement = opened.createStatement()) {
                    statement.execute("LISTEN " + CHANNEL);
                }
                interests.forEach(interest -> interest.tell(""));
                lost = false;
                PGConnection postgres = opened.unwrap(PGConnection.class);
                while (!isClosed()) {
                    deliver(postgres.getNotifications(WAIT_MILLIS));
                }
            } catch (SQLException failed) {
                if (!isClosed() && !lost) {
                    LOG.warn("Hints from other replicas are interrupted, trying again: {}", failed.getMessage());
                }
                lost = true;
                pause();
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", RolePasswords.LOGIN);
        properties.setProperty("password", RolePasswords.ofLogin(settings));
        properties.setProperty("ApplicationName", "binome notifications");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(settings.url(), properties);
    }

    private void deliver(PGNotification @Nullable [] notifications) {
        if (notifications == null) {
            return;
        }
        for (PGNotification notification : notifications) {
            String payload = notification.getParameter();
            int colon = payload.indexOf(':');
            String topic = colon < 0 ? payload : payload.substring(0, colon);
            String text = colon < 0 ? "" : payload.substring(colon + 1);
            for (Interest interest : interests) {
                if (interest.topic.equals(topic)) {
                    interest.tell(text);
                }
            }
        }
    }

    private void pause() {
        try {
            closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }
}
