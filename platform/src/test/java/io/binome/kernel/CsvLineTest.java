package io.binome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {
    @Test
    void plainTextsStayAsTheyAre() {
        assertThat(CsvLine.of(List.of("shop", "", "Été 2026"))).isEqualTo("shop,,Été 2026\r\n");
    }

    @Test
    void whatWouldEndACellIsInQuotes() {
        assertThat(CsvLine.of(List.of("a,b", "say \"so\"", "two\nlines", "a;b")))
                .isEqualTo("\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\"a;b\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "-", "-x", "1-"})
    void aSpreadsheetTakesNoTextForAFormula(String text) {
        boolean begins = !text.startsWith("1");
        assertThat(CsvLine.of(List.of(text))).isEqualTo((begins ? "'" : "") + text + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r=1", "\n=1"})
    void norOneBehindAnEndOfALine(String text) {
        assertThat(CsvLine.of(List.of(text))).isEqualTo("\"'" + text + "\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-12.40", "+3", "0", "-0.000001", "2026"})
    void numbersStayNumbers(String number) {
        assertThat(CsvLine.of(List.of(number))).isEqualTo(number + "\r\n");
    }
}
