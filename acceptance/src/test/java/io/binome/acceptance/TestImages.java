package io.binome.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Images around the static busybox of this machine, built once for an engine. */
final class TestImages {
    /** Serves a page that says its version, on port 8080. */
    static final String PAGE_1 = "binome-acceptance/page:1";

    static final String PAGE_2 = "binome-acceptance/page:2";
    /** Ends at once with status 3. */
    static final String STOPS = "binome-acceptance/stops:1";

    private static final Set<String> BUILT = ConcurrentHashMap.newKeySet();

    private TestImages() {}

    static void in(RunningServer server) {
        in(server.dockerEnvironment());
    }

    /** @param environment of a {@code docker} command that asks the engine */
    static synchronized void in(Map<String, String> environment) {
        if (BUILT.contains(environment.toString()) && areThere(environment)) {
            return;
        }
        build(environment, PAGE_1, serve("version 1"));
        build(environment, PAGE_2, serve("version 2"));
        build(environment, STOPS, "echo 'this is the end'; exit 3");
        BUILT.add(environment.toString());
    }

    /** The engine is shared with whoever else works on this machine, and may be tidied meanwhile. */
    private static boolean areThere(Map<String, String> environment) {
        return Tool.run(
                        Scratch.folder("images"),
                        environment,
                        List.of("docker", "image", "inspect", "--format", "{{.Id}}", PAGE_1, PAGE_2, STOPS))
                .well();
    }

    private static String serve(String page) {
        return "mkdir -p /www; echo '" + page + "' > /www/index.html; trap 'exit 0' TERM;"
                + " httpd -f -p 8080 -h /www & wait $!";
    }

    private static void build(Map<String, String> environment, String tag, String script) {
        try {
            Path context = Scratch.folder("image");
            Path bin = Files.createDirectories(context.resolve("root/bin"));
            Files.createDirectories(context.resolve("root/tmp"));
            Files.copy(busybox(), bin.resolve("busybox"));
            for (String applet : List.of("sh", "mkdir", "httpd", "sleep", "wget", "cat", "nc")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
            Files.writeString(context.resolve("root/start"), script + "\n");
            Files.writeString(
                    context.resolve("Dockerfile"), "FROM scratch\nCOPY root/ /\nCMD [\"/bin/sh\", \"/start\"]\n");
            Tool.output(context, environment, "docker", "build", "--quiet", "--tag", tag, ".");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path busybox() {
        return Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No busybox: apt-get install busybox-static"));
    }
}
