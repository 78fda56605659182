package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was measured on: figures without it say nothing. */
final class Machine {
    private Machine() {}

    static Map<String, String> describe() throws IOException, InterruptedException {
        Map<String, String> found = new LinkedHashMap<>();
        found.put(
                "processors",
                Runtime.getRuntime().availableProcessors() + " × " + field("/proc/cpuinfo", "model name"));
        long kilobytes = Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", ""));
        found.put("memory", kilobytes / 1024 + " MB");
        found.put("load before", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        found.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        found.put("JDK", System.getProperty("java.vendor") + " " + Runtime.version());
        found.put("Docker Engine", answer("docker", "version", "--format", "{{.Server.Version}}"));
        found.put("Docker Compose", answer("docker", "compose", "version", "--short"));
        found.put("git", answer("git", "--version"));
        return found;
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String answer(String... command) throws InterruptedException {
        Tool.Ended ended = Tool.tried(Path.of("/"), Map.of(), _ -> {}, command);
        return ended.status() == 0 ? ended.output() : "absent";
    }
}
