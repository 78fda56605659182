package io.binome.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed classes are what the migrations say: a renamed column breaks the build, not production. */
class GeneratedTablesTest {
    @Test
    void theCommittedTablesAreThoseOfTheMigrations(@TempDir Path fresh) throws Exception {
        GenerateTables.into(fresh);

        Map<String, String> wanted = sources(fresh);
        Map<String, String> committed = sources(Path.of("src/generated/java"));
        Set<String> different = new TreeSet<>(wanted.keySet());
        different.addAll(committed.keySet());
        different.removeIf(file -> Objects.equals(wanted.get(file), committed.get(file)));

        assertThat(different)
                .as("run platform/generate-tables and commit what it writes")
                .isEmpty();
    }

    private static Map<String, String> sources(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        if (!Files.exists(folder)) {
            return found;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path :
                    paths.filter(path -> path.toString().endsWith(".java")).toList()) {
                found.put(folder.relativize(path).toString(), Files.readString(path));
            }
        }
        return found;
    }
}
