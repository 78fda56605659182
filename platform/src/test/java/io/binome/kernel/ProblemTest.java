package io.binome.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void codeAndStatusAreThoseOfTheRecord() {
        Problem problem = new Full("shop", 3, Risk.HIGH);
        assertThat(problem.code()).isEqualTo("test-full");
        assertThat(problem.status()).isEqualTo(409);
    }

    @Test
    void argumentsAreTheComponentsInTheirOrder() {
        assertThat(new Full("shop", 3, Risk.HIGH).arguments())
                .containsExactly(Map.entry("name", "shop"), Map.entry("count", "3"), Map.entry("risk", "HIGH"));
    }

    @Test
    void aRecordMayKeepAComponentBack() {
        assertThat(new Silent("of nobody's business").arguments()).isEmpty();
    }

    @Test
    void aProblemWithoutATypeIsAFaultOfTheProgram() {
        assertThatThrownBy(new Untyped()::code)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@ProblemType");
    }

    @ProblemType(code = "test-full", status = 409)
    public record Full(String name, int count, Risk risk) implements Problem {
        @Override
        public String message() {
            return name;
        }
    }

    @ProblemType(code = "test-silent", status = 404)
    public record Silent(String hidden) implements Problem {
        @Override
        public String message() {
            return "Something.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of();
        }
    }

    public record Untyped() implements Problem {
        @Override
        public String message() {
            return "Nothing.";
        }
    }
}
