package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    @Test
    void bothLanguagesSayTheSameThings() {
        assertThat(ResourceBundle.getBundle("messages", Locale.FRENCH).keySet())
                .isEqualTo(ResourceBundle.getBundle("messages", Locale.ENGLISH).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void everyMessageTakesItsArguments(String language) {
        Reader reader = new Reader(Locale.forLanguageTag(language), NOW);
        for (String key : ResourceBundle.getBundle("messages", Locale.forLanguageTag(language))
                .keySet()) {
            if (!key.startsWith("problem.")) {
                assertThat(reader.text(key, 2, 3, 4)).as(key).isNotBlank().doesNotContain("{");
            }
        }
    }

    @Test
    void noFrenchSignBeginsALine() {
        ResourceBundle french = ResourceBundle.getBundle("messages", Locale.FRENCH);
        assertThat(french.keySet())
                .allSatisfy(key ->
                        assertThat(french.getString(key)).as(key).isEqualTo(Phrases.bound(french.getString(key))));
    }

    @Test
    void timesAndSizesAreTheReaders() {
        Reader french = new Reader(Locale.FRENCH, NOW);
        Reader english = new Reader(Locale.ENGLISH, NOW);
        assertThat(french.relative(NOW.minusSeconds(120))).isEqualTo("il y a 2 minutes");
        assertThat(english.relative(NOW.minusSeconds(60))).isEqualTo("1 minute ago");
        assertThat(english.relative(NOW.plusSeconds(7200))).isEqualTo("in 2 hours");
        assertThat(french.bytes(1_610_612_736)).isEqualTo("1,5\u00a0Gio");
        assertThat(english.bytes(268_435_456)).isEqualTo("256\u00a0MiB");
        assertThat(english.cpu(-1)).isEqualTo("–");
        assertThat(french.cpu(1250)).isEqualTo("1,25\u00a0CPU");
    }

    @Test
    void nobodyIsSentElsewhereAfterSignIn() {
        assertThat(Links.local("//evil.example")).isEqualTo("/");
        assertThat(Links.local("https://evil.example")).isEqualTo("/");
        assertThat(Links.local("/\\evil.example")).isEqualTo("/");
        assertThat(Links.local("/t/librairie?x=1")).isEqualTo("/t/librairie?x=1");
    }
}
