package io.binome.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeKeysTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "ls ~/x,     ls ~/x,  false",
                "~.,         \"\",    true",
                "ls|~.more,  ls|,     true",
                "ls|~~.,     ls|~.,   false",
                "~x,         ~x,      false",
                "~|~.,       ~|,      true",
                "a~.,        a~.,     false"
            })
    void leaveAtTheBeginningOfALineAlone(String typed, String passed, boolean left) {
        byte[] keys = typed.replace('|', '\r').getBytes(StandardCharsets.UTF_8);
        EscapeKeys atOnce = new EscapeKeys();
        assertThat(new String(atOnce.pass(keys, keys.length), StandardCharsets.UTF_8))
                .isEqualTo(passed.replace('|', '\r'));
        assertThat(atOnce.left()).isEqualTo(left);
        EscapeKeys oneByOne = new EscapeKeys();
        StringBuilder each = new StringBuilder();
        for (byte key : keys) {
            each.append(new String(oneByOne.pass(new byte[] {key}, 1), StandardCharsets.UTF_8));
        }
        assertThat(each.toString()).isEqualTo(passed.replace('|', '\r'));
    }

    @Test
    void sizesAreReadAsSttyPrintsThem() {
        assertThat(RawTerminal.Size.parse("40 120")).contains(new RawTerminal.Size(120, 40));
        assertThat(RawTerminal.Size.parse("0 0")).isEmpty();
        assertThat(RawTerminal.Size.parse("stty: no")).isEmpty();
    }
}
