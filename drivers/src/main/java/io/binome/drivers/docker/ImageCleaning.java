package io.binome.drivers.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import io.binome.workloads.Runtime.PruneReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes images that nobody uses. The engine keeps no time of last use, so this remembers since when each image was
 * seen unused; after a restart the time starts again, which only keeps an image longer.
 */
final class ImageCleaning {
    private final DockerHost host;
    private final InstantSource clock;
    private final Map<String, Instant> unusedSince = new HashMap<>();

    ImageCleaning(DockerHost host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    /** @param keepBytes unused images may take that much; the longest unused go first */
    synchronized PruneReport prune(Set<String> keepImageIds, Duration unusedFor, long keepBytes) {
        Instant now = clock.instant();
        List<Image> unused = unused(keepImageIds);
        Set<String> ids = new HashSet<>();
        unused.forEach(image -> ids.add(image.getId()));
        unusedSince.keySet().retainAll(ids);
        ids.forEach(id -> unusedSince.putIfAbsent(id, now));

        List<Image> oldestFirst = unused.stream()
                .sorted(Comparator.comparing((Image image) -> unusedSince.getOrDefault(image.getId(), now))
                        .thenComparing(image -> image.getCreated() == null ? 0L : image.getCreated()))
                .toList();
        long bytes = unused.stream().mapToLong(ImageCleaning::size).sum();
        int removed = 0;
        long freed = 0;
        for (Image image : oldestFirst) {
            boolean old = !unusedSince
                    .getOrDefault(image.getId(), now)
                    .plus(unusedFor)
                    .isAfter(now);
            if ((old || bytes > keepBytes) && remove(image)) {
                removed++;
                freed += size(image);
                bytes -= size(image);
                unusedSince.remove(image.getId());
            }
        }
        return new PruneReport(removed, freed);
    }

    private List<Image> unused(Set<String> keep) {
        Set<String> used = new HashSet<>(keep);
        List<Container> containers = host.ask(
                "list its containers",
                () -> host.client().listContainersCmd().withShowAll(true).exec());
        containers.forEach(container -> used.add(container.getImageId()));
        return host.ask("list its images", () -> host.client().listImagesCmd().exec()).stream()
                .filter(image -> !used.contains(image.getId()) && !known(image, used))
                .toList();
    }

    /** Whether one of the digests that registries know it by is among these. */
    private static boolean known(Image image, Set<String> digests) {
        String[] names = image.getRepoDigests();
        return names != null
                && Arrays.stream(names).anyMatch(name -> digests.contains(name.substring(name.indexOf('@') + 1)));
    }

    /** By each of its names, never by force: a container made in the meantime keeps it. */
    private boolean remove(Image image) {
        return host.work("remove an unused image", () -> {
            try {
                String[] tags = image.getRepoTags();
                List<String> names = tags == null
                        ? List.of()
                        : Arrays.stream(tags)
                                .filter(tag -> !tag.startsWith("<none>"))
                                .toList();
                for (String name : names) {
                    host.client().removeImageCmd(name).exec();
                }
                try {
                    host.client().removeImageCmd(image.getId()).exec();
                } catch (NotFoundException wentWithItsName) {
                    return true;
                }
                return true;
            } catch (ConflictException used) {
                return false;
            } catch (NotFoundException gone) {
                return false;
            }
        });
    }

    private static long size(Image image) {
        return image.getSize() == null ? 0 : image.getSize();
    }
}
