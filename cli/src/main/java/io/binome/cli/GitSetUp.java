package io.binome.cli;

import java.io.IOException;

/** Tells git to ask the {@code binome} command for its credentials, so that the token stands in one file only. */
final class GitSetUp {
    private GitSetUp() {}

    /** @param launcher what starts this command; git runs it through a shell, from any folder */
    static void configure(String server, String launcher) {
        String section = "credential." + server;
        // An empty helper first: those that were set for all servers shall not store this token.
        git("config", "--global", "--replace-all", section + ".helper", "");
        git("config", "--global", "--add", section + ".helper", "!" + quoted(launcher) + " git-credential");
        git("config", "--global", section + ".useHttpPath", "false");
    }

    /** As one word of a POSIX shell. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static void git(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new CommandProblem("git could not be configured; what it said is above.");
            }
        } catch (IOException missing) {
            throw new CommandProblem("git could not be started: " + missing.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandProblem("Interrupted.");
        }
    }
}
