package io.binome.drivers.opentofu;

import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.runs.Confined;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provider packages that runs have fetched, for later runs. A package is kept under the hash that this server has
 * computed of its files, and given only to a run whose lock file names that hash: what a run puts here can therefore
 * reach nobody but those who ask for exactly these files, and no run can write where others read.
 *
 * <p>Packages of the public registries are shared by all tenants; those of other hosts stay with their tenant, so that
 * nobody gets a private provider by knowing its hash.
 */
public final class ProviderCache {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderCache.class);
    private static final Set<String> PUBLIC = Set.of("registry.terraform.io", "registry.opentofu.org");
    private static final long LARGEST_PACKAGE = 2L << 30;
    /** No run goes on for longer. */
    private static final Duration LONGEST_RUN = Duration.ofDays(1);

    private static final int MOST_FILES = 2_000;
    private static final int DEEPEST = 12;
    private static final int AT_ONCE = 256 << 10;

    private final Path packages;
    private final Path mirrors;
    private final Path incoming;
    private final long mostBytes;
    private final InstantSource clock;

    /**
     * @param folder other users of the machine must be able to pass through what it lies in: runs read in it
     * @param mostBytes what was used longest ago is removed beyond that
     */
    public ProviderCache(Path folder, long mostBytes, InstantSource clock) throws IOException {
        this.packages = folder.resolve("packages");
        this.mirrors = folder.resolve("mirrors");
        this.incoming = folder.resolve("incoming");
        this.mostBytes = mostBytes;
        this.clock = clock;
        Path above = folder.getParent();
        if (above != null && !Files.exists(above)) {
            // The same as of the runs' folders: entered by all, read by its owner.
            Files.createDirectories(above);
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx--x--x"));
        }
        // Runs enter the mirrors that they are given, and nothing else.
        for (Path entered : List.of(folder, mirrors)) {
            Files.createDirectories(entered);
            Files.setPosixFilePermissions(entered, PosixFilePermissions.fromString("rwx--x--x"));
        }
        for (Path own : List.of(packages, incoming)) {
            Files.createDirectories(own);
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        }
        // Half a package of a server that was killed.
        clear(incoming);
    }

    /**
     * What a run is given.
     *
     * @param folder to be seen by the run, read-only
     * @param providers their addresses
     */
    public record Mirror(Path folder, Set<String> providers) {
        /** For the file that TF_CLI_CONFIG_FILE names: these come from the mirror, all others from where they come from. */
        public String configuration() {
            String names =
                    providers.stream().sorted().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
            return """
                    provider_installation {
                      filesystem_mirror {
                        path    = "%s"
                        include = [%s]
                      }
                      direct {
                        exclude = [%s]
                      }
                    }
                    """.formatted(folder, names, names);
        }
    }

    /**
     * The packages that this lock file asks for, as far as they are here; empty when none is.
     *
     * @param platform such as {@code linux_amd64}
     */
    public synchronized Optional<Mirror> mirror(TenantScope scope, String lockFile, String platform)
            throws IOException {
        Map<String, Path> found = new TreeMap<>();
        TreeMap<String, String> addresses = new TreeMap<>();
        for (ProviderLock.Entry entry : ProviderLock.parse(lockFile).entries()) {
            for (String hash : entry.hashes()) {
                Path kept = place(scope, entry.address(), hash, platform);
                if (Files.isDirectory(kept)) {
                    // Removed last, who is used first.
                    Files.setLastModifiedTime(kept, FileTime.from(clock.instant()));
                    found.put(entry.address() + "/" + entry.version() + "/" + platform, kept);
                    addresses.put(entry.address(), hash);
                }
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String name = Sha256.hex(scope.tenant() + "\n" + found);
        Path mirror = mirrors.resolve(name);
        if (!Files.isDirectory(mirror)) {
            build(mirror, found);
        }
        Files.setLastModifiedTime(mirror, FileTime.from(clock.instant()));
        return Optional.of(new Mirror(mirror, addresses.keySet()));
    }

    private void build(Path mirror, Map<String, Path> found) throws IOException {
        Path fresh = Files.createTempDirectory(incoming, "mirror");
        open(fresh);
        for (Map.Entry<String, Path> entry : found.entrySet()) {
            Path to = fresh.resolve(entry.getKey());
            Path from = entry.getValue();
            makeFolders(fresh, to);
            try (Stream<Path> all = Files.walk(from)) {
                for (Path path : all.toList()) {
                    Path target = to.resolve(from.relativize(path).toString());
                    if (Files.isDirectory(path)) {
                        makeFolders(fresh, target);
                    } else {
                        // The same file under a second name: no copy of hundreds of megabytes.
                        Files.createLink(target, path);
                    }
                }
            }
        }
        moveInto(fresh, mirror);
    }

    /**
     * Keeps the packages that a run has fetched, as far as its lock file names their hash: what its program has checked
     * itself. Never throws for what the run may have left there, which is the author's word; says in the log what it passes
     * over.
     *
     * @param providers the run's folder of packages, such as {@code source/.terraform/providers}
     * @return how many packages are new here
     */
    public int take(TenantScope scope, Confined run, String providers, String lockFile, String platform) {
        int taken = 0;
        for (ProviderLock.Entry entry : ProviderLock.parse(lockFile).entries()) {
            String folder = providers + "/" + entry.address() + "/" + entry.version() + "/" + platform;
            boolean here = entry.hashes().stream()
                    .anyMatch(hash -> Files.isDirectory(place(scope, entry.address(), hash, platform)));
            try {
                if (!here && takeOne(scope, run, folder, entry, platform)) {
                    taken++;
                }
            } catch (IOException | IllegalArgumentException unfit) {
                LOG.info("A provider that a run fetched is not kept: {}: {}", entry.address(), unfit.getMessage());
            }
        }
        if (taken > 0) {
            trim();
        }
        return taken;
    }

    private boolean takeOne(TenantScope scope, Confined run, String folder, ProviderLock.Entry entry, String platform)
            throws IOException {
        Path fresh = Files.createTempDirectory(incoming, "package");
        try {
            open(fresh);
            Copy copy = new Copy(run, fresh);
            // A link is none of its folders: the package came from a mirror, and is here already.
            copy.folder(folder, "", 0);
            if (copy.files == 0) {
                return false;
            }
            String hash = copy.hash.value();
            if (!entry.hashes().contains(hash)) {
                throw new IOException("its files have the hash " + hash + ", which the lock file does not name");
            }
            Path kept = place(scope, entry.address(), hash, platform);
            makeFolders(packages, kept.resolve("..").normalize());
            return moveInto(fresh, kept);
        } finally {
            clear(fresh);
            Files.deleteIfExists(fresh);
        }
    }

    /** A package on its way from a run to here. */
    private static final class Copy {
        private final Confined run;
        private final Path to;
        private final PackageHash hash = new PackageHash();
        private long left = LARGEST_PACKAGE;
        private int files;

        Copy(Confined run, Path to) {
            this.run = run;
            this.to = to;
        }

        void folder(String from, String below, int depth) throws IOException {
            if (depth > DEEPEST) {
                throw new IOException("its folders are too deep");
            }
            for (Confined.Entry entry : run.list(from)) {
                String path = below.isEmpty() ? entry.name() : below + "/" + entry.name();
                switch (entry.kind()) {
                    case FOLDER -> {
                        makeFolder(to.resolve(path));
                        folder(from + "/" + entry.name(), path, depth + 1);
                    }
                    case FILE -> file(from + "/" + entry.name(), path);
                    case OTHER -> throw new IOException("it has something else than files: " + path);
                }
            }
        }

        private void file(String from, String path) throws IOException {
            if (++files > MOST_FILES) {
                throw new IOException("it has more than " + MOST_FILES + " files");
            }
            MessageDigest digest = PackageHash.sha256();
            Path target = to.resolve(path);
            try (InputStream content = run.open(from, left).orElseThrow(() -> new IOException("a file is gone"));
                    OutputStream copy = Files.newOutputStream(target)) {
                byte[] bytes = new byte[AT_ONCE];
                for (int read = content.read(bytes); read >= 0; read = content.read(bytes)) {
                    digest.update(bytes, 0, read);
                    copy.write(bytes, 0, read);
                    left -= read;
                }
            }
            // The hash knows nothing of who may execute; a provider is a program.
            open(target);
            hash.add(path, digest.digest());
        }
    }

    /** The name of the platform is in the place: two platforms may have the same file in a package of no program at all. */
    private Path place(TenantScope scope, String address, String hash, String platform) {
        String host = address.substring(0, address.indexOf('/'));
        String owner = PUBLIC.contains(host) ? "public" : scope.tenant().toString();
        return packages.resolve(owner).resolve(Sha256.hex(address + "\n" + platform + "\n" + hash));
    }

    /** In one step; who comes second finds the same files there. */
    private static boolean moveInto(Path fresh, Path kept) throws IOException {
        try {
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileSystemException second) {
            if (!Files.isDirectory(kept)) {
                throw second;
            }
            clear(fresh);
            Files.deleteIfExists(fresh);
            return false;
        }
    }

    /** Removes what was used longest ago. A run that has its mirror keeps the files: they have a second name there. */
    private synchronized void trim() {
        record Kept(Path folder, FileTime used, long bytes) {}
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(packages, 2)) {
            for (Path folder : folders.filter(path -> packages.relativize(path).getNameCount() == 2)
                    .toList()) {
                all.add(new Kept(folder, Files.getLastModifiedTime(folder), bytes(folder)));
            }
            long total = all.stream().mapToLong(Kept::bytes).sum();
            all.sort(Comparator.comparing(Kept::used));
            for (Kept oldest : all) {
                if (total <= mostBytes) {
                    break;
                }
                clear(oldest.folder());
                Files.deleteIfExists(oldest.folder());
                total -= oldest.bytes();
            }
            clearOldMirrors();
        } catch (IOException failed) {
            LOG.warn("The cache of providers could not be made smaller", failed);
        }
    }

    /**
     * Mirrors hold the same files by other names, so a package's room is free only when they are gone too. One that a run
     * may still see stays: its folder is bound anew for each command.
     */
    private void clearOldMirrors() throws IOException {
        FileTime oldest = FileTime.from(clock.instant().minus(LONGEST_RUN));
        try (Stream<Path> all = Files.list(mirrors)) {
            for (Path mirror : all.toList()) {
                if (Files.getLastModifiedTime(mirror).compareTo(oldest) < 0) {
                    clear(mirror);
                    Files.deleteIfExists(mirror);
                }
            }
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    private static void makeFolders(Path root, Path folder) throws IOException {
        Path made = root;
        for (Path name : root.relativize(folder)) {
            made = made.resolve(name);
            if (!Files.isDirectory(made)) {
                makeFolder(made);
            }
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        open(folder);
    }

    /** To be read, entered and executed by the users that runs are; written by this server only. */
    private static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Removes all that is in it. */
    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path below, @Nullable IOException failed) throws IOException {
                if (!below.equals(folder)) {
                    Files.deleteIfExists(below);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
