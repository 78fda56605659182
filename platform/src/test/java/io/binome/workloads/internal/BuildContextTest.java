package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.workloads.internal.WantedService.ImageSource;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class BuildContextTest {
    private static final ImageSource.Built BUILD =
            new ImageSource.Built("shop/web", "web", "Dockerfile", null, null, new TreeMap<>());

    private static Map<String, String> entries(MapTree tree) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BuildContext(tree, BUILD).open())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(
                        entry.getName(),
                        entry.isSymbolicLink() ? "-> " + entry.getLinkName() : new String(tar.readAllBytes()));
            }
        }
        return entries;
    }

    @Test
    void linksWithinTheRepositoryTravelAsLinks() throws IOException {
        MapTree tree = MapTree.of(
                "web/Dockerfile", "FROM scratch",
                "web/now", "->releases/2",
                "web/releases/2/page", "two",
                "web/releases/last", "->../../shared/page",
                "shared/page", "shared");
        assertThat(entries(tree))
                .containsEntry("now", "-> releases/2")
                .containsEntry("releases/last", "-> ../../shared/page")
                .containsEntry("releases/2/page", "two");
        assertThat(new BuildContext(tree, BUILD).strayLinks()).isEmpty();
    }

    @Test
    void linksOutOfTheRepositoryAreNamedUnlessTheyAreIgnored() {
        MapTree tree = MapTree.of(
                "web/Dockerfile", "FROM scratch",
                "web/passwords", "->/etc/passwd",
                "web/up", "->../../outside",
                "web/ignored", "->/etc/shadow",
                "web/.dockerignore", "ignored\n");
        assertThat(new BuildContext(tree, BUILD).strayLinks())
                .containsExactly(Map.entry("web/passwords", "/etc/passwd"), Map.entry("web/up", "../../outside"));
    }
}
