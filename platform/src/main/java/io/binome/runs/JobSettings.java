package io.binome.runs;

import java.time.Duration;

/**
 * How a replica takes jobs.
 *
 * @param places how many jobs it runs at a time, 1 to 256
 * @param placesPerTenant how many of them one tenant may hold, so that nobody waits for somebody else's long work
 * @param heartbeat how often it says that it is alive
 * @param silence after how long without that its jobs are taken over; at least three heartbeats
 * @param poll how often it looks for work without being told
 * @param patience how long it waits for its jobs when it stops, before it lets go of them
 * @param backOff pause after the first accident; doubled with each further one, at most 60 s
 * @param accidents how many accidents in a row (a lost runner, an unreachable database) a job survives
 * @param keep how long ended jobs are kept for those who look for reasons
 */
public record JobSettings(
        int places,
        int placesPerTenant,
        Duration heartbeat,
        Duration silence,
        Duration poll,
        Duration patience,
        Duration backOff,
        int accidents,
        Duration keep) {
    private static final long MEMORY_PER_PLACE = 32L << 20;

    public JobSettings {
        if (places < 1 || places > 256 || placesPerTenant < 1 || placesPerTenant > places) {
            throw new IllegalArgumentException("places must be 1 to 256, and placesPerTenant 1 to places");
        }
        if (silence.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException("silence must be at least three heartbeats");
        }
    }

    /** Heartbeat 3 s, taken over after 12 s, a quarter of the places out of reach of any single tenant. */
    public static JobSettings withPlaces(int places) {
        return new JobSettings(
                places,
                Math.max(1, places * 3 / 4),
                Duration.ofSeconds(3),
                Duration.ofSeconds(12),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                20,
                Duration.ofDays(7));
    }

    /** The same with another patience. */
    public JobSettings withPatience(Duration atStop) {
        return new JobSettings(places, placesPerTenant, heartbeat, silence, poll, atStop, backOff, accidents, keep);
    }

    /** Eight places a processor, fewer where 32 MiB of heap for each cannot be had; at least four, at most 64. */
    public static JobSettings forMachine(int processors, long heapBytes) {
        long byMemory = heapBytes / MEMORY_PER_PLACE;
        return withPlaces((int) Math.clamp(Math.min(processors * 8L, byMemory), 4, 64));
    }
}
