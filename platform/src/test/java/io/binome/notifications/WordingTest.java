package io.binome.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordingTest {
    private final Wording wording = new Wording(english -> "«" + english + "»");

    @ParameterizedTest
    @EnumSource
    void everyKindHasItsWordsInBothLanguages(NoticeKind kind) {
        Map<String, String> facts = Map.of("name", "shop!12", "title", "Resize", "tenant", "Librairie");
        for (String language : new String[] {"en", "fr"}) {
            assertThat(wording.headline(language, kind, facts)).isNotBlank().doesNotContain("{", "}");
            assertThat(wording.explanation(language, kind, facts)).doesNotContain("{", "}");
            assertThat(wording.name(language, kind)).isNotBlank();
        }
        assertThat(wording.name("fr", kind)).isNotEqualTo(wording.name("en", kind));
    }

    @Test
    void whatRoomsSayIsTranslatedAndWhatPeopleSayIsNot() {
        Map<String, String> facts = Map.of("name", "shop!12", "reason", "The shop is down.");
        assertThat(wording.explanation("fr", NoticeKind.CHANGE_OVERRIDDEN, facts))
                .isEqualTo("The shop is down.");
        assertThat(wording.explanation("fr", NoticeKind.CHANGE_STALE, facts)).startsWith("«The shop is down.»");
        assertThat(wording.explanation("en", NoticeKind.CHANGE_STALE, facts)).startsWith("The shop is down.");
    }
}
