package io.binome.tenancy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonInputTest {
    @Test
    void addressesAreLowerCase() {
        assertThat(PersonInput.email("  Lead.Of+x@Librairie.EXAMPLE ")).isEqualTo("lead.of+x@librairie.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "a@b\r\nBcc: x@y", "<a@b>", "a@b.", "a\u0000@b"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> PersonInput.email(text)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "\u202egnirts", "\u200b", "a\u0000"})
    void refusesInvisibleTitles(String text) {
        assertThatThrownBy(() -> PersonInput.title("title", text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void keepsNames() {
        assertThat(PersonInput.title("title", " Zoë O'Neill-García ")).isEqualTo("Zoë O'Neill-García");
    }
}
