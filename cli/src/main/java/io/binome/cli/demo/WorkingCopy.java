package io.binome.cli.demo;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A working copy driven by the real git, as one person. */
final class WorkingCopy {
    private final Path folder;
    private final Map<String, String> environment;

    /** @param token goes by the environment, not by arguments that others on the machine can read */
    WorkingCopy(Path folder, String name, String email, String token) {
        this.folder = folder;
        String basic = Base64.getEncoder().encodeToString(("binome:" + token).getBytes(StandardCharsets.UTF_8));
        Map<String, String> variables = new HashMap<>();
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "http.extraHeader");
        variables.put("GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
        variables.put("GIT_AUTHOR_NAME", name);
        variables.put("GIT_AUTHOR_EMAIL", email);
        variables.put("GIT_COMMITTER_NAME", name);
        variables.put("GIT_COMMITTER_EMAIL", email);
        this.environment = Map.copyOf(variables);
    }

    Path folder() {
        return folder;
    }

    String git(String... arguments) throws InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Command.run(folder, environment, command);
    }

    /** Commits everything on a branch that begins at the given commit and pushes it; what git printed. */
    String push(String branch, String message) throws InterruptedException {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return git("push", "origin", branch);
    }
}
