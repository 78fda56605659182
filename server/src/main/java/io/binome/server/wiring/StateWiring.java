package io.binome.server.wiring;

import io.binome.database.OpenDatabase;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.repositories.Repositories;
import io.binome.runs.Runs;
import io.binome.secrets.Sealing;
import io.binome.server.settings.Settings;
import io.binome.server.state.RunConnector;
import io.binome.server.state.RunDoorFilter;
import io.binome.server.state.StateDoors;
import io.binome.server.state.StateServlet;
import io.binome.stacks.Stacks;
import io.binome.states.BreakGlasses;
import io.binome.states.HandWriteListener;
import io.binome.states.HandWrites;
import io.binome.states.StateSettings;
import io.binome.states.States;
import io.binome.states.internal.StateKeeper;
import io.binome.states.internal.StateRoom;
import io.binome.tenancy.Access;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** States of OpenTofu and Terraform, and the doors to them. */
@Configuration(proxyBeanMethods = false)
public class StateWiring {
    @Bean
    StateRoom stateRoom(
            OpenDatabase database,
            Ledger ledger,
            Runs runs,
            Sealing sealing,
            Ids ids,
            InstantSource clock,
            SecureRandom random,
            Tenants tenants,
            HandWrites handWrites,
            HandWriteListener listener,
            Settings settings) {
        Settings.State state = settings.state();
        return new StateRoom(
                new StateRoom.Needs(
                        database,
                        ledger,
                        runs,
                        sealing,
                        ids,
                        clock,
                        random,
                        handWrites,
                        listener,
                        () -> tenants.open().stream()
                                .map(tenant -> new TenantScope(tenant.id()))
                                .toList()),
                new StateSettings(state.largest().toBytes(), state.versions(), state.age()));
    }

    @Bean
    States states(StateRoom room) {
        return room.states();
    }

    @Bean
    BreakGlasses breakGlasses(StateRoom room) {
        return room.breakGlasses();
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    StateKeeper stateKeeper(StateRoom room) {
        return room.keeper();
    }

    @Bean
    RunConnector runDoor() {
        return new RunConnector();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> listeningForRuns(RunConnector door) {
        return factory -> factory.addAdditionalConnectors(door.connector());
    }

    /** Before everything else: nothing but states is looked for behind that door. */
    @Bean
    FilterRegistrationBean<RunDoorFilter> runDoorFilter(RunConnector door) {
        FilterRegistrationBean<RunDoorFilter> filter = new FilterRegistrationBean<>(new RunDoorFilter(door));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    ServletRegistrationBean<StateServlet> stateBackend(
            SignIn signIn, Access access, Tenants tenants, Repositories repositories, Stacks stacks, States states) {
        StateDoors doors = new StateDoors(signIn, access, tenants, repositories, stacks, states);
        var servlet = new ServletRegistrationBean<>(new StateServlet(doors, states), StateServlet.AT + "*");
        servlet.setAsyncSupported(false);
        return servlet;
    }
}
