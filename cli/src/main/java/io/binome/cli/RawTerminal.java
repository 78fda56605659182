package io.binome.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * The terminal as the command at the other end wants it: every key as it is pressed, nothing echoed. Set by stty, which
 * every system with a terminal has (POSIX), on /dev/tty, and set back when closed and when the process ends by a signal.
 */
final class RawTerminal implements AutoCloseable {
    private static final File TERMINAL = new File("/dev/tty");
    private static final Signal RESIZED = new Signal("WINCH");

    private final String before;
    private final Thread atExit;

    private RawTerminal(String before) {
        this.before = before;
        this.atExit = new Thread(() -> restore(before));
    }

    /** Empty where there is no terminal, or no stty to set it. */
    static Optional<RawTerminal> open() {
        Optional<String> before = stty("-g");
        if (before.isEmpty()) {
            return Optional.empty();
        }
        RawTerminal terminal = new RawTerminal(before.get());
        // First the way back, then the change.
        Runtime.getRuntime().addShutdownHook(terminal.atExit);
        if (stty("raw", "-echo").isEmpty()) {
            terminal.close();
            return Optional.empty();
        }
        return Optional.of(terminal);
    }

    /** @return empty where the terminal does not say */
    Optional<Size> size() {
        return sizeOfTerminal();
    }

    /** Leaves the terminal as it is. @return empty where there is none, or where it does not say */
    static Optional<Size> sizeOfTerminal() {
        return stty("size").flatMap(Size::parse);
    }

    /** Calls back whenever the window has another size. */
    void whenResized(Runnable action) {
        Signal.handle(RESIZED, signal -> action.run());
    }

    @Override
    public void close() {
        Signal.handle(RESIZED, sun.misc.SignalHandler.SIG_DFL);
        restore(before);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // The hook runs already, and does the same once more.
        }
    }

    private static void restore(String settings) {
        stty(settings);
    }

    private static Optional<String> stty(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(said)
                    : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** In characters. */
    record Size(int columns, int rows) {
        /** As {@code stty size} prints it: rows first. */
        static Optional<Size> parse(String words) {
            String[] parts = words.split(" ");
            if (parts.length != 2 || !parts[0].matches("[0-9]{1,3}") || !parts[1].matches("[0-9]{1,3}")) {
                return Optional.empty();
            }
            Size size = new Size(Integer.parseInt(parts[1]), Integer.parseInt(parts[0]));
            // A terminal that does not know its size says 0.
            return size.columns > 0 && size.rows > 0 ? Optional.of(size) : Optional.empty();
        }
    }
}
