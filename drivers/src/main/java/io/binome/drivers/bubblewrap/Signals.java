package io.binome.drivers.bubblewrap;

import java.io.IOException;

/** Signals that the JDK cannot send. */
final class Signals {
    private Signals() {}

    /** SIGINT, as Ctrl-C sends it. Every POSIX shell has kill built in; the program of that name is not everywhere. */
    static void interrupt(long process) throws IOException {
        Program.run("/bin/sh", "-c", "kill -INT \"$1\"", "kill", Long.toString(process));
    }
}
