package io.binome.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws_instance.web",
                "aws_instance.web[0]",
                "aws_instance.web[\"eu-west.1 a\"]",
                "aws_instance.web[\"say \\\"hello\\\"\"]",
                "data.aws_ami.newest",
                "module.shop",
                "module.shop[\"eu\"].module.data[3]",
                "module.shop.data.aws_ami.newest[0]",
                "module.shop[0].aws_instance.web",
                "google_sql_database.übergang-1",
                "terraform_data._x"
            })
    void isOne(String text) {
        assertThat(ResourceAddress.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web",
                "-target=a.b",
                "--destroy",
                "-a.b",
                "a.-b",
                "a.b -destroy",
                " a.b",
                "a.b\n",
                "a.b\0",
                "a.b[\"x\ny\"]",
                "a.b[\"\u202e\"]",
                "a.b[\"\\",
                "a.b[-1]",
                "a.b[*]",
                "a.b[x]",
                "a.b.c",
                "a..b",
                "module",
                "module.",
                "module.shop.",
                "module.shop.web",
                "data.a",
                "data.module.a",
                "$(id).b",
                "a.b;c"
            })
    void isNone(String text) {
        assertThat(ResourceAddress.isValid(text)).isFalse();
    }

    @Test
    void isNotTooLongAndQuicklyLookedAt() {
        assertThat(ResourceAddress.isValid("a." + "b".repeat(498))).isTrue();
        assertThat(ResourceAddress.isValid("a." + "b".repeat(499))).isFalse();
        assertThat(ResourceAddress.isValid("module.a.".repeat(55) + "!")).isFalse();
        assertThat(ResourceAddress.isValid("a.b[\"" + "\\\"".repeat(240) + "!")).isFalse();
    }
}
