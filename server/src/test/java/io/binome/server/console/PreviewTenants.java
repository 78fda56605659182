package io.binome.server.console;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.margin.HostCosts;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.RegistryLogins.Login;
import io.binome.secrets.VaultConnections;
import io.binome.sites.Sites;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The tenants of {@link ConsolePreview}, their people, repositories, secrets and contract. */
final class PreviewTenants {
    private static final Actor SETUP = new Actor.Machine("preview");

    private final ConsolePreview preview;

    PreviewTenants(ConsolePreview preview) {
        this.preview = preview;
    }

    void fill() {
        Tenants tenants = preview.bean(Tenants.class);
        Tenant provider = tenants.provider();
        Tenant librairie = tenants.create(SETUP, "librairie", "Librairie des Halles");
        Tenant empty = tenants.create(SETUP, "atelier", "Atelier Nord");
        Member developer =
                member(librairie, Role.DEVELOPER, "developer@librairie.example", "developer@librairie.example");
        Member lead = member(librairie, Role.LEAD, "lead@librairie.example", "lead@librairie.example");
        member(librairie, Role.READER, "reader@librairie.example", "reader@librairie.example");
        member(empty, Role.LEAD, "lead@atelier.example", "lead@atelier.example");
        member(provider, Role.OPERATOR, "operator@provider.example", "operator@provider.example");
        member(provider, Role.OWNER, "owner@provider.example", "owner@provider.example");

        TenantScope scope = new TenantScope(librairie.id());
        Repositories repositories = preview.bean(Repositories.class);
        Repository shop = repositories.create(scope, developer(developer), "shop");
        repositories.create(scope, developer(developer), "blog");
        String base = repositories.write(
                scope,
                developer(developer),
                shop.id(),
                new Repositories.BranchWrite(
                        "start", null, files("2.3", "30s", 2), List.of(), "First deploy of the shop"));
        preview.bean(Database.class)
                .inTenant(scope, transaction -> repositories.moveDefaultBranch(transaction, shop.id(), null, base));
        String head = repositories.write(
                scope,
                developer(developer),
                shop.id(),
                new Repositories.BranchWrite(
                        "change-12", base, files("2.4", "10s", 3), List.of(), "Move the web front to 2.4"));
        RegistryCredentials registries = preview.bean(RegistryCredentials.class);
        registries.put(scope, developer(lead), new Login("docker.io", "librairie-des-halles", ConsolePreview.PASSWORD));
        registries.put(
                scope, SETUP, new Login("registry.librairie.example:5000", "robot$pull", ConsolePreview.PASSWORD));
        KeptSecrets secrets = preview.bean(KeptSecrets.class);
        byte[] value = ConsolePreview.PASSWORD.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        secrets.put(scope, developer(lead), "shop/database-password", List.of("production"), value);
        secrets.put(scope, developer(lead), "shop/database-password", null, value);
        secrets.put(scope, SETUP, "shop/payment-key", List.of("production", "preproduction"), value);
        secrets.put(scope, developer(lead), "smtp-password", List.of(), value);
        preview.bean(VaultConnections.class)
                .set(
                        scope,
                        SETUP,
                        new VaultConnections.Connection(
                                null,
                                java.net.URI.create("https://vault.librairie.example:8200"),
                                null,
                                null,
                                VaultConnections.Login.APPROLE,
                                "approle",
                                "role",
                                "84896a0c-1347-aa90-a4f6-aca8b7558780"));
        PreviewMaker make = new PreviewMaker(
                preview.bean(FakeChanges.class),
                preview.bean(FakeStacks.class),
                preview.bean(FakeWorkloads.class),
                preview.bean(FakeRuns.class),
                preview.bean(FakeDrifts.class));
        PreviewMaker.Place place = new PreviewMaker.Place(
                librairie.id(),
                shop.id(),
                "shop",
                base,
                head,
                developer(developer).reference(),
                developer(lead).reference());
        StackId production = make.stack(place, "shop-production", "production");
        StackId qualification = make.stack(place, "shop-qualification", "qualification");
        new PreviewServices(make).fill(place, production, qualification);
        new PreviewChanges(make).fill(place, production, qualification);
        preview.bean(FakeContracts.class).agree(scope, CONTRACT + PreviewInvoices.PARTIES);
        fillFleet(make);
        preview.bean(FakeSpending.class)
                .fill(scope, preview.bean(InstantSource.class).instant());
        preview.bean(FakeBills.class).used.add(scope);
        PreviewMargins.fill(
                preview.bean(FakeReconciliation.class),
                preview.bean(HostCosts.class),
                preview.bean(Sites.class),
                List.of(librairie, empty));
    }

    private static final String CONTRACT = """
            paths: {shop/production/**: production}
            owners:
              shop/payment/**: lead
              shop/infra/**: [ada@librairie.example, bob@msp.example]
            budgets:
              month: {month: 800.00, over: lead+provider}
              shop: {month: 250.50, environment: production, stack: shop/shop-production, over: lead}
            priceBook: standard
            limits: {processors: 16, memory: 32 GiB, replicas: 12}
            serviceLevels:
              - {environment: production, objective: availability, target: 99.9 % a month}
            contacts:
              - {name: On-call desk, party: provider, address: on-call@msp.example}
            environments:
              qualification:
                autonomy: self
                calendar:
                  zone: Europe/Paris
                  holidays: FR
                  windows: [off-hours, business-hours]
              production:
                autonomy: {low: self, medium: peer, high: provider, critical: peer+provider}
                calendar:
                  zone: Europe/Paris
                  holidays: FR
                  notice: 1 working days
                  windows:
                    - off-hours
                    - name: Tuesdays and Thursdays at lunch
                      rule: FREQ=WEEKLY;BYDAY=TU,TH
                      at: "12:00"
                      for: 1h 30m
                  freezes:
                    - name: Christmas
                      reason: The shops sell half of their year
                      from: 2026-12-12
                      to: 2027-01-04
                      goingBack: allowed
                      except: [2026-12-20]
                    - name: Month end
                      reason: The books are closed
                      rule: FREQ=MONTHLY;BYMONTHDAY=-1
                      at: "06:00"
                      until: "24:00"
                  exceptions:
                    - {from: 2026-12-16 20:00, to: 2026-12-16 23:00, reason: The new rate of tax}
            """;

    private void fillFleet(PreviewMaker make) {
        Tenant fleet = preview.bean(Tenants.class)
                .create(SETUP, "fleet", "Fleet of the Northern Region, Point-of-Sale Division");
        Member developer = member(fleet, Role.DEVELOPER, "developer@fleet.example", "developer@fleet.example");
        Member lead =
                member(fleet, Role.LEAD, "lead@fleet.example", "lead-of-the-point-of-sale-division@fleet.example");
        TenantScope scope = new TenantScope(fleet.id());
        Repositories repositories = preview.bean(Repositories.class);
        Repository repository = repositories.create(scope, developer(developer), "fleet");
        String base = repositories.write(
                scope,
                developer(developer),
                repository.id(),
                new Repositories.BranchWrite("start", null, files("1", "30s", 1), List.of(), "First deploy"));
        new PreviewExtremes(make)
                .fill(new PreviewMaker.Place(
                        fleet.id(),
                        repository.id(),
                        "fleet",
                        base,
                        base,
                        developer(developer).reference(),
                        developer(lead).reference()));
    }

    private static Actor developer(Member member) {
        return new Actor.Person(member.id(), member.tenant());
    }

    private Member member(Tenant tenant, Role role, String email, String name) {
        return preview.bean(Tenants.class)
                .createMember(
                        new TenantScope(tenant.id()),
                        SETUP,
                        new Tenants.NewMember(email, name, role, ConsolePreview.PASSWORD));
    }

    private static Map<String, byte[]> files(String version, String interval, int replicas) {
        String compose = """
                services:
                  web:
                    image: shop/web:%s
                    ports:
                      - "8080:80"
                    healthcheck:
                      test: ["CMD", "wget", "-q", "http://127.0.0.1/health"]
                      interval: %s
                  api:
                    image: shop/api:2.4
                    deploy:
                      replicas: %d
                  store:
                    image: shop/store:1
                    volumes:
                      - store:/var/lib/store
                volumes:
                  store: {}
                """.formatted(version, interval, replicas);
        String manifest = """
                stacks:
                  - name: shop-production
                    path: .
                    engine: compose
                    environment: production
                    site: paris
                """;
        return Map.of(
                "compose.yaml", compose.getBytes(StandardCharsets.UTF_8),
                "binome.yaml", manifest.getBytes(StandardCharsets.UTF_8));
    }
}
