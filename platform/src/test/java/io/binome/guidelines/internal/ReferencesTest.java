package io.binome.guidelines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.guidelines.OfflineGuidelines;
import io.binome.guidelines.RuleView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What shipped rules refer to is in the list of what was looked up, point by point, and the list names nothing else. */
class ReferencesTest {
    private static final Path LIST = Path.of("../docs/reference/guideline-references.md");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*");

    /** Rules by point, as document and point; a reference is {@code document, point[, point]}, parted by semicolons. */
    private static Map<String, Set<String>> cited(Set<String> documents) {
        Map<String, Set<String>> rules = new TreeMap<>();
        for (RuleView rule : OfflineGuidelines.shipped().rules()) {
            String reference = rule.reference();
            if (reference == null) {
                continue;
            }
            for (String part : reference.split("; ")) {
                String document = documents.stream()
                        .filter(name -> part.startsWith(name + ", "))
                        .findAny()
                        .orElseThrow(() -> new AssertionError(
                                rule.id() + " refers to '" + part + "', a document that " + LIST + " does not have"));
                for (String point : part.substring(document.length() + 2).split(", ")) {
                    rules.computeIfAbsent(document + ", " + point, _ -> new TreeSet<>())
                            .add(rule.id());
                }
            }
        }
        return rules;
    }

    @Test
    void everyPointThatARuleRefersToWasLookedUp() throws IOException {
        Map<String, Set<String>> listed = listed(Files.readAllLines(LIST));
        Set<String> points = new TreeSet<>();
        listed.forEach((document, own) -> own.forEach(point -> points.add(document + ", " + point)));
        Map<String, Set<String>> cited = cited(listed.keySet());
        assertThat(cited.keySet())
                .as("those of the rules, and those of %s", LIST)
                .isEqualTo(points);
    }

    /** The first column below each heading of a document. */
    private static Map<String, Set<String>> listed(List<String> lines) {
        Map<String, Set<String>> points = new LinkedHashMap<>();
        String document = "";
        for (String line : lines) {
            if (line.startsWith("## ")) {
                document = line.substring(3);
                continue;
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                points.computeIfAbsent(document, _ -> new TreeSet<>())
                        .addAll(Arrays.asList(row.group(1).split(", ")));
            }
        }
        return points;
    }
}
