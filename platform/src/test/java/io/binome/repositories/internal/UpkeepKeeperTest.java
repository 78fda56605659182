package io.binome.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UpkeepKeeperTest {
    @Test
    void goesOnAfterAFailureAndEndsWhenClosed() throws Exception {
        CountDownLatch passes = new CountDownLatch(3);
        try (UpkeepKeeper keeper = UpkeepKeeper.start(
                () -> {
                    passes.countDown();
                    throw new IllegalStateException("the database is away");
                },
                Duration.ofMillis(5))) {
            assertThat(keeper).isNotNull();
            assertThat(passes.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
