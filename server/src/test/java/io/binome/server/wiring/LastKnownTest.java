package io.binome.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LastKnownTest {
    @Test
    void whatWasKnownStandsWhileNobodyAnswers() {
        String[] answer = {null};
        LastKnown<String> here = new LastKnown<>(() -> {
            if (answer[0] == null) {
                throw new IllegalStateException("the database is away");
            }
            return answer[0];
        });
        assertThatThrownBy(here::get).hasMessage("the database is away");
        answer[0] = "one";
        assertThat(here.get()).isEqualTo("one");
        answer[0] = null;
        assertThat(here.get()).isEqualTo("one");
        answer[0] = "two";
        assertThat(here.get()).isEqualTo("two");
    }
}
