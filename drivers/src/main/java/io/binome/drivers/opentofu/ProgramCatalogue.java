package io.binome.drivers.opentofu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which programs are on this machine: {@code tofu} and {@code terraform} on the PATH, and those in the folder of versions,
 * as {@code tofu}, {@code terraform}, {@code tofu_1.9.0} or in a folder of their version. Asked for their version once.
 */
final class ProgramCatalogue {
    static final Version OLDEST = new Version(1, 6, 0, "");

    private static final Logger LOG = LoggerFactory.getLogger(ProgramCatalogue.class);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int DEEPEST = 2;

    private final List<Path> path;
    private final @Nullable Path versions;
    private final Map<Identity, Program> asked = new LinkedHashMap<>();

    /** A file that was replaced is another one. */
    private record Identity(Path file, long bytes, long changedMillis) {
        static Identity of(Path file) throws IOException {
            return new Identity(
                    file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
        }
    }

    /**
     * @param path folders of the PATH
     * @param versions folder with more of them; null for none
     */
    ProgramCatalogue(List<Path> path, @Nullable Path versions) {
        this.path = List.copyOf(path);
        this.versions = versions;
    }

    static ProgramCatalogue ofMachine(@Nullable Path versions) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin");
        return new ProgramCatalogue(
                Stream.of(path.split(":"))
                        .filter(folder -> folder.startsWith("/"))
                        .map(Path::of)
                        .toList(),
                versions);
    }

    /** What came of looking for a program. */
    sealed interface Choice {
        record Found(Program program) implements Choice {}

        /** @param reason a sentence that says what is there */
        record Missing(String reason) implements Choice {}
    }

    /**
     * The newest that fits; OpenTofu before Terraform where both do.
     *
     * @param pinned as in {@code binome.yaml}: {@code 1.11.4} or {@code tofu 1.9.0}; null for none
     */
    Choice choose(@Nullable String pinned, List<VersionConstraint> required) {
        List<Program> all = programs();
        List<Program> fitting = all.stream()
                .filter(program -> pinned == null
                        || program.words().equals(pinned)
                        || program.version().toString().equals(pinned))
                .filter(program -> required.stream().allMatch(constraint -> constraint.admits(program.version())))
                .toList();
        if (!fitting.isEmpty()) {
            return new Choice.Found(fitting.getFirst());
        }
        String wanted = Stream.concat(
                        Stream.ofNullable(pinned), required.stream().map(VersionConstraint::toString))
                .collect(Collectors.joining(" and "));
        return new Choice.Missing(
                all.isEmpty()
                        ? "There is neither OpenTofu nor Terraform " + OLDEST
                                + " or newer on this server. The operator puts one on its PATH or into its folder of versions."
                        : "No program on this server is version " + wanted + ". There are: "
                                + all.stream().map(Program::words).collect(Collectors.joining(", ")) + ".");
    }

    /** Exactly this one, for what it planned. */
    Optional<Program> exactly(String words) {
        return programs().stream()
                .filter(program -> program.words().equals(words))
                .findFirst();
    }

    /** OpenTofu first, newest first. Looks anew each time, so that a program that was added is found. */
    synchronized List<Program> programs() {
        List<Path> files = new ArrayList<>();
        for (Path folder : path) {
            for (Program.Kind kind : Program.Kind.values()) {
                files.add(folder.resolve(kind.command()));
            }
        }
        files.addAll(inVersions());
        Set<Identity> seen = new HashSet<>();
        List<Program> found = new ArrayList<>();
        for (Path file : files) {
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                program(file, seen).ifPresent(program -> {
                    if (found.stream().noneMatch(other -> other.words().equals(program.words()))) {
                        found.add(program);
                    }
                });
            }
        }
        asked.keySet().retainAll(seen);
        found.sort(Comparator.comparing(Program::kind).thenComparing(Program::version, Comparator.reverseOrder()));
        return found;
    }

    /** One that did not answer is asked again the next time. */
    private Optional<Program> program(Path file, Set<Identity> seen) {
        try {
            Identity identity = Identity.of(file);
            seen.add(identity);
            Program known = asked.get(identity);
            if (known != null) {
                return Optional.of(known);
            }
            Optional<Program> answered = ask(file);
            answered.ifPresent(program -> asked.put(identity, program));
            return answered;
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private List<Path> inVersions() {
        Path folder = versions;
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.matches("(tofu|terraform)([_-]v?[0-9][0-9A-Za-z._-]*)?");
                    })
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            LOG.warn("The folder of OpenTofu versions {} cannot be read", folder, unreadable);
            return List.of();
        }
    }

    private static Optional<Program> ask(Path file) {
        try {
            ProcessBuilder builder = new ProcessBuilder(file.toString(), "version", "-json")
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().put("CHECKPOINT_DISABLE", "1");
            builder.environment().put("HOME", "/nonexistent");
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readNBytes(1 << 20);
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            JsonNode answer = JsonMapper.shared().readTree(new String(output, StandardCharsets.UTF_8));
            Optional<Version> version =
                    Version.parse(answer.path("terraform_version").asString(""));
            // OpenTofu writes its version under the older name too; what it is, its file's name says.
            Program.Kind kind =
                    file.getFileName().toString().startsWith("tofu") ? Program.Kind.TOFU : Program.Kind.TERRAFORM;
            if (version.isEmpty() || version.get().compareTo(OLDEST) < 0) {
                LOG.warn("{} is passed over: its version is {}, and {} or newer is needed", file, version, OLDEST);
                return Optional.empty();
            }
            return Optional.of(new Program(kind, version.get(), file.toRealPath()));
        } catch (IOException | JacksonException failed) {
            LOG.warn("{} is passed over: it does not say its version", file, failed);
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
