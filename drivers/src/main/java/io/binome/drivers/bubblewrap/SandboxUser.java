package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Who runs are. A server of root gives each run a user of its own, from a range that nothing else uses (systemd's page
 * on users and groups calls it free); the runs of any other server are that server's own user.
 */
final class SandboxUser {
    private static final int FIRST = 1_900_000_000;
    private static final int PER_PROCESS = 4_096;
    private final boolean root;
    private final int first;
    private final BitSet taken = new BitSet();

    SandboxUser() {
        this.root = isRoot();
        this.first = FIRST + (int) (ProcessHandle.current().pid() % 32_768) * PER_PROCESS;
    }

    boolean root() {
        return root;
    }

    /** One that no other run of this process has. */
    synchronized int take() {
        int slot = taken.nextClearBit(0);
        taken.set(slot);
        return first + slot % PER_PROCESS;
    }

    synchronized void giveBack(int user) {
        taken.clear(user - first);
    }

    /** What goes before a program so that it runs as that user, without a way back. */
    List<String> becoming(int user) {
        return root
                ? List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--no-new-privs")
                : List.of();
    }

    /** Makes a folder of the server, with all in it, that user's. Nothing of the run may be running. */
    void handOver(Path folder, int user) throws IOException {
        if (root) {
            Program.run("chown", "-R", "-h", "-P", user + ":" + user, "--", folder.toString());
        }
    }

    /** A single file or an empty folder. */
    void own(Path path, int user) throws IOException {
        if (root) {
            Files.setAttribute(path, "unix:uid", user);
            Files.setAttribute(path, "unix:gid", user);
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException elsewhere) {
            return false;
        }
    }
}
