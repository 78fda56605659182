package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What bubblewrap wrote of its command.
 *
 * @param first the first process of the namespace, which is bubblewrap's own; its number as this server sees it
 * @param exit written only when the command was begun and has ended
 */
record SandboxStatus(Optional<Long> first, Optional<Integer> exit) {
    private static final Pattern FIRST = Pattern.compile("\"child-pid\": ([0-9]{1,10})");
    private static final Pattern EXIT = Pattern.compile("\"exit-code\": ([0-9]{1,3})");

    static SandboxStatus read(Path file) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        return new SandboxStatus(
                number(FIRST, text).map(Long::valueOf), number(EXIT, text).map(Integer::valueOf));
    }

    private static Optional<String> number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The author's command, as this server sees it: of the first process's children, the one that was there first. */
    Optional<Long> command() {
        return first.flatMap(ProcessHandle::of).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .min(Comparator.comparingLong(SandboxStatus::numberInside));
    }

    private static long numberInside(long process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
                    .filter(line -> line.startsWith("NSpid:"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+")).reduce((_, last) -> last).stream())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException ended) {
            return Long.MAX_VALUE;
        }
    }
}
