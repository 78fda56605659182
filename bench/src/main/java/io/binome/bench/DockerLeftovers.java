package io.binome.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a tenant still has at the engine when its server has stopped for good. */
final class DockerLeftovers {
    private DockerLeftovers() {}

    static void remove(String tenantId) throws InterruptedException {
        String filter = "label=io.binome.tenant=" + tenantId;
        removeAll(List.of("ps", "-aq", "--filter", filter), List.of("rm", "--force", "--volumes"));
        removeAll(List.of("network", "ls", "-q", "--filter", filter), List.of("network", "rm"));
        removeAll(List.of("volume", "ls", "-q", "--filter", filter), List.of("volume", "rm"));
    }

    private static void removeAll(List<String> list, List<String> remove) throws InterruptedException {
        List<String> found = docker(list.stream()).lines().toList();
        if (!found.isEmpty()) {
            docker(Stream.concat(remove.stream(), found.stream()));
        }
    }

    private static String docker(Stream<String> arguments) throws InterruptedException {
        return Tool.run(
                        Path.of("/"),
                        Map.of(),
                        Stream.concat(Stream.of("docker"), arguments).toArray(String[]::new))
                .output();
    }
}
