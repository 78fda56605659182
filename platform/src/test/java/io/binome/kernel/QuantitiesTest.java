package io.binome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 3, 0",
        "0.000, 3, 0",
        "1200, 3, 1200",
        "12.3456, 3, 12.346",
        "12.3456, 0, 12",
        "0.123456, 2, 0.12",
        "0.0016, 2, 0.0016",
        "0.0016049, 3, 0.0016",
        "0.0000381470, 3, 0.000038",
        "-0.0000381470, 3, -0.000038",
        "0.0996, 1, 0.1",
        "0.00000000000004, 3, 0",
        "100000, 2, 100000"
    })
    void whatIsSmallKeepsTwoDigits(BigDecimal number, int decimals, String shown) {
        assertThat(Quantities.readable(number, decimals).toPlainString()).isEqualTo(shown);
    }
}
