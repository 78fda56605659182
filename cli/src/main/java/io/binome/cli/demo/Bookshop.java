package io.binome.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The application of the story: a web front, an API that is built from the repository, and a store with a volume; each
 * a static busybox in an image of its own, so that no registry has to be reached.
 */
final class Bookshop {
    static final String STACK = "boutique";
    private static final List<String> APPLETS =
            List.of("sh", "cat", "head", "httpd", "kill", "nslookup", "sleep", "wget");
    private static final List<String> BUSYBOXES = List.of("/bin/busybox", "/usr/bin/busybox", "/sbin/busybox");

    private final Path busybox;

    Bookshop() {
        this.busybox = BUSYBOXES.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new StepFailure(
                        "There is no busybox to make images from. Install it: apt-get install busybox-static"));
    }

    /** Builds the images that the repository names: the front in two versions and the store. */
    void buildImages(Path scratch, Map<String, String> environment) throws IOException, InterruptedException {
        build(scratch, environment, "binome-demo/web:1", root -> web(root, "1"));
        build(scratch, environment, "binome-demo/web:2", root -> web(root, "2"));
        build(scratch, environment, "binome-demo/store:1", root -> page(root, "store", "store-books", "the store"));
    }

    /** What the front answers at {@code /} begins with this. */
    static String greeting(String version) {
        return "Librairie, version " + version;
    }

    @FunctionalInterface
    private interface Content {
        void write(Path root) throws IOException;
    }

    private void web(Path root, String version) throws IOException {
        page(root, "web", "web-books", greeting(version));
    }

    private void page(Path root, String name, String script, String greeting) throws IOException {
        write(root.resolve("www/index.html"), greeting + "\n<p>This is " + name + ".\n");
        executable(root.resolve("www/cgi-bin/books"), resource("image/" + script));
    }

    private void build(Path scratch, Map<String, String> environment, String tag, Content content)
            throws IOException, InterruptedException {
        Path context = scratch.resolve(tag.replace('/', '-').replace(':', '-'));
        Path root = context.resolve("root");
        Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("tmp"));
        Files.createDirectories(root.resolve("data"));
        Files.copy(busybox, root.resolve("bin/busybox"), StandardCopyOption.REPLACE_EXISTING);
        for (String applet : APPLETS) {
            Path link = root.resolve("bin").resolve(applet);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of("busybox"));
            }
        }
        executable(root.resolve("bin/serve"), resource("image/serve"));
        executable(root.resolve("bin/address"), resource("image/address"));
        content.write(root);
        write(context.resolve("Dockerfile"), resource("image/Dockerfile"));
        Command.run(context, environment, "docker", "build", "--quiet", "--tag", tag, ".");
    }

    /** Writes the repository's files as of the first version. */
    void writeFirst(Path repository) throws IOException {
        write(repository.resolve("binome.yaml"), resource("binome.yaml"));
        write(repository.resolve("compose.yaml"), resource("compose.yaml"));
        write(repository.resolve("api/Dockerfile"), resource("api/Dockerfile"));
        Files.copy(busybox, repository.resolve("api/busybox"), StandardCopyOption.REPLACE_EXISTING);
        executable(repository.resolve("api/serve"), resource("image/serve"));
        executable(repository.resolve("api/address"), resource("image/address"));
        executable(repository.resolve("api/www/cgi-bin/books"), resource("api/books"));
        write(repository.resolve("api/www/index.html"), "The API of the bookshop.\n");
    }

    /** A newer front, twice. */
    void writeSecond(Path repository) throws IOException {
        replace(repository, "binome-demo/web:1", "binome-demo/web:2");
        replace(repository, "replicas: 1", "replicas: 2");
    }

    /** What a shared server must never run: the engine's own socket, and a process with the host's rights. */
    void writeHostile(Path repository) throws IOException {
        replace(repository, "- books:/data", "- books:/data\n      - /var/run/docker.sock:/var/run/docker.sock");
        replace(repository, "    build: ./api", "    build: ./api\n    privileged: true");
    }

    private static void replace(Path repository, String old, String wanted) throws IOException {
        Path file = repository.resolve("compose.yaml");
        String text = Files.readString(file);
        StepFailure.unless(text.contains(old), "compose.yaml no longer says `" + old + "`");
        Files.writeString(file, text.replace(old, wanted));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Bookshop.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void executable(Path file, String content) throws IOException {
        write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
    }
}
