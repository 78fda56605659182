package io.binome.server.wiring;

import io.binome.database.OpenDatabase;
import io.binome.guidelines.internal.GuidelinesRoom;
import io.binome.stacks.DocumentKind;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Rules over what plans do. */
@Configuration(proxyBeanMethods = false)
public class GuidelineWiring {
    @Bean
    GuidelinesRoom guidelines(OpenDatabase database, Tenants tenants, InstantSource clock) {
        return new GuidelinesRoom(database, tenants, clock);
    }

    @Bean
    DocumentKind guidelineDocuments(GuidelinesRoom room) {
        return room.guidelineDocuments();
    }

    @Bean
    DocumentKind exemptionDocuments(GuidelinesRoom room) {
        return room.exemptionDocuments();
    }
}
