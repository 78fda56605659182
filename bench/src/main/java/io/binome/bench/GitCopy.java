package io.binome.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A working copy driven by the real git over HTTP. */
final class GitCopy {
    private static final Pattern CHANGE = Pattern.compile("remote: .*/changes/(\\d+)");

    private final Path folder;
    private final Map<String, String> environment;

    /** @param token goes by the environment, not by arguments that others on the machine can read */
    GitCopy(Path folder, String token) {
        this.folder = folder;
        String basic = Base64.getEncoder().encodeToString(("binome:" + token).getBytes(StandardCharsets.UTF_8));
        Map<String, String> variables = new HashMap<>();
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "http.extraHeader");
        variables.put("GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
        for (String role : new String[] {"AUTHOR", "COMMITTER"}) {
            variables.put("GIT_" + role + "_NAME", "Bench");
            variables.put("GIT_" + role + "_EMAIL", "developer@bench.example");
        }
        this.environment = Map.copyOf(variables);
    }

    Path folder() {
        return folder;
    }

    String git(String... arguments) throws InterruptedException {
        return Tool.run(folder, environment, command(arguments)).output();
    }

    void commit(String message) throws InterruptedException {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
    }

    /**
     * A push as its sender lived it.
     *
     * @param begunNanos when git was started
     * @param acceptedNanos when git showed the address of the change: the server has taken the push by then
     * @param change the change's number
     */
    record Pushed(long begunNanos, long acceptedNanos, int change) {}

    /** Pushes HEAD as this branch. */
    Pushed push(String branch) throws InterruptedException {
        return push("HEAD", branch);
    }

    Pushed push(String commit, String branch) throws InterruptedException {
        AtomicReference<Pushed> seen = new AtomicReference<>();
        long begun = System.nanoTime();
        Tool.Ended ended = Tool.tried(
                folder,
                environment,
                line -> {
                    Matcher change = CHANGE.matcher(line);
                    if (seen.get() == null && change.find()) {
                        seen.set(new Pushed(begun, System.nanoTime(), Integer.parseInt(change.group(1))));
                    }
                },
                command("push", "--quiet", "origin", commit + ":refs/heads/" + branch));
        Pushed pushed = seen.get();
        if (ended.status() != 0 || pushed == null) {
            throw new BenchmarkFailure("git push ended with " + ended.status() + " and this: " + ended.output());
        }
        return pushed;
    }

    private static String[] command(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return command;
    }
}
