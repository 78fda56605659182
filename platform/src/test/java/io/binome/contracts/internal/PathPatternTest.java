package io.binome.contracts.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "shop/infra/**, shop/infra/a/b.tf, true",
        "shop/infra/**, shop/infra, true",
        "shop/infra/**, shop/infrastructure/a, false",
        "**, shop/a, true",
        "**/*.tf, shop/a/b.tf, true",
        "**/*.tf, main.tf, true",
        "shop/*, shop/a/b, false",
        "sh*p/a?, shop/ab, true",
        "sh*p/a?, shop/a, false",
        "*/**/x, a/b/c/x, true",
        "*/**/x, a/x, true",
        "*/**/x, x, false",
        "shop, shop, true",
        "Shop, shop, false",
        "a*b*c, aXbXbc, true",
        "a*b*c, aXbXbd, false"
    })
    void matches(String pattern, String path, boolean matches) {
        assertThat(PathPattern.matches(pattern, path)).isEqualTo(matches);
    }

    @Test
    void nothingTakesLong() {
        String pattern = "**/" + "*a".repeat(500) + "/**";
        assertThatCode(() -> PathPattern.matches(pattern, "b/".repeat(200) + "a".repeat(4_000) + "b"))
                .doesNotThrowAnyException();
    }
}
