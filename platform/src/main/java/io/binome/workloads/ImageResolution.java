package io.binome.workloads;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What came of looking an image up. */
public sealed interface ImageResolution {
    record Found(PinnedImage image, ImageFacts facts) implements ImageResolution {}

    /** A registry said that there is no such image, or that it may not be read. */
    record NotFound(String reason) implements ImageResolution {}

    /** Neither the registry nor the host could tell. */
    record Unreachable(String reason) implements ImageResolution {}

    /**
     * What an image brings along; empty as far as the image is not on the host yet.
     *
     * @param volumes paths that it declares as volumes
     * @param healthCheck its own health check, null for none
     */
    record ImageFacts(
            Set<String> volumes,
            Set<String> exposedPorts,
            String user,
            @Nullable List<String> healthCheck) {}
}
