package io.binome.workloads;

import io.binome.kernel.TenantScope;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A build of an image from a commit's tree. {@code context} is read once and closed by the driver. */
public record BuildRequest(
        TenantScope scope,
        InputStream context,
        String dockerfile,
        @Nullable String target,
        Map<String, String> arguments,
        Map<String, String> labels,
        long memoryBytes,
        long cpuMillis) {}
