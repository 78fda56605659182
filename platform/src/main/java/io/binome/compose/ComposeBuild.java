package io.binome.compose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an image is built.
 *
 * @param context path as the options ask, or a URL
 * @param dockerfile path inside the context; null when it is inline
 * @param ssh keys as {@code id} or {@code id=path}
 */
public record ComposeBuild(
        String context,
        @Nullable String dockerfile,
        @Nullable String dockerfileInline,
        Map<String, String> args,
        @Nullable String target,
        Map<String, String> additionalContexts,
        Map<String, String> labels,
        List<String> cacheFrom,
        List<String> cacheTo,
        List<String> tags,
        List<String> platforms,
        List<String> extraHosts,
        List<String> ssh,
        List<ComposeService.FileMount> secrets,
        @Nullable String network,
        @Nullable String isolation,
        @Nullable Long shmBytes,
        Map<String, ComposeService.Ulimit> ulimits,
        boolean noCache,
        boolean pull,
        boolean privileged) {}
