package io.binome.server.shell;

import java.time.Duration;

/**
 * What a shell may use.
 *
 * @param idle without a byte either way, then it is closed
 * @param longest whatever happens in it
 * @param perTenant at the same time, at this process
 * @param startWithin for the first frame, which says what to run
 * @param sendWithin for the reader to take a frame; one who does not is gone
 * @param lookAgain how often whoever opened it is asked for again
 * @param largestFrameBytes of what is typed; a larger frame closes the shell
 */
public record ShellLimits(
        Duration idle,
        Duration longest,
        int perTenant,
        Duration startWithin,
        Duration sendWithin,
        Duration lookAgain,
        int largestFrameBytes) {
    public static ShellLimits of(Duration idle, Duration longest, int perTenant) {
        return new ShellLimits(
                idle,
                longest,
                perTenant,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                64 * 1024);
    }
}
