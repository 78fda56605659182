package io.binome.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Many processes that live 5 to 500 ms, each in a cgroup of its own below a parent, made and removed as the engine does
 * it for a container. Perl is on every Debian, and lets a process ask getrusage(2) and wait4(2) without rounding.
 */
final class ShortLives implements AutoCloseable {
    /** Below 500 ms, and most of them near 5: like jobs, and 10,000 of them in minutes. */
    private static final String LIVES = """
            use strict; use warnings;
            my ($count, $seed, @parents) = @ARGV;
            my ($getrusage, $wait4) = `uname -m` =~ /aarch64/ ? (165, 260) : (98, 61);
            sub micros { my @t = unpack('q4', shift); return ($t[0] + $t[2]) * 1000000 + $t[1] + $t[3]; }
            sub used { my $buffer = "\\0" x 144; syscall($getrusage, 0, $buffer) == 0 or die "getrusage: $!"; micros($buffer); }
            srand($seed);
            my ($sum, $lost) = (0, 0);
            for my $number (1 .. $count) {
                my $burn = int(5000 * 100 ** (rand() ** 6));
                my @own = map { "$_/$seed-$number" } @parents;
                for (@own) { mkdir $_ or die "$_: $!"; }
                pipe(my $in, my $out) or die;
                my $process = fork() // die;
                if ($process == 0) {
                    for (@own) {
                        open(my $enter, '>', "$_/cgroup.procs") or die "$_: $!";
                        syswrite($enter, '0') or die "$_: $!";
                        close($enter);
                    }
                    my $before = used();
                    syswrite($out, pack('q', $before));
                    1 until used() - $before >= $burn;
                    require POSIX; POSIX::_exit(0);
                }
                close($out);
                my ($status, $usage) = (pack('i', 0), "\\0" x 144);
                my ($ended, $before);
                do { $ended = syscall($wait4, $process, $status, 0, $usage); } while ($ended < 0 && $!{EINTR});
                my $told = sysread($in, $before, 8) // 0;
                if ($told == 8 && unpack('i', $status) == 0) { $sum += micros($usage) - unpack('q', $before); } else { $lost++; }
                for (@own) {
                    my $tries = 0;
                    until (rmdir $_) { $tries++ < 2000 or die "$_: $!"; select(undef, undef, undef, 0.002); }
                }
            }
            print "$sum $lost\\n";
            """;

    private final List<Process> launched = new ArrayList<>();

    /**
     * @param micros what all processes together say that they have used within their groups
     * @param failed how many did not end well
     */
    record Sum(long micros, int failed) {}

    /** Starts one at a time, side by side with others. {@code parents} are one folder per hierarchy. */
    void launch(int count, int seed, List<Path> parents) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("perl", "-MErrno", "-e", LIVES, Integer.toString(count), Integer.toString(seed)));
        parents.forEach(parent -> command.add(parent.toString()));
        launched.add(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    boolean running() {
        return launched.stream().anyMatch(Process::isAlive);
    }

    Sum await() throws IOException, InterruptedException {
        long micros = 0;
        int failed = 0;
        for (Process process : launched) {
            String[] said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            if (process.waitFor() != 0 || said.length != 2) {
                throw new BenchmarkFailure("The short lives could not be started: as root, with perl");
            }
            micros += Long.parseLong(said[0]);
            failed += Integer.parseInt(said[1]);
        }
        return new Sum(micros, failed);
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : launched) {
            if (process.isAlive()) {
                process.destroy();
                process.waitFor();
            }
        }
    }

    /** The parent cgroups of a service, in each hierarchy that counts something of it. */
    static List<Path> make(String group) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path hierarchy : hierarchies()) {
            folders.add(Files.createDirectories(hierarchy.resolve(group)));
        }
        return folders;
    }

    static void remove(String group) throws IOException {
        for (Path hierarchy : hierarchies()) {
            Path folder = hierarchy.resolve(group);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> below = Files.walk(folder)) {
                    for (Path path : below.filter(Files::isDirectory)
                            .sorted(java.util.Comparator.reverseOrder())
                            .toList()) {
                        Files.delete(path);
                    }
                }
            }
        }
    }

    /** What the kernel has counted for a group and all that was ever below it. */
    static long kernelMicros(String group) throws IOException {
        Path counting = hierarchies().getFirst().resolve(group);
        return unified()
                ? Long.parseLong(Files.readAllLines(counting.resolve("cpu.stat")).stream()
                        .filter(line -> line.startsWith("usage_usec "))
                        .findFirst()
                        .orElseThrow()
                        .substring("usage_usec ".length()))
                : Long.parseLong(Files.readString(counting.resolve("cpuacct.usage"))
                                .strip())
                        / 1_000;
    }

    private static boolean unified() {
        return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    }

    private static List<Path> hierarchies() {
        Path root = Path.of("/sys/fs/cgroup");
        if (unified()) {
            return List.of(root);
        }
        Path counting = root.resolve(Files.isDirectory(root.resolve("cpuacct")) ? "cpuacct" : "cpu,cpuacct");
        return List.of(counting, root.resolve("memory"), root.resolve("blkio"));
    }
}
