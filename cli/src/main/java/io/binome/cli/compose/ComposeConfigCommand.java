package io.binome.cli.compose;

import io.binome.compose.ComposeConfigFormat;
import io.binome.compose.ComposeLoader;
import io.binome.compose.ComposeOptions;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeProject;
import io.binome.compose.DirectorySources;
import io.binome.compose.internal.SpecificationLoader;
import io.binome.kernel.ProblemException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints a Compose project in normal form, as {@code docker compose config} does, with the process's environment. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Check a Compose project and print it in normal form. Needs no server and no Docker.")
public final class ComposeConfigCommand implements Callable<Integer> {
    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");

    private final Map<String, String> environment;
    private final Path workingDirectory;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Compose file; several are merged in their order")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--project-directory",
            paramLabel = "DIRECTORY",
            description = "base of relative paths (default: where the first file is)")
    private @Nullable Path projectDirectory;

    @Option(
            names = {"-p", "--project-name"},
            paramLabel = "NAME",
            description = "name of the project")
    private @Nullable String projectName;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "profile to activate; * activates all")
    private List<String> profiles = new ArrayList<>();

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "file with variables (default: .env of the project directory)")
    private List<String> envFiles = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "yaml|json",
            converter = FormatConverter.class,
            description = "form of the output (default: yaml)")
    private ComposeConfigFormat format = ComposeConfigFormat.YAML;

    @Option(
            names = {"-q", "--quiet"},
            description = "only check, print nothing")
    private boolean quiet;

    /** With the environment and working directory of this process. */
    public ComposeConfigCommand() {
        this(System.getenv(), Path.of("").toAbsolutePath());
    }

    ComposeConfigCommand(Map<String, String> environment, Path workingDirectory) {
        this.environment = Map.copyOf(environment);
        this.workingDirectory = workingDirectory;
    }

    @Override
    public Integer call() {
        PrintWriter out = commandSpec().commandLine().getOut();
        PrintWriter err = commandSpec().commandLine().getErr();
        try {
            ComposeLoader loader = new SpecificationLoader();
            ComposeProject project = loader.load(DirectorySources.open(workingDirectory), options());
            project.warnings().forEach(warning -> err.println("warning: " + warning.message()));
            if (!quiet) {
                out.print(format.print(project));
            }
            out.flush();
            err.flush();
            return 0;
        } catch (ProblemException e) {
            if (e.problem() instanceof ComposeProblem problem) {
                problem.each().forEach(one -> err.println(one.message()));
            } else {
                err.println(e.problem().message());
            }
            err.flush();
            return 1;
        }
    }

    private ComposeOptions options() {
        Map<String, String> variables = new HashMap<>(environment);
        List<String> named = named(variables);
        Path directory = projectDirectory();
        ComposeOptions options = ComposeOptions.onDisk(slashes(directory))
                .withFiles(named)
                .withProjectName(projectName)
                .withVariables(variables)
                .withProfiles(profiles)
                .withHome(environment.get("HOME"));
        if (!envFiles.isEmpty()) {
            return options.withEnvFiles(envFiles.stream().map(this::absolute).toList());
        }
        boolean disabled = List.of("1", "t", "true")
                .contains(
                        environment.getOrDefault("COMPOSE_DISABLE_ENV_FILE", "").toLowerCase(Locale.ROOT));
        return disabled ? options.withEnvFiles(List.of()) : options;
    }

    /** The files that were named here or by COMPOSE_FILE, absolute; empty leaves the search to the loader. */
    private List<String> named(Map<String, String> variables) {
        String said = variables.remove("COMPOSE_FILE");
        if (!files.isEmpty()) {
            return files.stream().map(this::absolute).toList();
        }
        if (said == null || said.isEmpty()) {
            return List.of();
        }
        String separator = environment.getOrDefault("COMPOSE_PATH_SEPARATOR", java.io.File.pathSeparator);
        return List.of(said.split(java.util.regex.Pattern.quote(separator))).stream()
                .map(this::absolute)
                .toList();
    }

    private Path projectDirectory() {
        if (projectDirectory != null) {
            return workingDirectory.resolve(projectDirectory).normalize();
        }
        List<String> named = named(new HashMap<>(environment));
        if (!named.isEmpty()) {
            Path parent = Path.of(named.getFirst()).getParent();
            return parent == null ? workingDirectory : parent;
        }
        for (Path folder = workingDirectory; folder != null; folder = folder.getParent()) {
            Path here = folder;
            if (NAMES.stream().anyMatch(name -> Files.isRegularFile(here.resolve(name)))) {
                return folder;
            }
        }
        return workingDirectory;
    }

    private String absolute(String file) {
        return slashes(workingDirectory.resolve(file).normalize());
    }

    private static String slashes(Path path) {
        return path.toString().replace(java.io.File.separatorChar, '/');
    }

    private CommandSpec commandSpec() {
        if (spec == null) {
            throw new IllegalStateException("this command runs under picocli only");
        }
        return spec;
    }

    /** Formats by their names in lower case. */
    static final class FormatConverter implements ITypeConverter<ComposeConfigFormat> {
        @Override
        public ComposeConfigFormat convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "yaml" -> ComposeConfigFormat.YAML;
                case "json" -> ComposeConfigFormat.JSON;
                default -> throw new TypeConversionException("'" + value + "' is not yaml or json");
            };
        }
    }
}
