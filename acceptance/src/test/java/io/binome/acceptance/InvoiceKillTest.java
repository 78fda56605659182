package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The server's process killed with -9 while it issues an invoice: once the number is taken and page and XML are made, and
 * as soon as the invoice is there. No number is missing, no month is invoiced twice, the ledger knows each.
 */
@Tag("docker")
@Tag("slow")
class InvoiceKillTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BOOK = """
            name: killed
            currency: EUR
            vat: 20
            prices:
              cpu: [{from: 2020-01-01, price: 0.012}]
              memory: [{from: 2020-01-01, price: 0}]
              traffic: [{from: 2020-01-01, price: 0}]
              requests: [{from: 2020-01-01, price: 0}]
              volume: [{from: 2020-01-01, price: 0}]
            """;
    private static final String MONEY = """
            priceBook: killed
            invoices:
              provider:
                name: Exemple Infogérance
                siret: "73282932000074"
                vat: FR44732829320
                address: {street: 12 rue Nationale, postcode: "59000", city: Lille}
              tenant:
                name: Librairie des Halles
                siret: "40483304800022"
                address: {street: 1 place du Marché, postcode: "69001", city: Lyon}
            """;

    @Test
    void numbersHaveNoGapAndNoMonthIsInvoicedTwice() throws Exception {
        YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(2);
        try (RunningServer server = RunningServer.start(TestDocker.shared())) {
            Company company = ready(server, month.minusMonths(1), month);
            killedWhen(server, company, month, () -> numberIsTaken(server));
            assertThat(issued(server)).isEmpty();
            killedWhen(
                    server, company, month.minusMonths(1), () -> !issued(server).isEmpty());
            assertThat(issued(server)).as("it was issued before the kill").hasSize(1);

            issue(server, company, month.minusMonths(1));
            issue(server, company, month).orFail();
            ApiClient.Answer again = issue(server, company, month);
            assertThat(again.body().toString()).contains("is invoiced already, as ");
            List<String> numbers = issued(server);
            int year = YearMonth.now(ZoneOffset.UTC).getYear();
            assertThat(numbers)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 2)
                            .mapToObj(number -> "%d-%05d".formatted(year, number))
                            .toList());
            assertThat(ledger(server, company)).containsExactlyInAnyOrderElementsOf(numbers);
            assertThat(company.lead()
                            .api()
                            .get(company.path("/invoices"))
                            .path("items")
                            .valueStream()
                            .map(invoice -> invoice.path("month").asString()))
                    .doesNotHaveDuplicates()
                    .hasSize(2);
        }
    }

    /** A company that used something in each of these months, nothing of which is invoiced. */
    private static Company ready(RunningServer server, YearMonth first, YearMonth last) throws Exception {
        TestImages.in(server);
        Company company = server.company();
        PriceAgreement agreement = new PriceAgreement(server, company, server.ownerPerson());
        agreement.publish("killed", BOOK);
        agreement.agree(1, "money", MONEY);
        Shop.running(company, company.developer());
        PastWeeks.usedBetween(
                server, company.id(), "web", hoursSince(first) - 24, hoursSince(last.plusMonths(1)) + 24, 500);
        PastWeeks.agreedBefore(server, company.id(), 200);
        return company;
    }

    private static long hoursSince(YearMonth month) {
        return Duration.between(month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC), Instant.now())
                .toHours();
    }

    /** Somebody asks for an invoice; the server is gone the moment something is so, and comes back. */
    private static void killedWhen(RunningServer server, Company company, YearMonth month, BooleanSupplier moment)
            throws Exception {
        AtomicReference<String> answer = new AtomicReference<>();
        Thread asker = Thread.ofVirtual().start(() -> {
            try {
                answer.set(issue(server, company, month).body().toString());
            } catch (ApiClient.Unanswered killed) {
                // As it is meant.
            }
        });
        Await.until("the moment to kill", PATIENCE, () -> {
            String early = answer.get();
            if (moment.getAsBoolean()) {
                return true;
            }
            assertThat(early).as("it was answered before the moment came").isNull();
            return false;
        });
        server.kill();
        asker.join();
        server.start();
    }

    private static ApiClient.Answer issue(RunningServer server, Company company, YearMonth month) {
        return server.owner().tryPost(company.path("/invoices"), Map.of("month", month.toString()));
    }

    /** Whether somebody has written a number and not committed it. */
    private static boolean numberIsTaken(RunningServer server) {
        return !query(
                        server,
                        "SELECT mode FROM pg_locks WHERE relation = 'invoice_series'::regclass"
                                + " AND mode = 'RowExclusiveLock' AND granted")
                .isEmpty();
    }

    private static List<String> issued(RunningServer server) {
        return query(server, "SELECT number FROM invoice ORDER BY number");
    }

    private static List<String> query(RunningServer server, String sql) {
        List<String> found = new ArrayList<>();
        try (Connection connection = PastWeeks.database(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return found;
    }

    private static List<String> ledger(RunningServer server, Company company) {
        return server.owner()
                .get(company.path("/ledger?kind=invoice.issued&limit=200"))
                .path("items")
                .valueStream()
                .filter(entry -> entry.path("kind").asString().equals("invoice.issued"))
                .map(InvoiceKillTest::number)
                .toList();
    }

    private static String number(JsonNode entry) {
        return entry.path("details").path("number").asString();
    }
}
