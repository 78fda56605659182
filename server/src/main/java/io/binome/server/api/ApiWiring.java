package io.binome.server.api;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

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
}
