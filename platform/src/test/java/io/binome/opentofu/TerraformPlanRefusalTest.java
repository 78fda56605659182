package io.binome.opentofu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is handed in: it is read, or refused with a sentence. */
class TerraformPlanRefusalTest {
    private static final String[] FILES = {"create.json", "everything.json", "leftover.json", "broken.json"};
    private static final String PIECES = "{}[]\",:0123456789.-+eEtruefalsnl\\u \u0000\u00ff";

    private static TerraformPlanProblem refusal(String json) {
        return refusal(json.getBytes(StandardCharsets.UTF_8));
    }

    private static TerraformPlanProblem refusal(byte[] json) {
        try {
            PlanFiles.read(json);
        } catch (ProblemException refused) {
            return (TerraformPlanProblem) refused.problem();
        }
        throw new AssertionError("it was read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "2.0-beta1", "17.3"})
    void aNewerMajorVersionIsRefusedClearly(String version) {
        TerraformPlanProblem problem = refusal("{\"format_version\":\"" + version + "\",\"resource_changes\":7}");
        assertThat(problem.message()).isNotBlank();
        if (version.matches("[0-9.]+")) {
            assertThat(problem).isEqualTo(new TerraformPlanProblem.FormatUnknown(version));
            assertThat(problem.message()).contains("format version " + version, "0.1 to 1.x");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|it is empty",
                "[]|it is no JSON object",
                "{}|it has no format_version",
                "{\"format_version\":1}|short texts",
                "{\"format_version\":\"1.2\"} {}|something follows",
                "{\"format_version\":\"1.2\",\"values\":{}}|it is a state",
                "{\"@level\":\"info\"}|it is the log",
                "PK\u0003\u0004xxxx|it is the saved plan itself",
                "Error: no|it is no JSON at line 1",
                "{\"format_version\":\"1.2\",\"format_version\":\"1.2\"}|stands twice",
                "{\"format_version\":\"1.2\",\"resource_changes\":{}}|is no list",
                "{\"format_version\":\"1.2\",\"resource_changes\":[1]}|neither an address",
                "{\"format_version\":\"1.2\",\"errored\":\"no\"}|neither true nor false",
                "{\"format_version\":\"1.2\",\"prior_state\":{\"x\":[1,|cut off",
            })
    void otherThingsAreRefusedWithWhatTheyAre(String json, String reason) {
        assertThat(refusal(json)).isInstanceOf(TerraformPlanProblem.Malformed.class);
        assertThat(refusal(json).message()).contains(reason, "terraform show -json");
    }

    @Test
    void whatWouldHappenMustBeKnown() {
        assertThatThrownBy(() -> PlanFiles.one("{\"actions\":[\"obliterate\"]}"))
                .hasMessageContaining("a.b is not known here");
        assertThatThrownBy(() -> PlanFiles.one("{\"actions\":[]}")).isInstanceOf(ProblemException.class);
    }

    @Test
    void aRefusalDoesNotQuoteTheDocument() {
        assertThat(refusal("{\"format_version\":\"1.2\",\"x\":swordfish}").message())
                .doesNotContain("swordfish");
    }

    @Test
    void hostileDocumentsAreBounded() {
        String nested = "[".repeat(1_000_000);
        assertThat(refusal("{\"format_version\":\"1.2\",\"resource_changes\":[" + nested))
                .isInstanceOf(TerraformPlanProblem.TooLarge.class);
        assertThat(refusal("{\"format_version\":\"1.2\",\"configuration\":" + nested))
                .isInstanceOf(TerraformPlanProblem.TooLarge.class);
        assertThat(refusal(one("\"" + "x".repeat(5_000_000) + "\""))).isInstanceOf(TerraformPlanProblem.TooLarge.class);
        assertThat(refusal(one("9".repeat(2_000)))).isInstanceOf(TerraformPlanProblem.TooLarge.class);
        assertThat(refusal(one("[" + "0,".repeat(500_000) + "0]"))).isInstanceOf(TerraformPlanProblem.TooLarge.class);
        assertThat(refusal(one("{\"" + "k".repeat(10_000) + "\":1}")))
                .isInstanceOf(TerraformPlanProblem.TooLarge.class);
        assertThat(refusal(one("\"\\ud800\""))).isInstanceOf(TerraformPlanProblem.Malformed.class);
        assertThat(refusal(one("{\"a\":1,\"a\":2}"))).isInstanceOf(TerraformPlanProblem.Malformed.class);
    }

    @Test
    void aHugeTextInASkippedSectionIsOfNoMatter() {
        assertThat(PlanFiles.text("{\"format_version\":\"1.2\",\"prior_state\":{\"x\":\"" + "x".repeat(5_000_000)
                                + "\"}}")
                        .plan()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aStreamThatFailsIsNoRefusal() {
        InputStream failing = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given == 100) {
                    throw new IOException("gone");
                }
                return "{\"format_version\":\"1.2\"".repeat(5).charAt(given++);
            }
        };
        assertThatThrownBy(() -> TerraformPlan.read(failing, PlanFiles.SUBJECT, PlanFiles.FINGERPRINTER))
                .isInstanceOfAny(IOException.class, ProblemException.class);
    }

    private static String one(String value) {
        return "{\"format_version\":\"1.2\",\"resource_changes\":[{\"address\":\"a.b\",\"type\":\"a\",\"name\":\"b\",\"change\":"
                + "{\"actions\":[\"create\"],\"after\":{\"x\":" + value + "}}}]}";
    }

    /** Any other exception fails the property. */
    @Property(tries = 3_000)
    void aDamagedPlanIsReadOrRefused(
            @ForAll @IntRange(max = 3) int file,
            @ForAll @IntRange(min = 1, max = 5) int damages,
            @ForAll java.util.Random random) {
        byte[] bytes = PlanFiles.bytes(FILES[file]);
        for (int i = 0; i < damages; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(60), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes, from, bytes, at, Math.max(0, length));
                }
            }
        }
        try {
            assertThat(PlanFiles.read(bytes).plan().hash()).hasSize(64);
        } catch (ProblemException refused) {
            assertThat(refused.problem()).isInstanceOf(TerraformPlanProblem.class);
            assertThat(refused.problem().message()).isNotBlank();
        }
    }
}
