package io.binome.drivers.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine and the user that Binome runs as allow the proxy. */
final class Machine {
    private Machine() {}

    /**
     * How many connections the limit of open files allows; HAProxy refuses to start with more. Two files
     * a connection, and room for 2,000 listeners with what the process needs itself.
     */
    static int connections(int wanted) {
        long allowed = hardLimit();
        long reserved = Math.min(4_500, allowed / 2);
        return (int) Math.clamp((allowed - reserved) / 2, 50, wanted);
    }

    private static long hardLimit() {
        try {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split("\\s+")[4])
                    .findFirst()
                    .map(text -> text.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(text))
                    .orElse(4_096L);
        } catch (IOException elsewhere) {
            return 4_096;
        }
    }

    /** Whom the workers become when Binome runs as root: Debian's user for it, else nobody. */
    static @Nullable String unprivilegedUser() {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                return null;
            }
            List<String> users = Files.readAllLines(Path.of("/etc/passwd"));
            return users.stream().anyMatch(line -> line.startsWith("haproxy:")) ? "haproxy" : "nobody";
        } catch (IOException unreadable) {
            return "nobody";
        }
    }
}
