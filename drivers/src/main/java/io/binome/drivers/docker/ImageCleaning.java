package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import io.binome.workloads.Runtime.UnusedImage;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Images that nobody uses. The engine keeps no time of last use: whoever asks again and again knows. */
final class ImageCleaning {
    private final DockerHost host;

    ImageCleaning(DockerHost host) {
        this.host = host;
    }

    List<UnusedImage> unused(Set<String> keep) {
        Set<String> used = new HashSet<>(keep);
        List<Container> containers = host.ask(
                "list its containers",
                () -> host.client().listContainersCmd().withShowAll(true).exec());
        containers.forEach(container -> used.add(container.getImageId()));
        return host.ask("list its images", () -> host.client().listImagesCmd().exec()).stream()
                .filter(image -> !used.contains(image.getId()) && !known(image, used))
                .map(image -> new UnusedImage(
                        image.getId(),
                        image.getSize() == null ? 0 : image.getSize(),
                        image.getCreated() == null ? Instant.EPOCH : Instant.ofEpochSecond(image.getCreated())))
                .toList();
    }

    /** Whether one of the digests that registries know it by is among these. */
    private static boolean known(Image image, Set<String> digests) {
        String[] names = image.getRepoDigests();
        return names != null
                && Arrays.stream(names).anyMatch(name -> digests.contains(name.substring(name.indexOf('@') + 1)));
    }

    /** By each of its names, never by force: a container made in the meantime keeps it. */
    boolean remove(String id) {
        return host.work("remove an unused image", () -> {
            try {
                InspectImageResponse image = host.client().inspectImageCmd(id).exec();
                List<String> names = image.getRepoTags() == null ? List.of() : image.getRepoTags();
                for (String name : names) {
                    host.client().removeImageCmd(name).exec();
                }
                try {
                    host.client().removeImageCmd(id).exec();
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
}
