package io.binome.server.api;

import io.binome.database.OpenDatabase;
import io.binome.idempotency.IdempotencyKeys;
import io.binome.idempotency.internal.DatabaseIdempotencyKeys;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Ledger;
import io.binome.repositories.Repositories;
import io.binome.runs.Runs;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Closings;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import io.swagger.v3.oas.models.OpenAPI;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ParameterCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
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
    IdempotencyKeys idempotencyKeys(OpenDatabase database, InstantSource clock) {
        return new DatabaseIdempotencyKeys(database, clock);
    }

    /** Behind the locks (order -100), so that nobody without a name makes the server read a body. */
    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimit() {
        return filter(new BodyLimitFilter(), 0);
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotency(IdempotencyKeys keys) {
        return filter(new IdempotencyFilter(keys), 1);
    }

    private static <F extends Filter> FilterRegistrationBean<F> filter(F filter, int order) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns("/api/*");
        registration.setOrder(order);
        return registration;
    }

    @Bean
    UnknownAddressController unknownAddressController() {
        return new UnknownAddressController();
    }

    @Bean
    OpenAPI openApi() {
        return OpenApiDocument.about();
    }

    @Bean
    OpenApiCustomizer openApiCustomizer() {
        return OpenApiDocument::complete;
    }

    @Bean
    OperationCustomizer operationNames() {
        return OpenApiDocument::named;
    }

    @Bean
    ParameterCustomizer hidePrincipal() {
        return OpenApiDocument::withoutPrincipal;
    }

    @Bean
    Entrance entrance(Access access, Tenants tenants, Repositories repositories, Checkpoints checkpoints) {
        return new Entrance(access, tenants, repositories, checkpoints);
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
    PersonController personController(SignIn signIn, Tenants tenants, Access access, Entrance entrance) {
        return new PersonController(signIn, tenants, access, entrance);
    }

    @Bean
    TenantController tenantController(
            Tenants tenants, SignIn signIn, Access access, Entrance entrance, Settings settings) {
        return new TenantController(tenants, signIn, access, entrance, settings);
    }

    @Bean
    ClosingController closingController(Closings closings, Entrance entrance, People people, InstantSource clock) {
        return new ClosingController(closings, entrance, people, clock);
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
    LedgerController ledgerController(
            Ledger ledger, Checkpoints checkpoints, People people, Entrance entrance, JsonMapper json) {
        return new LedgerController(ledger, checkpoints, people, entrance, json);
    }

    @Bean
    CheckpointController checkpointController(Checkpoints checkpoints, People people, Entrance entrance) {
        return new CheckpointController(checkpoints, people, entrance);
    }
}
