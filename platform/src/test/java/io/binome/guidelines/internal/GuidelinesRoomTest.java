package io.binome.guidelines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.guidelines.Assessment;
import io.binome.guidelines.ExemptionView;
import io.binome.guidelines.GuidelineFinding;
import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.guidelines.Situation;
import io.binome.kernel.Actor;
import io.binome.kernel.Risk;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.repositories.CommitTree;
import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.Action;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.DocumentKind.Compared;
import io.binome.stacks.DocumentKind.Documents;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseFirstStart;
import io.binome.tenancy.internal.DatabaseTenants;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules and exemptions from their files in Git to what they say of a plan, on a real PostgreSQL. */
class GuidelinesRoomTest {
    private static final Actor MACHINE = new Actor.Machine("test");
    private static final String COMPOSE = """
            services:
              db:
                image: postgres:17
                ports:
                  - 5432
            """;
    private static final String RULE = """
            guidelines:
              - id: no-mysql
                title: No MySQL
                applies: {engine: compose, type: service}
                must: "!resource.after.image.contains('mysql')"
                severity: block
                message: "{address} is MySQL."
                fix: Use PostgreSQL.
                FINAL
                cases:
                  - {expect: violates, resource: {type: service, after: {image: "mysql:8"}}}
                  - {expect: complies, resource: {type: service, after: {image: "postgres:17"}}}
            """;

    private final TestDatabase database = TestDatabase.fresh();
    private final TestClock clock = new TestClock();
    private final SystemIds ids = new SystemIds(clock);
    private final DatabaseLedger ledger = new DatabaseLedger(database.database(), clock);
    private final Tenants tenants = new DatabaseTenants(database.database(), ledger, clock, ids, new SecureRandom());
    private final GuidelinesRoom room = new GuidelinesRoom(database.database(), tenants, clock);

    private TenantScope provider;
    private TenantScope scope;
    private TenantScope other;
    private int commits;

    @BeforeEach
    void people() {
        new DatabaseFirstStart(database.database(), ledger, clock, ids, new SecureRandom())
                .ensureProvider("provider", "The Provider", "owner@provider.example");
        provider = new TenantScope(tenants.provider().id());
        scope = new TenantScope(
                tenants.create(MACHINE, "librairie", "Librairie").id());
        other = new TenantScope(
                tenants.create(MACHINE, "boulangerie", "Boulangerie").id());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shippedRulesBlockAPublishedDatabaseAtItsLine() {
        Assessment assessment =
                assess(scope, service("db", "postgres:17", "5432"), FakeCommitTree.of("shop/compose.yaml", COMPOSE));

        GuidelineFinding finding = finding(assessment, "compose-database-not-public");
        assertThat(finding.blocks()).isTrue();
        assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
        assertThat(finding.address()).isEqualTo("service.db");
        assertThat(finding.file()).isEqualTo("shop/compose.yaml");
        assertThat(finding.line()).isEqualTo(4);
        assertThat(finding.message().get("fr")).contains("Le service db");
        assertThat(assessment.blocks()).isTrue();
        assertThat(assessment.risk()).isEqualTo(Risk.HIGH);
        assertThat(assessment.reasons().getFirst())
                .isEqualTo("The service db opens a database to everybody at the edge.");
        assertThat(finding(assessment, "compose-memory-limit").severity()).isEqualTo(Severity.INFO);
        assertThat(assess(scope, service("db", "postgres:17", "5432"), null))
                .isEqualTo(assess(scope, service("db", "postgres:17", "5432"), null));
    }

    @Test
    void aPlanThatOnlyMakesSomethingIsLow() {
        Assessment assessment = assess(scope, service("web", "nginx:1.27", null), null);

        assertThat(assessment.risk()).isEqualTo(Risk.LOW);
        assertThat(assessment.blocks()).isFalse();
        // The files are not at hand: that is said, at the rule's weight.
        assertThat(finding(assessment, "compose-memory-limit").message().get("en"))
                .startsWith("Not known before");
    }

    @Test
    void aTenantsRuleTakesEffectForItAlone() {
        String before = room.inForce(scope);
        assertThat(finding(apply(scope, "guidelines/own.yaml", RULE.replace("FINAL", "reference: Our own"))))
                .isEqualTo("New rule no-mysql: No MySQL (block).");

        assertThat(room.inForce(scope)).isNotEqualTo(before);
        assertThat(assess(scope, service("db", "mysql:8", null), null).blocks()).isTrue();
        assertThat(assess(other, service("db", "mysql:8", null), null).blocks()).isFalse();
        assertThat(room.rules(scope))
                .anyMatch(rule -> rule.id().equals("no-mysql") && rule.layer().equals("tenant"));
        assertThat(room.rules(other)).noneMatch(rule -> rule.id().equals("no-mysql"));
    }

    @Test
    void theProvidersRuleHoldsForAllAndIsOnlyTightened() {
        apply(
                provider,
                "guidelines/all.yaml",
                RULE.replace("severity: block", "severity: warn").replace("FINAL", "final: true"));
        assertThat(finding(assess(scope, service("db", "mysql:8", null), null), "no-mysql")
                        .severity())
                .isEqualTo(Severity.WARN);

        assertThat(refused(scope, "guidelines/own.yaml", RULE.replace("FINAL", "reference: Ours"))
                        .getFirst())
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("guideline-final");
                    assertThat(finding.line()).isEqualTo(2);
                });
        assertThat(refused(scope, "guidelines/own.yaml", "guidelines: [{id: no-mysql, severity: info}]")
                        .getFirst()
                        .code())
                .isEqualTo("guideline-final");
        assertThat(refused(
                                scope,
                                "guidelines/own.yaml",
                                RULE.replace("no-mysql", "other").replace("FINAL", "final: true"))
                        .getFirst()
                        .code())
                .isEqualTo("guideline-final");
        assertThat(refused(
                                provider,
                                "guidelines/all.yaml",
                                RULE.replace("no-mysql", "compose-image-pinned").replace("FINAL", "reference: X"))
                        .getFirst()
                        .code())
                .isEqualTo("guideline-shipped");

        assertThat(finding(apply(scope, "guidelines/own.yaml", "guidelines: [{id: no-mysql, severity: block}]")))
                .isEqualTo("The rule no-mysql changes from warn to block.");
        assertThat(assess(scope, service("db", "mysql:8", null), null).blocks()).isTrue();
        assertThat(finding(assess(other, service("db", "mysql:8", null), null), "no-mysql")
                        .severity())
                .isEqualTo(Severity.WARN);
    }

    @Test
    void aRuleWithATypeErrorIsRefusedAtItsLine() {
        String wrong = RULE.replace("FINAL", "reference: X").replace("resource.after", "resource.aftr");

        assertThat(refused(scope, "guidelines/own.yaml", wrong)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("guideline-expression");
            assertThat(finding.file()).isEqualTo("guidelines/own.yaml");
            assertThat(finding.line()).isEqualTo(5);
            assertThat(wrong.lines().toList().get(4).substring(finding.column() - 1))
                    .startsWith(".aftr");
            assertThat(finding.reason()).contains("undefined field 'aftr'");
        });
    }

    @Test
    void aCaseThatDoesNotHoldIsRefusedAtItsLine() {
        String wrong = RULE.replace("FINAL", "reference: X").replace("image: \"postgres:17\"", "image: \"mysql:8\"");

        assertThat(refused(scope, "guidelines/own.yaml", wrong)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("guideline-case");
            assertThat(finding.line()).isEqualTo(12);
            assertThat(finding.reason()).contains("expected complies, got violates");
        });
    }

    @Test
    void anExemptionLiftsABlockUntilItEnds() {
        LocalDate until = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(3);
        apply(scope, "exemptions.yaml", """
                exemptions:
                  - id: migration
                    guideline: compose-database-not-public
                    scope: {stack: shop, environment: dev, address: service.db}
                    reason: The old shop copies its data from outside.
                    until: %s
                """.formatted(until));

        Assessment lifted = assess(scope, service("db", "postgres:17", "5432"), null);
        assertThat(lifted.blocks()).isFalse();
        assertThat(finding(lifted, "compose-database-not-public").exemption())
                .isEqualTo(new GuidelineFinding.Exemption(
                        "migration", "The old shop copies its data from outside.", until));
        assertThat(assess(scope, service("other", "postgres:17", "5432"), null).blocks())
                .isTrue();
        assertThat(room.exemptions(scope)).singleElement().satisfies(one -> assertThat(one.state())
                .isEqualTo(ExemptionView.State.ENDS_SOON));

        String before = room.inForce(scope);
        clock.advance(Duration.ofDays(4));
        assertThat(room.inForce(scope)).isNotEqualTo(before);
        assertThat(assess(scope, service("db", "postgres:17", "5432"), null).blocks())
                .isTrue();
        assertThat(room.exemptions(scope)).singleElement().satisfies(one -> assertThat(one.state())
                .isEqualTo(ExemptionView.State.ENDED));
    }

    @Test
    void exemptionsNameRulesThatAreThereAndDaysToCome() {
        assertThat(refused(scope, "exemptions.yaml", """
                        exemptions:
                          - {id: a, guideline: nothing, scope: {stack: shop}, reason: why, until: 2099-01-01}
                          - {id: b, guideline: compose-owner, scope: {stack: shop}, reason: why, until: 2001-01-01}
                          - {id: c, guideline: compose-owner, reason: why, until: 2099-01-01}
                        """))
                .extracting(Finding::code)
                .containsExactlyInAnyOrder("exemption-scope", "exemption-guideline", "exemption-until");
    }

    @Test
    void theSameCommitTakesEffectOnce() {
        DocumentKind kind = kind("guidelines/own.yaml");
        Documents documents = documents(scope, "guidelines/own.yaml", RULE.replace("FINAL", "reference: X"));
        for (int i = 0; i < 2; i++) {
            database.database().inTenant(scope, transaction -> {
                kind.takeEffect(transaction, documents, null);
                return null;
            });
        }
        assertThat(database.database()
                        .inTenant(scope, transaction -> new GuidelineStore()
                                .newest(transaction, GuidelineStore.Kind.GUIDELINES))
                        .orElseThrow()
                        .number())
                .isEqualTo(1);
        assertThat(((Compared.Differences) kind.compare(documents)).changes()).isEmpty();
    }

    @Test
    void freshRepositoriesBeginWithFilesThatSayNothingYet() {
        for (String path : List.of("guidelines/own.yaml", "exemptions.yaml")) {
            DocumentKind kind = kind(path);
            for (boolean providersOwn : List.of(true, false)) {
                var start = kind.start(providersOwn).orElseThrow();
                assertThat(start.files()).hasSize(1);
                String file = start.files().firstKey();
                assertThat(kind.compare(
                                documents(scope, file, new String(start.files().get(file), StandardCharsets.UTF_8))))
                        .isEqualTo(new Compared.Differences(List.of()));
            }
        }
        assertThat(apply(scope, "guidelines/own.yaml", RULE.replace("FINAL", "reference: X")))
                .hasSize(1);
    }

    private List<ResourceChange> apply(TenantScope to, String path, String text) {
        DocumentKind kind = kind(path);
        Documents documents = documents(to, path, text);
        Compared compared = kind.compare(documents);
        assertThat(compared).isInstanceOf(Compared.Differences.class);
        String revision = kind.liveRevision(to);
        database.database().inTenant(to, transaction -> {
            kind.takeEffect(transaction, documents, null);
            return null;
        });
        assertThat(kind.liveRevision(to)).isNotEqualTo(revision);
        return ((Compared.Differences) compared).changes();
    }

    private List<Finding> refused(TenantScope to, String path, String text) {
        Compared compared = kind(path).compare(documents(to, path, text));
        assertThat(compared).isInstanceOf(Compared.Wrong.class);
        return ((Compared.Wrong) compared).findings();
    }

    private static String finding(List<ResourceChange> changes) {
        assertThat(changes).hasSize(1);
        return changes.getFirst().notes().getFirst();
    }

    private DocumentKind kind(String path) {
        return path.equals("exemptions.yaml") ? room.exemptionDocuments() : room.guidelineDocuments();
    }

    private Documents documents(TenantScope of, String path, String text) {
        StackDeclaration declaration = new StackDeclaration(
                "rules", "", "document", "production", "main", List.of(), List.of(), new TreeMap<>());
        return new Documents(of, declaration, "%040d".formatted(++commits), FakeCommitTree.of(path, text));
    }

    private Assessment assess(TenantScope of, ResourceChange change, CommitTree tree) {
        StackDeclaration stack =
                new StackDeclaration("shop", "shop", "compose", "dev", "main", List.of(), List.of(), new TreeMap<>());
        return room.assess(
                of,
                new Situation(
                        new Situation.ChangeFacts(
                                "shop", "", "", "work", "tenant", "developer", 1, List.of(), Set.of(), false),
                        stack,
                        new TreeSet<>(Set.of("dev")),
                        new Plan("compose", "shop", "dev", List.of(change), new TreeMap<>()),
                        null,
                        null,
                        clock.instant()),
                tree);
    }

    private static GuidelineFinding finding(Assessment assessment, String guideline) {
        return assessment.findings().stream()
                .filter(finding -> finding.guideline().equals(guideline))
                .findFirst()
                .orElseThrow(() -> new AssertionError(guideline + " is not among " + assessment.findings()));
    }

    private static ResourceChange service(String name, String image, String port) {
        SortedMap<String, Value> after = new TreeMap<>(Map.of(
                "image", Value.text(image), "image.digest", Value.text("sha256:0"), "limits.memory", Value.number(5)));
        if (port != null) {
            after.put("ports." + port, Value.text("tcp"));
        }
        return new ResourceChange(
                "service." + name, "service", name, Action.CREATE, new TreeMap<>(), after, List.of(), List.of());
    }
}
