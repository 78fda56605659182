package io.binome.billing.internal;

import io.binome.billing.InvoiceProblem;
import io.binome.billing.Invoices;
import io.binome.kernel.Actor;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepeatedPass;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues the invoices of the month that is over, once a day of the next one has passed, so that hours that come late are
 * still in it, and of those before against which something stood until now. Several replicas may do so at once: a month is
 * invoiced once. A month whose invoice was taken back is left to people.
 */
public final class MonthEnd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonthEnd.class);
    private static final Actor MACHINE = new Actor.Machine("billing");
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofDays(1);

    private final DatabaseInvoices invoices;
    private final Supplier<List<TenantScope>> tenants;
    /** Of the last look. */
    private final Map<TenantScope, SortedMap<YearMonth, Problem>> stuck = new ConcurrentHashMap<>();

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
        SortedMap<YearMonth, Problem> refused = new TreeMap<>();
        try {
            for (YearMonth month : invoices.due(scope, GRACE)) {
                issue(scope, month).filter(MonthEnd::takesPeople).ifPresent(problem -> refused.put(month, problem));
            }
            stuck.put(scope, refused);
        } catch (RuntimeException failed) {
            // The others' months are over too.
            LOG.warn("Tenant {} could not be invoiced, it is tried again in {}", scope.tenant(), PAUSE, failed);
        }
    }

    /** What stands against it, if anything does. */
    private Optional<Problem> issue(TenantScope scope, YearMonth month) {
        try {
            LOG.info("Invoice {} issued", invoices.issue(scope, MACHINE, month).number());
            return Optional.empty();
        } catch (ProblemException refused) {
            LOG.debug("Tenant {}: {}", scope.tenant(), refused.problem().message());
            return Optional.of(refused.problem());
        }
    }

    /** Whether it stands until somebody does something about it. */
    private static boolean takesPeople(Problem problem) {
        return !(problem instanceof InvoiceProblem.MonthOpen
                || problem instanceof InvoiceProblem.Exists
                || problem instanceof InvoiceProblem.Nothing);
    }

    /** Months that are over and have no invoice because something stands against it, as of the last look, with what that is. */
    public SortedMap<YearMonth, Problem> stuck(TenantScope scope) {
        return stuck.getOrDefault(scope, Collections.emptySortedMap());
    }

    @Override
    public void close() {
        if (passes != null) {
            passes.close();
        }
    }
}
