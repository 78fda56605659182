package io.binome.server.wiring;

import io.binome.kernel.Ids;
import io.binome.kernel.SystemIds;
import io.binome.server.settings.Settings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rooms of the platform. */
@Configuration(proxyBeanMethods = false)
public class PlatformWiring {
    @Bean
    InstantSource clock() {
        // As fine as PostgreSQL keeps time: what is read back is what was written, neither earlier nor later.
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }

    @Bean
    AddressFile addressFile(Settings settings) {
        return new AddressFile(settings);
    }

    /** Not a setting of {@code Settings}: nobody but the build has a use for it. */
    @Bean
    @ConditionalOnBooleanProperty("training")
    Training training() {
        return new Training();
    }

    @Bean
    SecureRandom random() {
        return new SecureRandom();
    }

    @Bean
    Ids ids(InstantSource clock) {
        return new SystemIds(clock);
    }
}
