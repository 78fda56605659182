package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The one image that services of the bench run: a static busybox that serves a page, so that no registry is needed. */
final class Images implements AutoCloseable {
    private static final String SCRIPT = """
            trap 'kill "$server"; exit 0' TERM INT
            httpd -f -p 8080 -h /www &
            server=$!
            wait "$server"
            """;

    private final Path scratch;
    private final String tag = "binome-bench/page:" + ProcessHandle.current().pid();
    private boolean built;

    Images(Path scratch) {
        this.scratch = scratch;
    }

    String page() throws IOException, InterruptedException {
        if (!built) {
            build();
            built = true;
        }
        return tag;
    }

    private void build() throws IOException, InterruptedException {
        Path busybox = Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new BenchmarkFailure("There is no busybox: apt-get install busybox-static"));
        Path bin = Files.createDirectories(scratch.resolve("root/bin"));
        Path www = Files.createDirectories(scratch.resolve("root/www"));
        Files.copy(busybox, bin.resolve("busybox"));
        for (String applet : List.of("sh", "httpd", "kill", "wget")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        Files.writeString(www.resolve("index.html"), "here\n");
        Files.writeString(scratch.resolve("root/serve"), SCRIPT);
        Files.writeString(scratch.resolve("Dockerfile"), "FROM scratch\nCOPY root/ /\nCMD [\"/bin/sh\", \"/serve\"]\n");
        Tool.run(scratch, Map.of(), "docker", "build", "--quiet", "--tag", tag, ".");
    }

    @Override
    public void close() throws InterruptedException {
        if (built) {
            Tool.run(Path.of("/"), Map.of(), "docker", "image", "rm", "--force", tag);
        }
    }
}
