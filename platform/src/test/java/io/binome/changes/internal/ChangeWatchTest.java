package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Notifications;
import io.binome.kernel.ChangeId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ChangeWatchTest {
    private final ChangeId change = new ChangeId(new UUID(0, 7));
    private final CompletableFuture<Consumer<String>> heard = new CompletableFuture<>();
    private final Notifications notifications = new Notifications() {
        @Override
        public Subscription listen(String topic, Consumer<String> consumer) {
            heard.complete(consumer);
            return () -> {};
        }

        @Override
        public void close() {}
    };
    private final ChangeWatch watch = new ChangeWatch(notifications, Duration.ofHours(1));

    @Test
    void looksAgainWhenItHearsThatTheChangeMoved() throws Exception {
        for (String hint : new String[] {change.toString(), ""}) {
            AtomicLong revision = new AtomicLong(3);
            CountDownLatch looked = new CountDownLatch(1);
            CompletableFuture<Long> answer =
                    CompletableFuture.supplyAsync(() -> watch.await(change, 3, Duration.ofHours(1), () -> {
                        long present = revision.get();
                        looked.countDown();
                        return present;
                    }));
            assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
            revision.set(4);
            heard.join().accept(hint);
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(4);
        }
    }

    @Test
    void answersAtOnceWhenTheChangeHasMovedBefore() {
        assertThat(watch.await(change, 3, Duration.ofHours(1), () -> 5)).isEqualTo(5);
    }

    @Test
    void answersWithWhatItIsWhenTimeIsUp() {
        assertThat(watch.await(change, 3, Duration.ofMillis(5), () -> 3)).isEqualTo(3);
    }

    @Test
    void sleepsOnWhenAnotherChangeMoves() throws Exception {
        AtomicLong looks = new AtomicLong();
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<Long> answer =
                CompletableFuture.supplyAsync(() -> watch.await(change, 3, Duration.ofMillis(200), () -> {
                    looks.incrementAndGet();
                    looked.countDown();
                    return 3;
                }));
        assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
        heard.join().accept(new ChangeId(new UUID(0, 8)).toString());
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        // At first, and when its time was up.
        assertThat(looks).hasValue(2);
    }
}
