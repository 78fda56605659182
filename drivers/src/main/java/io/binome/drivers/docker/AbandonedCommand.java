package io.binome.drivers.docker;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Ends a command whose caller has gone. Docker lets it run on, and its API has no call that would end it; so each command
 * carries a mark in its environment, by which the container's own shell finds it and whatever it started. A container
 * without a shell keeps such a command until it notices by itself that nobody reads.
 */
final class AbandonedCommand {
    private static final String NAME = "BINOME_SHELL";

    /** Only what every POSIX shell has built in, but for sleep. Reading skips the NULs between variables. */
    private static final String END = """
            marked() {
              while IFS= read -r line || [ -n "$line" ]; do
                case $line in *"$mark"*) return 0 ;; esac
              done 2>/dev/null <"$1/environ"
              return 1
            }
            mark=$1
            for signal in HUP KILL; do
              for process in /proc/[0-9]*; do
                marked "$process" && kill -s $signal "${process#/proc/}"
              done
              [ $signal = KILL ] || sleep 1
            done
            """;

    private final DockerHost host;
    private final String containerId;
    private final String mark = UUID.randomUUID().toString();

    AbandonedCommand(DockerHost host, String containerId) {
        this.host = host;
        this.containerId = containerId;
    }

    /** For the command's environment. */
    String variable() {
        return NAME + "=" + mark;
    }

    /** Does not wait for it. */
    void end() {
        JsonNode created = host.json(
                "prepare to end a command",
                "POST",
                "/containers/" + containerId + "/exec",
                DockerHost.JSON.writeValueAsString(Map.of("Cmd", List.of("/bin/sh", "-c", END, "sh", mark))));
        host.json(
                "end a command",
                "POST",
                "/exec/" + created.path("Id").asString("") + "/start",
                DockerHost.JSON.writeValueAsString(Map.of("Detach", true)));
    }
}
