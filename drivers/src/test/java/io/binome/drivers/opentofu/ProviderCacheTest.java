package io.binome.drivers.opentofu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.binome.drivers.bubblewrap.BubblewrapSandbox;
import io.binome.drivers.bubblewrap.SandboxSettings;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Confinement;
import io.binome.runs.Confinement.Limits;
import io.binome.runs.Ended;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.OutputLines;
import io.binome.runs.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the real program in the real sandbox, and a provider of our own: init asks for no more than an executable file. */
@Timeout(120)
@Tag("terraform")
class ProviderCacheTest {
    private static final String ADDRESS = "registry.example.org/binome/demo";
    private static final String PLATFORM = platform();
    private static final String CONFIGURATION = """
            terraform {
              required_providers {
                demo = { source = "registry.example.org/binome/demo", version = "1.0.0" }
              }
            }
            """;
    private static final String LOCK = ".terraform.lock.hcl";

    private static Path folder;
    private static Path origin;
    private static BubblewrapSandbox sandbox;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createTempDirectory("binome-cache-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        sandbox = new BubblewrapSandbox(SandboxSettings.of(folder.resolve("runs"), 4L << 30, List.of(), List.of()));
        sandbox.unavailable().ifPresent(sentence -> {
            if (System.getenv("CI") != null) {
                fail(sentence);
            }
            abort(sentence);
        });
        assertThat(Path.of("/usr/local/bin/terraform"))
                .as("the launcher leaves out the tests tagged terraform where it is not installed")
                .isExecutable();
        origin = origin("1.0.0", "#!/bin/sh\necho as it should be\n");
    }

    @AfterAll
    static void stop() throws IOException {
        sandbox.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Test
    void eightRunsSideBySideUseWhatOneHasFetched() throws Exception {
        ProviderCache cache = cache("eight");
        String lock = fetch(cache, 1);
        assertThat(lock).contains("h1:");

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> inits = IntStream.range(0, 8)
                    .mapToObj(_ -> executor.submit(() -> {
                        ProviderCache.Mirror mirror =
                                cache.mirror(tenant(1), lock, PLATFORM).orElseThrow();
                        try (Confined run = open(mirror.folder())) {
                            lay(run, lock, mirror.configuration());
                            String said = init(run, "-lockfile=readonly");
                            assertThat(cache.take(tenant(1), run, ".terraform/providers", lock, PLATFORM))
                                    .isZero();
                            return said
                                    + say(
                                            run,
                                            "cat .terraform/providers/" + ADDRESS + "/1.0.0/*/*; echo x >>"
                                                    + mirror.folder() + "/x; rm -rf " + mirror.folder()
                                                    + "/registry.example.org");
                        }
                    }))
                    .toList();
            for (Future<String> init : inits) {
                assertThat(init.get()).contains("successfully initialized", "as it should be", "Read-only file system");
            }
        }
        assertThat(cache.mirror(tenant(1), lock, PLATFORM)).isPresent();
    }

    /** All of them fetch it and bring it at the same time. */
    @Test
    void eightRunsThatBringTheSameKeepOne() throws InterruptedException, ExecutionException, IOException {
        ProviderCache cache = cache("same");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> brought = IntStream.range(0, 8)
                    .mapToObj(_ -> executor.submit(() -> {
                        try (Confined run = open(origin)) {
                            lay(run, null, fromOrigin(origin));
                            assertThat(init(run)).contains("successfully initialized");
                            return cache.take(tenant(1), run, ".terraform/providers", lockOf(run), PLATFORM);
                        }
                    }))
                    .toList();
            int sum = 0;
            for (Future<Integer> one : brought) {
                sum += one.get();
            }
            assertThat(sum).isEqualTo(1);
        }
        try (Stream<Path> packages = Files.walk(folder.resolve("same/packages"), 2)) {
            assertThat(packages.filter(path ->
                            folder.resolve("same/packages").relativize(path).getNameCount() == 2))
                    .hasSize(1);
        }
        assertThat(folder.resolve("same/incoming")).isEmptyDirectory();
    }

    @Test
    void noRunCanPutSomethingElseInItsPlace() throws IOException {
        ProviderCache cache = cache("poison");
        String bad = "#!/bin/sh\necho stolen\n";
        Path evil = origin("1.0.0", bad);
        String evilLock;
        try (Confined run = open(evil)) {
            lay(run, null, fromOrigin(evil));
            assertThat(init(run)).contains("successfully initialized");
            evilLock = lockOf(run);
            assertThat(cache.take(tenant(1), run, ".terraform/providers", evilLock, PLATFORM))
                    .isEqualTo(1);
        }
        String lock = fetch(cache, 1);
        assertThat(lock).isNotEqualTo(evilLock);
        // Who trusts the one gets the one, and who trusts the other the other.
        assertThat(given(cache, lock)).contains("as it should be");
        assertThat(given(cache, evilLock)).contains("stolen");
        // A file that is not what the lock file names is not kept, nor is a link to what another may read.
        try (Confined run = open(origin)) {
            lay(run, null, fromOrigin(origin));
            assertThat(init(run)).contains("successfully initialized");
            String honest = lockOf(run);
            ProviderCache fresh = cache("poison-2");
            say(run, "cd .terraform/providers/" + ADDRESS + "/1.0.0/*/ && echo worse >>terraform-provider-demo_v1.0.0");
            assertThat(fresh.take(tenant(1), run, ".terraform/providers", honest, PLATFORM))
                    .isZero();
            say(run, "cd .terraform/providers/" + ADDRESS + "/1.0.0/*/ && ln -sf /etc/shadow *_v1.0.0");
            assertThat(fresh.take(tenant(1), run, ".terraform/providers", honest, PLATFORM))
                    .isZero();
            assertThat(fresh.mirror(tenant(1), honest, PLATFORM)).isEmpty();
        }
    }

    @Test
    void whatIsPrivateStaysWithItsTenant() throws IOException {
        ProviderCache cache = cache("private");
        String lock = fetch(cache, 1);
        assertThat(cache.mirror(tenant(1), lock, PLATFORM)).isPresent();
        assertThat(cache.mirror(tenant(2), lock, PLATFORM)).isEmpty();
    }

    @Test
    void whatWasUsedLongestAgoIsRemoved() throws IOException {
        ProviderCache small = new ProviderCache(folder.resolve("small"), 10, Clock.systemUTC());
        String lock = fetch(small, 1);
        assertThat(small.mirror(tenant(1), lock, PLATFORM)).isEmpty();
    }

    @Test
    void aLockFileWithoutTheRightHashGetsNothing() throws IOException {
        ProviderCache cache = cache("none");
        String lock = fetch(cache, 1);
        assertThat(cache.mirror(tenant(1), lock.replaceAll("\"h1:[^\"]*\",?", ""), PLATFORM))
                .isEmpty();
        assertThat(cache.mirror(tenant(1), lock.replace(ADDRESS, "registry.example.org/binome/other"), PLATFORM))
                .isEmpty();
        assertThat(cache.mirror(tenant(1), "provider \"../../x\" {\n version = \"1\"\n}", PLATFORM))
                .isEmpty();
    }

    private static String given(ProviderCache cache, String lock) throws IOException {
        ProviderCache.Mirror mirror = cache.mirror(tenant(1), lock, PLATFORM).orElseThrow();
        assertThat(mirror.providers()).containsExactly(ADDRESS);
        try (Stream<Path> files = Files.walk(mirror.folder())) {
            return Files.readString(
                    files.filter(Files::isRegularFile).findFirst().orElseThrow());
        }
    }

    /** A first run, which fetches it from where it comes from. @return its lock file */
    private static String fetch(ProviderCache cache, int tenant) throws IOException {
        try (Confined run = open(origin)) {
            lay(run, null, fromOrigin(origin));
            assertThat(init(run)).contains("successfully initialized");
            String lock = lockOf(run);
            assertThat(cache.take(tenant(tenant), run, ".terraform/providers", lock, PLATFORM))
                    .isEqualTo(1);
            return lock;
        }
    }

    private static Confined open(Path readOnly) {
        return sandbox.open(
                new Confinement(
                        tenant(1),
                        "init",
                        List.of(readOnly),
                        Limits.usual().withMemoryBytes(512L << 20).withDiskBytes(256L << 20),
                        NetworkPolicy.NONE,
                        Map.of()),
                RunLog.NONE,
                Cancellation.NONE);
    }

    private static void lay(Confined run, @Nullable String lock, String configuration) throws IOException {
        run.write("main.tf", CONFIGURATION.getBytes(UTF_8));
        run.write("cli.tfrc", configuration.getBytes(UTF_8));
        if (lock != null) {
            run.write(LOCK, lock.getBytes(UTF_8));
        }
    }

    private static String lockOf(Confined run) throws IOException {
        return new String(run.read(LOCK, 100_000).orElseThrow(), UTF_8);
    }

    private static String init(Confined run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("/usr/local/bin/terraform", "init", "-no-color"));
        arguments.addAll(List.of(more));
        return said(
                run,
                Command.of(arguments.toArray(String[]::new))
                        .with(Map.of("TF_CLI_CONFIG_FILE", "/code/cli.tfrc", "CHECKPOINT_DISABLE", "1")));
    }

    private static String say(Confined run, String script) {
        return said(run, Command.of("sh", "-c", script));
    }

    private static String said(Confined run, Command command) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Ended ended = run.run(command, new OutputLines(lines::add), new OutputLines(lines::add), Cancellation.NONE);
        return String.join("\n", lines) + "\n" + ended.sentence();
    }

    private static String fromOrigin(Path from) {
        return "provider_installation {\n  filesystem_mirror {\n    path = \"" + from + "\"\n  }\n}\n";
    }

    /** A mirror of packed packages: what comes from there is unpacked, as from a registry, and not linked. */
    private static Path origin(String version, String program) throws IOException {
        Path all = Files.createTempDirectory(folder, "origin");
        Path place = Files.createDirectories(all.resolve(ADDRESS));
        Path zip = place.resolve("terraform-provider-demo_" + version + "_" + PLATFORM + ".zip");
        try (ZipOutputStream packed = new ZipOutputStream(Files.newOutputStream(zip))) {
            packed.putNextEntry(new ZipEntry("terraform-provider-demo_v" + version));
            packed.write(program.getBytes(UTF_8));
            packed.closeEntry();
            packed.putNextEntry(new ZipEntry("README.md"));
            packed.write("A provider of nothing.\n".getBytes(UTF_8));
            packed.closeEntry();
        }
        try (Stream<Path> paths = Files.walk(all)) {
            for (Path path : paths.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return all;
    }

    private static ProviderCache cache(String name) throws IOException {
        return new ProviderCache(folder.resolve(name), 1L << 30, Clock.systemUTC());
    }

    private static TenantScope tenant(int number) {
        return new TenantScope(new TenantId(new UUID(3, number)));
    }

    private static String platform() {
        return System.getProperty("os.arch").equals("aarch64") ? "linux_arm64" : "linux_amd64";
    }
}
