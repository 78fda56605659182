package io.binome.server.console;

import io.binome.billing.Invoices;
import io.binome.billing.internal.TestInvoices;
import io.binome.database.Database;
import io.binome.drivers.facturx.FacturX;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.ledger.Ledger;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import io.binome.metering.UsageReading.Counter;
import io.binome.tenancy.Tenants;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Real invoices, written and validated, of what the bills of the example are made of. */
@Configuration(proxyBeanMethods = false)
class PreviewInvoices {
    /** What the contract has to say besides. */
    static final String PARTIES = """
            invoices:
              days: 30
              provider:
                name: Exemple Infogérance
                form: SAS au capital de 50 000 €
                siret: "73282932000074"
                vat: FR44732829320
                address: {street: 12 rue Nationale, postcode: 59000, city: Lille}
              tenant:
                name: Librairie des Halles
                siret: "40483304800022"
                address: {street: 1 place du Marché, postcode: 69001, city: Lyon}
            """;

    @Bean
    Invoices invoices(
            Database database,
            Tenants tenants,
            FakeBills bills,
            FakeContracts contracts,
            Ledger ledger,
            Ids ids,
            InstantSource clock) {
        return TestInvoices.on(new TestInvoices.Needs(
                database,
                () -> new TenantScope(tenants.provider().id()),
                bills,
                new Counted(bills),
                contracts::inForce,
                new FacturX(),
                ledger,
                ids,
                clock));
    }

    /** The hours of the bills, as one counter of each service would have counted them. */
    private record Counted(FakeBills bills) implements Metering {
        @Override
        public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
            bills.hours(scope, from, to).forEach(each);
        }

        @Override
        public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }

        /** What is over does not change here. */
        @Override
        public String mark(TenantScope scope, Instant from, Instant to) {
            return from + "/" + to;
        }

        @Override
        public List<UsageReading> readings(TenantScope scope, Instant from, Instant to) {
            List<UsageReading> readings = new ArrayList<>();
            Map<WorkloadId, Counter> last = new HashMap<>();
            for (UsageHour hour : bills.hours(scope, from, to)) {
                if (hour.service() == null) {
                    continue;
                }
                Counter before = last.getOrDefault(hour.service(), new Counter(0, 0, 0));
                Counter after = new Counter(
                        before.cpuMicros() + hour.cpuMicros(),
                        before.sentBytes() + hour.sentBytes(),
                        before.requests() + hour.requests());
                last.put(hour.service(), after);
                readings.add(new UsageReading(
                        hour.hour(),
                        hour.host(),
                        hour.stack(),
                        hour.service(),
                        "5f0c2a7e-91d4-4c55-8a3b-2f6f0b7d1c10",
                        "9127:" + (4_400_000 + hour.service().value().getLeastSignificantBits() % 100),
                        before,
                        after,
                        false));
            }
            return readings;
        }
    }
}
