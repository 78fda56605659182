package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of a process: proc(5). */
record ServerProcess(Path folder) {
    /** The kernel counts a process's time in these, whatever its own clock; the value is part of its interface. */
    private static final double TICKS_PER_SECOND = 100;

    static ServerProcess of(long pid) {
        return new ServerProcess(Path.of("/proc", Long.toString(pid)));
    }

    double cpuMillis() throws IOException {
        String stat = Files.readString(folder.resolve("stat"));
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * 1000 / TICKS_PER_SECOND;
    }

    /** Resident memory, with what is mapped from files. */
    double residentMegabytes() throws IOException {
        return kilobytes("VmRSS:") / 1024.0;
    }

    /** The part of it that no other process could share. */
    double anonymousMegabytes() throws IOException {
        return kilobytes("RssAnon:") / 1024.0;
    }

    private long kilobytes(String field) throws IOException {
        return Files.readAllLines(folder.resolve("status")).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new BenchmarkFailure("The server has ended"));
    }
}
