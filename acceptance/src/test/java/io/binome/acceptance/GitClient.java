package io.binome.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The real git in a working copy, as one person. */
final class GitClient {
    private final String repository;
    private final Path folder;
    private final Map<String, String> environment;

    private GitClient(String repository, Path folder, Map<String, String> environment) {
        this.repository = repository;
        this.folder = folder;
        this.environment = environment;
    }

    static GitClient create(String repository, String url, Company.Person person) {
        GitClient git = new GitClient(repository, Scratch.folder("git"), environment(person));
        git.git("init", "--quiet", "--initial-branch", "start");
        git.git("remote", "add", "origin", url);
        return git;
    }

    /** The same working copy, pushed from by somebody else. */
    GitClient as(Company.Person person) {
        return new GitClient(repository, folder, environment(person));
    }

    private static Map<String, String> environment(Company.Person person) {
        String basic =
                Base64.getEncoder().encodeToString(("binome:" + person.token()).getBytes(StandardCharsets.UTF_8));
        Map<String, String> variables = new HashMap<>();
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "http.extraHeader");
        variables.put("GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            variables.put("GIT_" + role + "_NAME", person.email());
            variables.put("GIT_" + role + "_EMAIL", person.email());
        }
        return variables;
    }

    String repository() {
        return repository;
    }

    Path folder() {
        return folder;
    }

    String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return Tool.output(folder, environment, command.toArray(String[]::new));
    }

    Tool.Ended tryGit(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return Tool.run(folder, environment, command);
    }

    GitClient write(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, content);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    GitClient commit(String message) {
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", message);
        return this;
    }

    String push(String branch) {
        return git("push", "origin", "HEAD:refs/heads/" + branch);
    }

    /** A new branch from what runs now. */
    GitClient branch(String name) {
        git("fetch", "--quiet", "origin");
        git("switch", "--quiet", "--no-track", "--create", name, "origin/main");
        return this;
    }

    /** The commit that the default branch stands at on the server; empty before the first apply. */
    String remoteHead() {
        return git("ls-remote", "origin", "refs/heads/main").split("\\s")[0];
    }
}
