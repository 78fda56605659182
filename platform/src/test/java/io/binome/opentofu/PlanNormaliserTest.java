package io.binome.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.opentofu.PlanNormaliser.Normalised;
import io.binome.opentofu.PlanNormaliser.Place;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanJson;
import io.binome.stacks.Value;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is new at every plan, told from what has changed. */
class PlanNormaliserTest {
    private static final Instant FIRST = Instant.parse("2026-11-22T06:22:18Z");
    private static final Instant SECOND = FIRST.plusSeconds(20);

    private static Plan plan(String value) {
        return PlanFiles.text("""
                {"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","name":"b",
                 "change":{"actions":["update"],"before":{"x":"before"},"after":{"x":%s,"same":"1"}}}],
                 "output_changes":{"o":{"actions":["update"],"before":"before","after":%s}}}""".formatted(value, value)).plan();
    }

    private static Normalised compare(String first, String second) {
        return PlanNormaliser.compare(plan("\"" + first + "\""), FIRST, plan("\"" + second + "\""), SECOND);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-22T06:22:18Z|2026-11-22T06:22:38Z|⟨time⟩",
                "2026-11-22T07:22:18.123+01:00|2026-11-22T06:22:39Z|⟨time⟩",
                "2027-11-22T06:22:18Z|2027-11-22T06:22:38Z|⟨time⟩",
                "backup-20261122T062218Z.tar|backup-20261122T062238Z.tar|backup-⟨time⟩.tar",
                "id 5152a40e-d695-74ec-8561-b029b7bff6ee|id dee3109a-85a9-96d3-488c-c59c9c209436|id ⟨uuid⟩",
                "$2a$10$0123456789012345678901abcdefghijklmnopqrstuvwxyzABCDE|$2a$10$9876543210012345678901abcdefghijklmnopqrstuvwxyzABCDE|⟨bcrypt⟩",
                "5152a40e-d695-74ec-8561-b029b7bff6ee at 2026-11-22T06:22:18Z|5152a40e-d695-74ec-8561-b029b7bff6ee at 2026-11-22T06:22:38Z|5152a40e-d695-74ec-8561-b029b7bff6ee at ⟨time⟩"
            })
    void whatIsNewEachTimeIsTakenOut(String first, String second, String pattern) {
        Normalised found = compare(first, second);
        assertThat(found.same()).isTrue();
        assertThat(found.paths()).containsExactly(new Place("a.b", "x"), new Place("output.o", ""));
        assertThat(found.paths().toString()).isEqualTo("[a.b: x, output.o]");
        assertThat(found.plan().changes().getFirst().after())
                .containsEntry("x", new Value.Unknown("\"" + pattern + "\""))
                .containsEntry("same", Value.text("1"));
        // Made again for the apply, days later.
        Plan again = plan("\"" + second.replace("2026-11-22", "2026-11-25").replace("20261122", "20261125") + "\"");
        assertThat(PlanNormaliser.like(found.plan(), again).hash())
                .isEqualTo(found.plan().hash());
        assertThat(PlanJson.read(
                        io.binome.kernel.CanonicalJson.text(found.plan().toJson())))
                .isEqualTo(found.plan());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|2",
                "2026-11-22T06:22:18Z|2026-11-23T06:22:18Z",
                "2026-11-22T06:22:18Z|later",
                "a 2026-11-22T06:22:18Z|b 2026-11-22T06:22:38Z",
                "2026-99-99T06:22:18Z|2026-11-22T06:22:38Z",
                "5152a40e-d695-74ec-8561-b029b7bff6ee|2026-11-22T06:22:38Z",
                "2026-11-22T06:22:18Z|2026-11-22T06:22:38Z 2026-11-22T06:22:38Z"
            })
    void whatHasChangedIsADifference(String first, String second) {
        Normalised found = compare(first, second);
        assertThat(found.same()).isFalse();
        assertThat(found.paths()).isEmpty();
        assertThat(found.plan().hash()).isEqualTo(plan("\"" + second + "\"").hash());
    }

    @Test
    void equalPlansAreLeftAsTheyAre() {
        Normalised found = compare("2026-11-22T06:22:18Z", "2026-11-22T06:22:18Z");
        assertThat(found).isEqualTo(new Normalised(plan("\"2026-11-22T06:22:18Z\""), List.of(), true));
    }

    @Test
    void onlyWhatWasReviewedAsNewEachTimeMayBeNewAtTheApply() {
        Plan reviewed = plan("\"5152a40e-d695-74ec-8561-b029b7bff6ee\"");
        Plan again = plan("\"dee3109a-85a9-96d3-488c-c59c9c209436\"");
        assertThat(PlanNormaliser.like(reviewed, again).hash()).isNotEqualTo(reviewed.hash());
    }

    @ParameterizedTest
    @CsvSource({"deleted at 2026-11-25T06:22:18Z", "made at now", "made at 2026-11-25T06:22:18Z and more", "made at "})
    void theRestOfSuchATextIsHeldTo(String again) {
        Plan reviewed = compare("made at 2026-11-22T06:22:18Z", "made at 2026-11-22T06:22:38Z")
                .plan();
        assertThat(PlanNormaliser.like(reviewed, plan("\"" + again + "\"")).hash())
                .isNotEqualTo(reviewed.hash());
    }
}
