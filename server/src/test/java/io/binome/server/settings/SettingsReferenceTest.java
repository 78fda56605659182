package io.binome.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed page of settings is what their records say of themselves. */
class SettingsReferenceTest {
    private static final Path COMMITTED = Path.of("..", "docs", "reference", "settings.md");

    @Test
    void isAsCommitted() throws Exception {
        StringBuilder page = new StringBuilder("""
                # Settings of the server

                Generated from `Settings.java`. After a change:
                `mvn -pl server -am -Dtest=SettingsReferenceTest -Dbinome.regenerate=true test`.

                Each may stand in `$BINOME_HOME/binome.properties`, in the environment, or after `./binome up` as
                `--name=value`; the later goes before the earlier. A name in the file or behind `up` that is none of these
                stops the start and says what was probably meant; one in the environment is warned of.

                | setting | variable | default | |
                |---|---|---|---|
                """);
        for (SettingKey key : SettingKey.all()) {
            page.append("| `%s` | `%s` | %s | %s |\n"
                    .formatted(
                            key.name(),
                            key.variable(),
                            key.fallback() == null ? "" : "`" + key.fallback() + "`",
                            key.description()));
        }
        page.append("""

                Not a setting but a variable only, so that no file keeps it: `BINOME_MASTER_KEY`, the key that seals what is
                secret in the database, 32 bytes in Base64. Without it the first start makes one in `$BINOME_HOME`.
                """);
        if (Boolean.getBoolean("binome.regenerate")) {
            Files.writeString(COMMITTED, page.toString());
        }
        assertThat(COMMITTED)
                .as("the settings have changed: regenerate docs/reference/settings.md as its head says, and commit it")
                .hasContent(page.toString());
    }
}
