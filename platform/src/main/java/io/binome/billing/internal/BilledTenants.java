package io.binome.billing.internal;

import io.binome.billing.Bills;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few minutes what each tenant has that fees are asked for, as nobody opens the page of a bill just when a
 * service comes or goes. Several replicas may do so at once.
 */
public final class BilledTenants implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BilledTenants.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final DatabaseBills bills;
    private final Holdings holdings;
    private final Supplier<List<TenantScope>> tenants;
    private final Thread thread = Thread.ofVirtual().name("billed-tenants").unstarted(this::keep);

    BilledTenants(DatabaseBills bills, Holdings holdings, Supplier<List<TenantScope>> tenants) {
        this.bills = bills;
        this.holdings = holdings;
        this.tenants = tenants;
    }

    public Bills bills() {
        return bills;
    }

    public void start() {
        thread.start();
    }

    private void keep() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            tenants.get().forEach(holdings::look);
        } catch (RuntimeException failed) {
            LOG.warn("Could not write down what tenants have; it is tried again in {}: {}", PAUSE, failed.toString());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
