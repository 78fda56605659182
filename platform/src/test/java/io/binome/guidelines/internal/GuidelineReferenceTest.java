package io.binome.guidelines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.guidelines.OfflineGuidelines;
import io.binome.guidelines.RuleView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The list of shipped rules in the reference is theirs; {@code -Dbinome.regenerate=true} writes it. */
class GuidelineReferenceTest {
    private static final Path REFERENCE = Path.of("../docs/reference/guidelines.md");
    private static final String HEADING = "## Rules that come with Binome\n";

    @Test
    void theReferenceListsTheShippedRules() throws IOException {
        String text = Files.readString(REFERENCE);
        int at = text.indexOf(HEADING);
        String before = at < 0 ? text.stripTrailing() + "\n\n" : text.substring(0, at);
        String wanted = before + HEADING + list();
        if (Boolean.getBoolean("binome.regenerate")) {
            Files.writeString(REFERENCE, wanted);
        }
        assertThat(Files.readString(REFERENCE))
                .as("run with -Dbinome.regenerate=true")
                .isEqualTo(wanted);
    }

    @Test
    void theReferenceNamesEveryVariable() throws IOException {
        String text = Files.readString(REFERENCE);
        RuleTypes.fields().forEach((variable, fields) -> {
            assertThat(text).contains("`" + variable + "`");
            assertThat(fields).allSatisfy(field -> assertThat(text).contains("`" + field + "`"));
        });
    }

    private static String list() {
        StringBuilder list = new StringBuilder("\n| rule | | severity | risk | reference |\n|---|---|---|---|---|\n");
        for (RuleView rule : OfflineGuidelines.shipped().rules()) {
            list.append("| `")
                    .append(rule.id())
                    .append("` | ")
                    .append(rule.title().get("en"))
                    .append(" | ")
                    .append(rule.must() == null ? "" : rule.severity().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(rule.risk() == null ? "" : rule.risk().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(rule.reference() == null ? "" : rule.reference())
                    .append(" |\n");
        }
        return list.toString();
    }
}
