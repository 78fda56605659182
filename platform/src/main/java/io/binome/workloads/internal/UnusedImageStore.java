package io.binome.workloads.internal;

import static io.binome.database.tables.UnusedImage.UNUSED_IMAGE;

import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** For how long nothing has needed an image. */
final class UnusedImageStore {
    /**
     * Adds the time since the last count, and forgets the images that are not among these. As dispatcher.
     *
     * @param atMost is added at once: a longer pause was a stop of the server, or no time at all
     * @return by id; zero for those that are seen unused for the first time
     */
    Map<String, Duration> count(
            Transaction transaction, HostId host, Collection<String> ids, Duration atMost, Instant now) {
        Map<String, Duration> counted = new HashMap<>();
        transaction
                .sql()
                .deleteFrom(UNUSED_IMAGE)
                .where(UNUSED_IMAGE.HOST_ID.eq(host.value()), UNUSED_IMAGE.IMAGE_ID.notIn(ids))
                .execute();
        transaction
                .sql()
                .selectFrom(UNUSED_IMAGE)
                .where(UNUSED_IMAGE.HOST_ID.eq(host.value()))
                .forUpdate()
                .forEach(row -> counted.put(
                        row.getImageId(),
                        Duration.ofSeconds(row.getUnusedSeconds()).plus(passed(row.getCountedAt(), now, atMost))));
        for (String id : ids) {
            Duration unused = counted.computeIfAbsent(id, _ -> Duration.ZERO);
            transaction
                    .sql()
                    .insertInto(UNUSED_IMAGE)
                    .set(UNUSED_IMAGE.HOST_ID, host.value())
                    .set(UNUSED_IMAGE.IMAGE_ID, id)
                    .set(UNUSED_IMAGE.UNUSED_SECONDS, unused.toSeconds())
                    .set(UNUSED_IMAGE.COUNTED_AT, now)
                    .onDuplicateKeyUpdate()
                    .set(UNUSED_IMAGE.UNUSED_SECONDS, unused.toSeconds())
                    .set(UNUSED_IMAGE.COUNTED_AT, now)
                    .execute();
        }
        return counted;
    }

    private static Duration passed(Instant from, Instant to, Duration atMost) {
        Duration passed = Duration.between(from, to);
        return passed.isNegative() ? Duration.ZERO : passed.compareTo(atMost) > 0 ? atMost : passed;
    }
}
