package io.binome.billing.internal;

import io.binome.billing.Bills;
import io.binome.kernel.RepeatedPass;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every minute what each tenant has that fees are asked for, as nobody opens the page of a bill just when a
 * service comes or goes. Several replicas may do so at once.
 */
public final class BilledTenants implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BilledTenants.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final DatabaseBills bills;
    private final Holdings holdings;
    private final Supplier<List<TenantScope>> tenants;
    private @Nullable RepeatedPass passes;

    BilledTenants(DatabaseBills bills, Holdings holdings, Supplier<List<TenantScope>> tenants) {
        this.bills = bills;
        this.holdings = holdings;
        this.tenants = tenants;
    }

    public Bills bills() {
        return bills;
    }

    /** Once only. */
    public void start() {
        passes = RepeatedPass.start("billed-tenants", PAUSE, this::look);
    }

    private void look() {
        try {
            tenants.get().forEach(this::look);
        } catch (RuntimeException failed) {
            LOG.warn("The tenants could not be listed, it is tried again in {}: {}", PAUSE, failed.toString());
        }
    }

    private void look(TenantScope scope) {
        try {
            holdings.look(scope);
        } catch (RuntimeException failed) {
            LOG.warn(
                    "What {} has could not be written down, it is tried again in {}: {}",
                    scope.tenant(),
                    PAUSE,
                    failed.toString());
        }
    }

    @Override
    public void close() {
        if (passes != null) {
            passes.close();
        }
    }
}
