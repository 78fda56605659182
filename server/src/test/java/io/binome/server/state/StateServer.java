package io.binome.server.state;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.OpenDatabase;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerSigner;
import io.binome.repositories.Repositories;
import io.binome.runs.Run;
import io.binome.runs.Runs;
import io.binome.secrets.MasterKey;
import io.binome.secrets.Sealing;
import io.binome.secrets.internal.SecretRoom;
import io.binome.server.security.SecurityWiring;
import io.binome.server.settings.Settings;
import io.binome.server.settings.SettingsWiring;
import io.binome.server.wiring.LedgerWiring;
import io.binome.server.wiring.PlatformWiring;
import io.binome.server.wiring.RepositoryWiring;
import io.binome.server.wiring.StateWiring;
import io.binome.server.wiring.TenancyWiring;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import io.binome.stacks.internal.DatabaseStacks;
import io.binome.states.HandWriteListener;
import io.binome.states.HandWrites;
import io.binome.states.RunCredential;
import io.binome.states.RunDoor;
import io.binome.states.StateAccess;
import io.binome.states.States;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The doors to states over real HTTP and real PostgreSQL: tenant "acme", repository "shop", stack "network". */
final class StateServer implements AutoCloseable {
    static final String ADDRESS = "/state/acme/shop/network";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Actor SETUP = new Actor.Machine("test");

    private final TestDatabase database;
    private final ConfigurableApplicationContext context;
    final TenantScope acme;
    final StackId stack;
    private final Tenant tenant;
    private final Tenant other;

    private StateServer(TestDatabase database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
        tenant = bean(Tenants.class).create(SETUP, "acme", "Acme");
        other = bean(Tenants.class).create(SETUP, "other", "Other");
        acme = new TenantScope(tenant.id());
        stack = stack(acme);
        stack(new TenantScope(other.id()));
    }

    private StackId stack(TenantScope scope) {
        bean(SecretRoom.class).prepare(List.of(scope));
        RepositoryId repository =
                bean(Repositories.class).create(scope, SETUP, "shop").id();
        return bean(Database.class)
                .inTenant(scope, transaction -> bean(Stacks.class)
                        .ensure(
                                transaction,
                                repository,
                                new StackDeclaration(
                                        "network",
                                        "network",
                                        "opentofu",
                                        "production",
                                        "paris",
                                        List.of(),
                                        List.of(),
                                        new TreeMap<>())))
                .id();
    }

    static StateServer start(Path home, String... more) {
        TestDatabase database = TestDatabase.fresh();
        SpringApplication application = new SpringApplication(Configuration.class);
        application.addInitializers(
                context -> context.getBeanFactory().registerSingleton("database", database.database()));
        List<String> arguments =
                new ArrayList<>(List.of("--binome.port=0", "--binome.home=" + home, "--logging.level.root=error"));
        arguments.addAll(List.of(more));
        return new StateServer(database, application.run(arguments.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    States states() {
        return bean(States.class);
    }

    String address() {
        return "http://127.0.0.1:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort() + ADDRESS;
    }

    String runAddress() {
        return "http://127.0.0.1:" + bean(RunDoor.class).address().getPort() + ADDRESS;
    }

    /** An access token of a new member. */
    String token(Role role, TokenScope... scopes) {
        return token(tenant, role, scopes);
    }

    String tokenOfAnother() {
        return token(other, Role.LEAD, TokenScope.API);
    }

    private String token(Tenant of, Role role, TokenScope... scopes) {
        Member member = bean(Tenants.class)
                .createMember(
                        new TenantScope(of.id()),
                        SETUP,
                        new Tenants.NewMember(
                                bean(Ids.class).next() + "@example.org", "Zoe", role, "correct horse battery"));
        return bean(SignIn.class)
                .createToken(new TenantScope(member.tenant()), member.id(), "test", Set.of(scopes), Duration.ofDays(1))
                .secret();
    }

    RunId begin() {
        return bean(Database.class).inTenant(acme, transaction -> bean(Runs.class)
                .begin(
                        transaction,
                        SETUP,
                        Run.Kind.APPLY,
                        new ChangeId(bean(Ids.class).next()),
                        stack));
    }

    RunCredential credential(RunId run, StateAccess access) {
        return states().issue(acme, stack, "default", run, access);
    }

    /** @param credential {@code user:password} */
    static HttpResponse<String> send(
            String method, String address, @Nullable String credential, byte @Nullable [] body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (credential != null) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8)));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> send(
            String method, String address, @Nullable String credential, @Nullable String body, String... headers)
            throws Exception {
        return send(method, address, credential, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }

    /** What the contract says of states that are written by hand. */
    static final class Agreed {
        volatile HandWrites.Answer answer = new HandWrites.Answer.Forbidden();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({
        SettingsWiring.class,
        PlatformWiring.class,
        TenancyWiring.class,
        LedgerWiring.class,
        RepositoryWiring.class,
        SecurityWiring.class,
        StateWiring.class
    })
    static class Configuration {
        @Bean
        HandWrites handWrites(Agreed agreed) {
            return (scope, actor) -> agreed.answer;
        }

        @Bean
        Agreed agreed() {
            return new Agreed();
        }

        @Bean
        HandWriteListener handWriteListener() {
            return HandWriteListener.NONE;
        }

        @Bean
        Notifications notifications() {
            return Notifications.NONE;
        }

        @Bean
        Stacks stacks(OpenDatabase database, Ids ids) {
            return new DatabaseStacks(database, ids, List.of());
        }

        @Bean
        LedgerSigner ledgerSigner(SecretRoom secrets) {
            return secrets.ledgerSigner();
        }

        @Bean
        SecretRoom secretRoom(
                OpenDatabase database, Ledger ledger, InstantSource clock, SecureRandom random, Settings settings) {
            MasterKey master = MasterKey.load(settings.home().resolve("master-key"), Map.of(), random);
            return new SecretRoom(database, ledger, clock, master, random);
        }

        @Bean
        Sealing sealing(SecretRoom secrets) {
            return secrets.sealing();
        }
    }
}
