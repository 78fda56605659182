package io.binome.drivers.vault;

import java.time.Duration;

/**
 * How patient the driver is.
 *
 * @param connect until a connection stands
 * @param answer until an answer is whole
 * @param firstPause before a failed attempt is made again; twice as long each time after
 * @param longestPause between two attempts
 * @param hold for how long another server waits before it gives back what a server that went silent had borrowed
 */
public record VaultSettings(
        Duration connect, Duration answer, Duration firstPause, Duration longestPause, Duration hold) {
    public static final VaultSettings DEFAULT = new VaultSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMillis(250),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1));
}
