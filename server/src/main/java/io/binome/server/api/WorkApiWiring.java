package io.binome.server.api;

import io.binome.changes.Changes;
import io.binome.repositories.Repositories;
import io.binome.runs.Runs;
import io.binome.secrets.RegistryCredentials;
import io.binome.server.settings.Settings;
import io.binome.sites.Sites;
import io.binome.stacks.Stacks;
import io.binome.workloads.Workloads;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The part of the HTTP API that is about the work itself: changes, stacks, services, sites. */
@Configuration(proxyBeanMethods = false)
public class WorkApiWiring {
    @Bean
    ChangeController changeController(
            Changes changes,
            Repositories repositories,
            Runs runs,
            People people,
            Entrance entrance,
            Settings settings) {
        return new ChangeController(changes, repositories, runs, people, entrance, settings);
    }

    @Bean
    StackController stackController(
            Stacks stacks, Workloads workloads, Repositories repositories, Changes changes, Entrance entrance) {
        return new StackController(stacks, workloads, repositories, changes, entrance);
    }

    @Bean
    ServiceController serviceController(
            Stacks stacks, Workloads workloads, Entrance entrance, LiveStreams streams, JsonMapper json) {
        return new ServiceController(stacks, workloads, entrance, streams, json);
    }

    @Bean
    RegistryController registryController(RegistryCredentials credentials, Entrance entrance) {
        return new RegistryController(credentials, entrance);
    }

    @Bean
    SiteController siteController(Sites sites, Entrance entrance) {
        return new SiteController(sites, entrance);
    }
}
