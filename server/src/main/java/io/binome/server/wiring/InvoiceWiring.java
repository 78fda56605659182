package io.binome.server.wiring;

import io.binome.billing.Bills;
import io.binome.billing.Invoices;
import io.binome.billing.internal.BillingRoom;
import io.binome.billing.internal.MonthEnd;
import io.binome.contracts.Contracts;
import io.binome.drivers.facturx.FacturX;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.Metering;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notices;
import io.binome.tenancy.Tenants;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is invoiced, and that a client hears of it. */
@Configuration(proxyBeanMethods = false)
public class InvoiceWiring {
    @Bean(initMethod = "start", destroyMethod = "close")
    MonthEnd monthEnd(
            BillingRoom room,
            Bills bills,
            Metering metering,
            Contracts contracts,
            Ledger ledger,
            Notices notices,
            Tenants tenants,
            Ids ids) {
        return room.invoices(new BillingRoom.InvoiceNeeds(
                bills,
                metering,
                contracts::inForce,
                new FacturX(),
                ledger,
                (transaction, actor, invoice) -> notices.tell(
                        transaction,
                        new Notice.OfTenant(
                                NoticeKind.INVOICE_ISSUED,
                                actor,
                                "invoice/" + invoice.id(),
                                new TreeMap<>(Map.of(
                                        "number",
                                        invoice.number(),
                                        "month",
                                        invoice.month().toString(),
                                        "amount",
                                        invoice.payable().amount().setScale(2).toPlainString() + " "
                                                + invoice.currency(),
                                        "path",
                                        "/t/" + tenants.get(transaction).name() + "/invoices/" + invoice.id())),
                                null)),
                () -> tenants.all().stream()
                        .filter(tenant -> !tenant.provider())
                        .map(tenant -> new TenantScope(tenant.id()))
                        .toList(),
                ids));
    }

    @Bean
    Invoices invoices(MonthEnd monthEnd) {
        return monthEnd.invoices();
    }
}
