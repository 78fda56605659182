package io.binome.database.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerUserTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** On copies of the files of users that only these processes see. */
    private static final String SIX_AT_ONCE = """
            set -eu
            mkdir "$1/etc"
            for file in passwd group shadow gshadow login.defs nsswitch.conf; do
              [ ! -e "/etc/$file" ] || cp -p "/etc/$file" "$1/etc/"
            done
            mount --bind "$1/etc" /etc
            for each in 1 2 3 4 5 6; do
              { "${@:2}" || true; id -u binome-race >"$1/id.$each"; } 2>>"$1/refused" &
            done
            wait
            cat "$1"/id.* | sort | uniq -c | wc -l
            """;

    @Test
    void manyThatMakeTheUserAtOnceMakeOne(@TempDir Path folder) throws IOException {
        assumeTrue("0".equals(Command.run(List.of("id", "-u"), LIMIT).output()), "Users are made by root alone");
        List<String> command = new java.util.ArrayList<>(
                List.of("unshare", "--mount", "bash", "-c", SIX_AT_ONCE, "six-at-once", folder.toString()));
        command.addAll(ServerUser.making("binome-race"));
        assertThat(Command.run(command, LIMIT).output()).isEqualTo("1");
        assertThat(Files.readString(folder.resolve("refused")).lines().filter(line -> line.contains("already exists")))
                .hasSize(5);
    }
}
