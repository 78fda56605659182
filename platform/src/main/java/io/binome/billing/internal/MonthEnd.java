package io.binome.billing.internal;

import io.binome.billing.Invoices;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepeatedPass;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues the invoices of the month that is over, once a day of the next one has passed, so that hours that come late are
 * still in it, and of those before against which something stood until now. Several replicas may do so at once: a month is invoiced once. A month whose invoice was taken back is left
 * to people.
 */
public final class MonthEnd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonthEnd.class);
    private static final Actor MACHINE = new Actor.Machine("billing");
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofDays(1);

    private final DatabaseInvoices invoices;
    private final Supplier<List<TenantScope>> tenants;
    private @Nullable RepeatedPass passes;

    /** @param tenants who may be invoiced, without the provider */
    MonthEnd(DatabaseInvoices invoices, Supplier<List<TenantScope>> tenants) {
        this.invoices = invoices;
        this.tenants = tenants;
    }

    public Invoices invoices() {
        return invoices;
    }

    /** Once only. */
    public void start() {
        passes = RepeatedPass.start("month-end", PAUSE, this::look);
    }

    void look() {
        try {
            tenants.get().forEach(this::issue);
        } catch (RuntimeException failed) {
            LOG.warn("The tenants could not be listed, it is tried again in {}: {}", PAUSE, failed.toString());
        }
    }

    private void issue(TenantScope scope) {
        try {
            invoices.due(scope, GRACE).forEach(month -> issue(scope, month));
        } catch (RuntimeException failed) {
            // The others' months are over too.
            LOG.warn("Tenant {} could not be invoiced, it is tried again in {}", scope.tenant(), PAUSE, failed);
        }
    }

    private void issue(TenantScope scope, YearMonth month) {
        try {
            LOG.info("Invoice {} issued", invoices.issue(scope, MACHINE, month).number());
        } catch (ProblemException refused) {
            LOG.debug("Tenant {}: {}", scope.tenant(), refused.problem().message());
        }
    }

    @Override
    public void close() {
        if (passes != null) {
            passes.close();
        }
    }
}
