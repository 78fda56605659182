package io.binome.drivers.vault;

import io.binome.secrets.VaultBorrowings;
import io.binome.secrets.VaultBorrowings.Abandoned;
import io.binome.secrets.VaultBorrowings.Borrowing;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.VaultConnections.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives back what a server that is gone had borrowed at Vault: at the start, and every so often. */
public final class VaultKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VaultKeeper.class);
    private static final int AT_ONCE = 100;
    /** Vault's own limit of a lease, unless somebody raised it, is 32 days: nothing lives longer. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(33);

    private final VaultSecretStore store;
    private final VaultConnections connections;
    private final VaultBorrowings borrowings;
    private final InstantSource clock;
    private final Duration hold;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private VaultKeeper(
            VaultSecretStore store,
            VaultConnections connections,
            VaultBorrowings borrowings,
            InstantSource clock,
            Duration hold) {
        this.store = store;
        this.connections = connections;
        this.borrowings = borrowings;
        this.clock = clock;
        this.hold = hold;
        this.thread = Thread.ofVirtual().name("vault-keeper").unstarted(this::keep);
    }

    /** @param hold how often it looks, and for how long what it takes over is its own */
    public static VaultKeeper start(
            VaultSecretStore store,
            VaultConnections connections,
            VaultBorrowings borrowings,
            InstantSource clock,
            Duration hold) {
        VaultKeeper keeper = new VaultKeeper(store, connections, borrowings, clock, hold);
        keeper.thread.start();
        return keeper;
    }

    private void keep() {
        try {
            do {
                look();
            } while (!closing.await(hold.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            for (Abandoned abandoned : borrowings.abandoned(AT_ONCE)) {
                borrowings.take(abandoned, hold).ifPresent(borrowing -> giveBack(abandoned, borrowing));
            }
        } catch (RuntimeException failed) {
            LOG.warn("What was borrowed at Vault and left behind is looked for again later: {}", failed.toString());
        }
    }

    private void giveBack(Abandoned abandoned, Borrowing borrowing) {
        try {
            Optional<Connection> connection = connections
                    .find(abandoned.scope(), borrowing.environment())
                    .filter(present -> present.address().toString().equals(borrowing.address()));
            boolean over = connection.isPresent()
                    && VaultLogins.takeBack(
                            store.session(abandoned.scope(), borrowing.environment(), connection.get()),
                            borrowing.token(),
                            borrowing.leases());
            if (over || borrowing.borrowedAt().plus(FORGOTTEN_AFTER).isBefore(clock.instant())) {
                borrowings.forget(abandoned.scope(), borrowing.id());
                LOG.info("Gave back what was borrowed at Vault by a server that is gone: {}", borrowing);
            }
        } catch (VaultAway away) {
            LOG.warn("{} is given back later: {}", borrowing, away.reason());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
