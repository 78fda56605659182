package io.binome.drivers.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionConstraintTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    >= 1.6            | 1.6.0 1.11.4 2.0.0 | 1.5.9
                    >= 1.6, < 1.10    | 1.6.0 1.9.9        | 1.10.0
                    ~> 1.6            | 1.6.0 1.11.4       | 2.0.0 1.5.0
                    ~> 1.6.2          | 1.6.2 1.6.9        | 1.7.0 1.6.1
                    ~> 1              | 1.0.0 2.0.0        | 0.9.0
                    = 1.11.4          | 1.11.4             | 1.11.5
                    1.11.4            | 1.11.4             | 1.11.3
                    != 1.7.0, >= 1.6  | 1.7.1              | 1.7.0
                    > 1.6, <= 1.7     | 1.6.1 1.7.0        | 1.6.0 1.7.1
                    >= 1.6            | 1.6.1              | 1.7.0-beta1
                    = 1.7.0-beta1     | 1.7.0-beta1        | 1.7.0
                    """)
    void admits(String constraint, String admitted, String refused) {
        VersionConstraint read = VersionConstraint.parse(constraint).orElseThrow();
        assertThat(admitted.split(" "))
                .allMatch(version -> read.admits(Version.parse(version).orElseThrow()));
        assertThat(refused.split(" "))
                .noneMatch(version -> read.admits(Version.parse(version).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", ">= ", ">= 1.x", "=> 1.6", "1.6.0.0", ">= 1.6 < 2"})
    void isNone(String constraint) {
        assertThat(VersionConstraint.parse(constraint)).isEmpty();
    }
}
