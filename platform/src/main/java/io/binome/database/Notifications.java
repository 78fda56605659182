package io.binome.database;

import io.binome.database.internal.PostgresNotifications;
import java.util.function.Consumer;

/**
 * What other replicas say has happened, by PostgreSQL's LISTEN on the one channel {@link #CHANNEL}. A hint and never a
 * fact: it may come twice, late or not at all, so whoever listens also looks by itself from time to time. A store sends
 * one in its transaction with {@code SELECT pg_notify('binome', '<topic>:<text>')}, at most 8,000 bytes.
 */
public interface Notifications extends AutoCloseable {
    String CHANNEL = "binome";

    /** None come; for a single replica that looks by itself, and for tests. */
    Notifications NONE = new Notifications() {
        @Override
        public Subscription listen(String topic, Consumer<String> heard) {
            return () -> {};
        }

        @Override
        public void close() {}
    };

    /** Listens on a connection of its own, which is opened again whenever it is lost. Does not wait for it. */
    static Notifications open(DatabaseSettings settings) {
        return PostgresNotifications.open(settings);
    }

    /**
     * Calls {@code heard} with the text of each notification of this topic, and with an empty text after a pause in
     * which some may have been missed. It must return at once.
     */
    Subscription listen(String topic, Consumer<String> heard);

    @Override
    void close();

    /** An interest that ends with {@link #close}. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
