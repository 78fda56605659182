package io.binome.guidelines.internal;

import io.binome.guidelines.internal.RuleReader.Outcome;
import io.binome.guidelines.internal.RuleReader.Written;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules that come with Binome, as files beside this class. */
final class ShippedRules {
    static final List<String> FILES = List.of(
            "risk.yaml",
            "compose.yaml",
            "operability.yaml",
            "aws.yaml",
            "aws-access.yaml",
            "azure.yaml",
            "google.yaml",
            "clouds.yaml");

    private ShippedRules() {}

    /** Contents by name. */
    static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : FILES) {
            try (InputStream stream = ShippedRules.class.getResourceAsStream("library/" + name)) {
                if (stream == null) {
                    throw new IllegalStateException("The shipped rules " + name + " are missing from this program");
                }
                files.put(name, stream.readAllBytes());
            } catch (IOException unreadable) {
                throw new UncheckedIOException("Reading the shipped rules " + name, unreadable);
            }
        }
        return files;
    }

    /** @throws IllegalStateException when one of them is wrong, which a test would have found */
    static List<Written> read(Languages languages) {
        List<Written> written = new ArrayList<>();
        files().forEach((name, bytes) -> {
            Outcome outcome = RuleReader.read("shipped/" + name, bytes, languages);
            if (!outcome.findings().isEmpty()) {
                throw new IllegalStateException("A shipped rule is wrong: " + outcome.findings());
            }
            written.addAll(outcome.written());
        });
        return written;
    }
}
