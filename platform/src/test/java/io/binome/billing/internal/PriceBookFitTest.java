package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.PriceBook;
import io.binome.billing.Prices;
import io.binome.billing.TestBooks;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.PriceBookRule.Objection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which price book may follow which: the months of both can be billed then. */
class PriceBookFitTest {
    private static final SortedMap<String, PriceBook> BOOKS = TestBooks.read(new TreeMap<>(Map.of(
            "a.yaml", book("paris", "EUR", "Europe/Paris", 20),
            "b.yaml", book("gold", "EUR", "Europe/Paris", 20),
            "c.yaml", book("dollars", "USD", "Europe/Paris", 20),
            "d.yaml", book("york", "EUR", "America/New_York", 20),
            "e.yaml", book("books", "EUR", "Europe/Paris", 5.5))));

    private static String book(String name, String currency, String zone, double vat) {
        return "name: %s\ncurrency: %s\ntimezone: %s\nvat: %s\nprices: {cpu: [{from: 2026-01-01, price: 1}]}\n"
                .formatted(name, currency, zone, vat);
    }

    private static Contract contract(String currency, String book) {
        String text = "currency: " + currency + "\nenvironments: {production: {autonomy: self}}\n"
                + (book.equals("none") ? "" : "priceBook: " + book + "\n");
        return ((ContractReading.Read) ContractReading.of("contract.yaml", text.getBytes(StandardCharsets.UTF_8)))
                .contract();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                paris | EUR | gold    |
                paris | EUR | none    |
                paris | EUR | unknown |
                none  | EUR | york    |
                paris | EUR | dollars | The price book dollars is in USD and the contract in EUR.
                paris | USD | dollars |
                paris | USD | gold    | The price book gold is in EUR and the contract in USD.
                paris | EUR | york    | The price book york counts days in America/New_York, and this contract's bills have gone by days of Europe/Paris so far.
                paris | EUR | books   | The price book books has 5.5 % VAT and paris, which holds now, 20 %: an invoice of a month of both could not have two.
                none  | EUR | books   |
                """)
    void aBookMayFollow(String before, String currency, String next, String reason) {
        Prices.Version version = new Prices.Version(1, BOOKS, "1".repeat(40), null, Instant.EPOCH);
        ContractVersion agreed = new ContractVersion(1, contract("EUR", before), true, null, null, "", Instant.EPOCH);
        assertThat(new PriceBookFit(() -> Optional.of(version))
                        .against(List.of(agreed), contract(currency, next))
                        .map(Objection::reason))
                .isEqualTo(Optional.ofNullable(reason));
    }
}
