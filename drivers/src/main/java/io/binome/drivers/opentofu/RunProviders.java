package io.binome.drivers.opentofu;

import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Confined;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run has its providers from: the operator's own mirror, what earlier runs have fetched and this lock file names,
 * and else the registries, as far as the network policy lets it.
 */
final class RunProviders {
    static final String LOCK_FILE = ".terraform.lock.hcl";

    private static final String CONFIGURATION = RunFolder.GIVEN + "/providers.tfrc";
    private static final int LARGEST_LOCK_FILE = 1 << 20;

    private final TenantScope scope;
    private final @Nullable ProviderCache cache;
    private final @Nullable Path mirror;
    private final Optional<ProviderCache.Mirror> cached;

    private RunProviders(
            TenantScope scope,
            @Nullable ProviderCache cache,
            @Nullable Path mirror,
            Optional<ProviderCache.Mirror> cached) {
        this.scope = scope;
        this.cache = cache;
        this.mirror = mirror;
        this.cached = cached;
    }

    /** @param lockFile of the plan that is to be applied; null for the one in the repository, if there is one */
    static RunProviders of(
            TenantScope scope,
            @Nullable ProviderCache cache,
            @Nullable Path mirror,
            CommitTree tree,
            String stackPath,
            byte @Nullable [] lockFile)
            throws IOException {
        String path = stackPath.isEmpty() ? LOCK_FILE : stackPath + "/" + LOCK_FILE;
        Optional<byte[]> lock = lockFile == null ? tree.read(path, LARGEST_LOCK_FILE) : Optional.of(lockFile);
        Optional<ProviderCache.Mirror> cached = cache == null || lock.isEmpty()
                ? Optional.empty()
                : cache.mirror(scope, new String(lock.get(), StandardCharsets.UTF_8), platform());
        return new RunProviders(scope, cache, mirror, cached);
    }

    /** Folders that the run must see. */
    List<Path> readOnly() {
        List<Path> folders = new ArrayList<>();
        cached.ifPresent(found -> folders.add(found.folder()));
        if (mirror != null) {
            folders.add(mirror);
        }
        return folders;
    }

    /** The file for TF_CLI_CONFIG_FILE, as the run sees it. */
    String configure(Confined confined) throws IOException {
        StringBuilder text = new StringBuilder();
        if (mirror != null) {
            text.append("provider_installation {\n  filesystem_mirror {\n    path = \"")
                    .append(mirror)
                    .append("\"\n  }\n");
            cached.ifPresent(found -> text.append("  filesystem_mirror {\n    path = \"")
                    .append(found.folder())
                    .append("\"\n  }\n"));
            text.append("  direct {}\n}\n");
        } else {
            cached.ifPresent(found -> text.append(found.configuration()));
        }
        confined.write(CONFIGURATION, text.toString().getBytes(StandardCharsets.UTF_8));
        return confined.folderInside() + "/" + CONFIGURATION;
    }

    /** Keeps for later runs what this one has fetched. */
    void keep(Confined confined, String stackPath) throws IOException {
        ProviderCache packages = cache;
        if (packages == null) {
            return;
        }
        String folder = RunFolder.source(stackPath);
        Optional<byte[]> lock = confined.read(folder + "/" + LOCK_FILE, LARGEST_LOCK_FILE);
        if (lock.isPresent()) {
            packages.take(
                    scope,
                    confined,
                    folder + "/.terraform/providers",
                    new String(lock.get(), StandardCharsets.UTF_8),
                    platform());
        }
    }

    private static String platform() {
        String processor = System.getProperty("os.arch", "amd64").toLowerCase(Locale.ROOT);
        return "linux_" + (processor.equals("aarch64") ? "arm64" : processor);
    }
}
