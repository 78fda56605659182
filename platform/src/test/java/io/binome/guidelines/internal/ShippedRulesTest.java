package io.binome.guidelines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.guidelines.internal.RuleCase.Expected;
import io.binome.guidelines.internal.RuleReader.Written;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each rule that comes with Binome, by the cases beside it. */
class ShippedRulesTest {
    private final List<Rule> rules = ShippedRules.read(new Languages()).stream()
            .map(written -> ((Written.Whole) written).rule())
            .toList();

    @Test
    void everyCaseHolds() {
        List<String> wrong = new ArrayList<>();
        for (Rule rule : rules) {
            CaseRunner.run(rule).stream()
                    .filter(ran -> !ran.holds())
                    .forEach(ran -> wrong.add(rule.id() + ", " + ran.written().name() + " ("
                            + rule.place().file() + ":" + ran.written().line() + "): " + ran.got()));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRuleIsShownByAViolatingACompliantAndAnUnknownCase() {
        for (Rule rule : rules) {
            Set<Expected> expected =
                    rule.cases().stream().map(RuleCase::expected).collect(Collectors.toSet());
            assertThat(expected).as(rule.id()).contains(Expected.VIOLATES);
            assertThat(expected)
                    .as(rule.id())
                    .containsAnyOf(rule.must() == null ? Expected.SKIPPED : Expected.COMPLIES);
            assertThat(rule.cases())
                    .as(rule.id() + " has a case with a value that is not known yet")
                    .anyMatch(written -> written.expected() == Expected.UNKNOWN
                            || written.given().toString().contains("unknown")
                            || written.given().toString().contains("\"month\""));
        }
    }

    @Test
    void everyRuleSpeaksFrenchAndEnglish() {
        for (Rule rule : rules) {
            assertThat(rule.title()).as(rule.id()).containsOnlyKeys("en", "fr");
            assertThat(rule.message()).as(rule.id()).containsOnlyKeys("en", "fr");
            if (rule.must() != null) {
                assertThat(rule.fix()).as(rule.id()).containsOnlyKeys("en", "fr");
            }
            assertThat(rule.message().get("fr"))
                    .as(rule.id())
                    .isNotEqualTo(rule.message().get("en"));
        }
    }

    @Test
    void noIdStandsTwice() {
        Set<String> ids = new HashSet<>();
        assertThat(rules).allMatch(rule -> ids.add(rule.id()));
        assertThat(new RuleBook()
                        .lay(RuleBook.Layer.SHIPPED, ShippedRules.read(new Languages()))
                        .findings())
                .isEmpty();
    }
}
