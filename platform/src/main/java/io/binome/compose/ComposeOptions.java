package io.binome.compose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to load and how.
 *
 * @param files Compose files in the order of their merge, as paths of the sources; empty looks for {@code
 *     compose.yaml} and its other names in the project directory
 * @param projectDirectory base of relative paths, as a path of the sources; empty is their root
 * @param projectName the name, stronger than any file; null takes it from the files, else from the directory
 * @param fallbackName the name when nothing else gives one; null takes the directory's
 * @param variables what {@code ${...}} sees first; the env files come after
 * @param envFiles files with further variables; null reads {@code .env} of the project directory if there is one
 * @param profiles active profiles; empty takes COMPOSE_PROFILES from the variables
 * @param paths how paths are given back
 * @param home what {@code ~} stands for; null leaves it as written
 * @param limits how much to read at most
 */
public record ComposeOptions(
        List<String> files,
        String projectDirectory,
        @Nullable String projectName,
        @Nullable String fallbackName,
        Map<String, String> variables,
        @Nullable List<String> envFiles,
        List<String> profiles,
        Paths paths,
        @Nullable String home,
        ComposeLimits limits) {

    /** How the paths of a project are given back, and how far they may reach. */
    public enum Paths {
        /** Relative to the project directory ({@code ./html}, {@code ../shared}), never out of the sources. */
        RELATIVE,
        /** Absolute, as {@code docker compose config} prints them. */
        ABSOLUTE
    }

    public ComposeOptions {
        files = List.copyOf(files);
        variables = Map.copyOf(variables);
        envFiles = envFiles == null ? null : List.copyOf(envFiles);
        profiles = List.copyOf(profiles);
    }

    /** For a project in a tree: relative paths, no variables. */
    public static ComposeOptions inTree(String projectDirectory) {
        return new ComposeOptions(
                List.of(),
                projectDirectory,
                null,
                null,
                Map.of(),
                null,
                List.of(),
                Paths.RELATIVE,
                null,
                ComposeLimits.DEFAULT);
    }

    /** For a project on disk: absolute paths, no variables. */
    public static ComposeOptions onDisk(String projectDirectory) {
        return new ComposeOptions(
                List.of(),
                projectDirectory,
                null,
                null,
                Map.of(),
                null,
                List.of(),
                Paths.ABSOLUTE,
                null,
                ComposeLimits.DEFAULT);
    }

    public ComposeOptions withFiles(List<String> value) {
        return new ComposeOptions(
                value, projectDirectory, projectName, fallbackName, variables, envFiles, profiles, paths, home, limits);
    }

    public ComposeOptions withProjectName(@Nullable String value) {
        return new ComposeOptions(
                files, projectDirectory, value, fallbackName, variables, envFiles, profiles, paths, home, limits);
    }

    public ComposeOptions withFallbackName(@Nullable String value) {
        return new ComposeOptions(
                files, projectDirectory, projectName, value, variables, envFiles, profiles, paths, home, limits);
    }

    public ComposeOptions withVariables(Map<String, String> value) {
        return new ComposeOptions(
                files, projectDirectory, projectName, fallbackName, value, envFiles, profiles, paths, home, limits);
    }

    public ComposeOptions withEnvFiles(@Nullable List<String> value) {
        return new ComposeOptions(
                files, projectDirectory, projectName, fallbackName, variables, value, profiles, paths, home, limits);
    }

    public ComposeOptions withProfiles(List<String> value) {
        return new ComposeOptions(
                files, projectDirectory, projectName, fallbackName, variables, envFiles, value, paths, home, limits);
    }

    public ComposeOptions withHome(@Nullable String value) {
        return new ComposeOptions(
                files,
                projectDirectory,
                projectName,
                fallbackName,
                variables,
                envFiles,
                profiles,
                paths,
                value,
                limits);
    }

    public ComposeOptions withLimits(ComposeLimits value) {
        return new ComposeOptions(
                files, projectDirectory, projectName, fallbackName, variables, envFiles, profiles, paths, home, value);
    }
}
