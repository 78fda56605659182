package io.binome.billing;

import io.binome.kernel.Actor;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was invoiced, for good: nothing here is ever changed, a credit note takes back what was wrong. */
public interface Invoices {
    /**
     * Issues the invoice of a month that is over, with corrections of earlier months that came in late.
     *
     * @throws io.binome.kernel.ProblemException with an {@link InvoiceProblem} when something stands against it; no number
     *     is used up then
     */
    Invoice issue(TenantScope scope, Actor actor, YearMonth month);

    /**
     * Takes back an invoice or a part of it. Together the credit notes of an invoice are never more than the invoice. One
     * that brings it to 0 makes room for another invoice of the month.
     *
     * @param net what is taken back, without tax; null for all that is left
     * @param reason printed on the credit note
     */
    Invoice credit(TenantScope scope, Actor actor, InvoiceId invoice, @Nullable Money net, String reason);

    /** The newest number first. */
    List<Invoice> list(TenantScope scope);

    /** @throws io.binome.kernel.ProblemException with {@link InvoiceProblem.Unknown} */
    Invoice get(TenantScope scope, InvoiceId id);

    /** By its number. */
    Optional<Invoice> find(TenantScope scope, String number);

    byte[] file(TenantScope scope, InvoiceId id, File file);

    /** What a line was worked out from, as it was kept with the invoice. */
    List<UsageHour> hours(TenantScope scope, InvoiceId id, int position);

    /** The same, with the readings of raw counters that the hours were made of. */
    default Made made(TenantScope scope, InvoiceId id, int position) {
        return new Made(hours(scope, id, position), List.of());
    }

    /** @param readings none of hours whose readings were not kept any more when the invoice was issued */
    record Made(List<UsageHour> hours, List<UsageReading> readings) {
        public Made {
            hours = List.copyOf(hours);
            readings = List.copyOf(readings);
        }
    }

    /** What stands against invoicing the tenant, as keys that its contract lacks; empty when nothing does. */
    List<String> missing(TenantScope scope);

    /** What is kept with an invoice. */
    enum File {
        /** The page, Factur-X. */
        PDF,
        /** Cross Industry Invoice. */
        XML,
        /** All that it was worked out from; {@link InvoiceReplay} reads it. */
        ZIP
    }
}
