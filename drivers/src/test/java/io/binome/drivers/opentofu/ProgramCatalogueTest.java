package io.binome.drivers.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCatalogueTest {
    @TempDir
    Path folder;

    private ProgramCatalogue catalogue;

    @BeforeEach
    void programs() throws IOException {
        program("bin/terraform", "1.11.4");
        program("versions/1.9.0/terraform", "1.9.0");
        program("versions/tofu_1.8.0", "1.8.0");
        program("versions/terraform_1.5.7", "1.5.7");
        program("versions/terraform-broken", "nothing");
        catalogue = new ProgramCatalogue(List.of(folder.resolve("bin")), folder.resolve("versions"));
    }

    private void program(String name, String version) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho '{\"terraform_version\": \"" + version + "\"}'\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String chosen(String pinned, String... required) {
        return switch (catalogue.choose(
                pinned.isEmpty() ? null : pinned,
                List.of(required).stream()
                        .map(text -> VersionConstraint.parse(text).orElseThrow())
                        .toList())) {
            case ProgramCatalogue.Choice.Found found -> found.program().words();
            case ProgramCatalogue.Choice.Missing missing -> missing.reason();
        };
    }

    @Test
    void theNewestThatFitsIsTaken() {
        assertThat(catalogue.programs())
                .extracting(Program::words)
                .containsExactly("tofu 1.8.0", "terraform 1.11.4", "terraform 1.9.0");
        assertThat(chosen("")).isEqualTo("tofu 1.8.0");
        assertThat(chosen("", ">= 1.9")).isEqualTo("terraform 1.11.4");
        assertThat(chosen("1.9.0")).isEqualTo("terraform 1.9.0");
        assertThat(chosen("terraform 1.9.0", "~> 1.8")).isEqualTo("terraform 1.9.0");
    }

    @Test
    void whatIsThereIsNamedWhereNothingFits() {
        assertThat(chosen("1.4.0"))
                .isEqualTo("No program on this server is version 1.4.0."
                        + " There are: tofu 1.8.0, terraform 1.11.4, terraform 1.9.0.");
        assertThat(chosen("1.9.0", "< 1.9")).contains("1.9.0 and < 1.9");
        assertThat(new ProgramCatalogue(List.of(), null).choose(null, List.of()))
                .isInstanceOfSatisfying(ProgramCatalogue.Choice.Missing.class, missing -> assertThat(missing.reason())
                        .startsWith("There is neither OpenTofu nor Terraform"));
    }
}
