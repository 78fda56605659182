package io.binome.drivers.docker;

import io.binome.sites.HostEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Images for tests that no registry has to give: Debian's static busybox and nothing else. */
public final class TestImages {
    /** A shell with the usual commands, a web server and {@code nc}. */
    public static final String BUSYBOX = "binome-test/busybox:1";

    private static final List<String> PLACES = List.of("/bin/busybox", "/usr/bin/busybox");

    private TestImages() {}

    /** Makes {@link #BUSYBOX} be there; its id. */
    public static String busybox(HostEndpoint endpoint) {
        String id = find(endpoint, BUSYBOX);
        return id.isEmpty() ? make(endpoint, BUSYBOX, Map.of(), List.of("CMD [\"sh\"]")) : id;
    }

    /**
     * Makes an image of busybox and files.
     *
     * @param files contents by path without leading slash
     * @param changes lines of a Dockerfile: {@code CMD}, {@code ENV}, {@code VOLUME}, …
     */
    public static String make(HostEndpoint endpoint, String name, Map<String, String> files, List<String> changes) {
        byte[] tar = fileSystem(files);
        int colon = name.lastIndexOf(':');
        StringBuilder query = new StringBuilder(EngineHttp.query(new LinkedHashMap<>(
                Map.of("fromSrc", "-", "repo", name.substring(0, colon), "tag", name.substring(colon + 1)))));
        for (String change : changes) {
            query.append(EngineHttp.query(Map.of("changes", change)).replace('?', '&'));
        }
        try (var answer = new EngineHttp(endpoint, null)
                .send(
                        "POST",
                        "/v1.41/images/create" + query,
                        Map.of("Content-Type", "application/x-tar"),
                        output -> output.write(tar))) {
            String said = answer.text();
            if (!answer.ok() || said.contains("\"error\"")) {
                throw new IllegalStateException("The test image could not be made: " + said);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return find(endpoint, name);
    }

    /** A file system of busybox with all its commands, as a tar. */
    public static byte[] fileSystem(Map<String, String> files) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
                folder(tar, "bin", 0755);
                folder(tar, "etc", 0755);
                folder(tar, "tmp", 01777);
                file(tar, "bin/busybox", Files.readAllBytes(busybox()), 0755);
                for (String command : commands()) {
                    TarArchiveEntry link = new TarArchiveEntry("bin/" + command, TarConstants.LF_SYMLINK);
                    link.setLinkName("busybox");
                    link.setModTime(0L);
                    tar.putArchiveEntry(link);
                    tar.closeArchiveEntry();
                }
                file(tar, "etc/passwd", bytes("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n"), 0644);
                file(tar, "etc/group", bytes("root:x:0:\nnogroup:x:65534:\n"), 0644);
                for (Map.Entry<String, String> file : files.entrySet()) {
                    file(tar, file.getKey(), bytes(file.getValue()), 0755);
                }
            }
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path busybox() {
        return PLACES.stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Tests of Docker need a static busybox (on Debian: apt-get install busybox-static)"));
    }

    private static List<String> commands() throws IOException {
        Process list = new ProcessBuilder(busybox().toString(), "--list").start();
        return new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(command -> !command.equals("busybox"))
                .toList();
    }

    private static String find(HostEndpoint endpoint, String name) {
        try (var answer = new EngineHttp(endpoint, null).get("/v1.41/images/" + name + "/json")) {
            return answer.ok()
                    ? DockerHost.JSON.readTree(answer.text()).path("Id").asString("")
                    : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void folder(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(mode);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] contents, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setModTime(0L);
        entry.setSize(contents.length);
        tar.putArchiveEntry(entry);
        tar.write(contents);
        tar.closeArchiveEntry();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
