package io.binome.server.api;

import io.binome.ledger.Ledger;
import io.binome.repositories.Repositories;
import io.binome.runs.Runs;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API, {@code /api/v1}. */
@Configuration(proxyBeanMethods = false)
public class ApiWiring {
    @Bean
    WebMvcConfigurer principals() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new PrincipalArgument());
            }
        };
    }

    @Bean
    ProblemMapper problemMapper() {
        return new ProblemMapper();
    }

    @Bean
    Entrance entrance(Access access, Tenants tenants, Repositories repositories) {
        return new Entrance(access, tenants, repositories);
    }

    @Bean
    People people(Tenants tenants) {
        return new People(tenants);
    }

    @Bean
    LiveStreams liveStreams() {
        return new LiveStreams();
    }

    @Bean
    PersonController personController(SignIn signIn, Tenants tenants, Entrance entrance) {
        return new PersonController(signIn, tenants, entrance);
    }

    @Bean
    TenantController tenantController(Tenants tenants, SignIn signIn, Access access, Entrance entrance, Settings settings) {
        return new TenantController(tenants, signIn, access, entrance, settings);
    }

    @Bean
    RepositoryController repositoryController(Repositories repositories, Entrance entrance, Settings settings) {
        return new RepositoryController(repositories, entrance, settings);
    }

    @Bean
    RunController runController(Runs runs, Entrance entrance, LiveStreams streams) {
        return new RunController(runs, entrance, streams);
    }

    @Bean
    LedgerController ledgerController(Ledger ledger, People people, Entrance entrance, JsonMapper json) {
        return new LedgerController(ledger, people, entrance, json);
    }
}
