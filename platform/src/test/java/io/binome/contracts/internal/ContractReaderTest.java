package io.binome.contracts.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.kernel.Money;
import io.binome.kernel.Risk;
import io.binome.stacks.Finding;
import io.binome.tenancy.Role;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code contract.yaml} may say, and what is said of what it may not. */
class ContractReaderTest {
    static final String FULL = """
            currency: EUR
            x-strict: &strict {low: self, medium: peer, high: provider, critical: peer+provider}
            environments:
              dev: {autonomy: self}
              production:
                sites: [paris, lyon]
                autonomy: *strict
            paths:
              shop/production/**: production
            owners:
              shop/infra/**: [Ada@librairie.example, bob@msp.example]
              "*/payment/**": lead
            budgets:
              all: {month: 800, over: lead+owner}
              shop: {month: "250.50", environment: production, stack: shop/web, over: provider, unknown: allow, thresholds: [100, 80], hold: true}
            priceBook: standard
            limits: {processors: 16, memory: 32 GiB, disk: 2TiB, replicas: 40, domains: 10}
            serviceLevels:
              - {environment: production, objective: availability, target: 99.9 %}
            contacts:
              - {name: On-call desk, party: provider, address: +33 1 00 00 00 00}
            growth: {changes: 10, success: 90, days: 30, incidents: 1}
            overrides: forbidden
            breakGlass: {by: [lead, provider], minutes: 20}
            invoices:
              provider: {name: MSP, siret: "73282932000074", vat: FR44732829320, address: {street: s, postcode: "1", city: c}}
            """;

    static Contract good(String yaml) {
        return switch (ContractReading.of("contract.yaml", yaml.getBytes(StandardCharsets.UTF_8))) {
            case ContractReading.Read read -> read.contract();
            case ContractReading.Wrong wrong ->
                throw new AssertionError(wrong.findings().toString());
        };
    }

    static List<Finding> bad(String yaml) {
        return switch (ContractReading.of("contract.yaml", yaml.getBytes(StandardCharsets.UTF_8))) {
            case ContractReading.Wrong wrong -> wrong.findings();
            case ContractReading.Read read ->
                throw new AssertionError(read.contract().toString());
        };
    }

    @Test
    void everythingThatCanBeSaid() {
        Contract contract = good(FULL);
        assertThat(contract.environments().keySet()).containsExactly("dev", "production");
        Contract.Environment production = contract.environments().get("production");
        assertThat(production.sites()).containsExactly("lyon", "paris");
        assertThat(production.autonomy()).containsOnlyKeys(Risk.values());
        assertThat(production.autonomy().get(Risk.CRITICAL).words()).isEqualTo("peer+provider");
        assertThat(production.autonomy().get(Risk.CRITICAL).needs())
                .containsExactly(
                        Need.of(Party.TENANT, Role.DEVELOPER, "production × critical"),
                        Need.of(Party.PROVIDER, Role.OPERATOR, "production × critical"));
        assertThat(contract.paths()).containsExactly(new Contract.PathRule("shop/production/**", "production"));
        assertThat(contract.owners().getFirst().needs())
                .containsExactly(new Need(
                        null,
                        null,
                        new TreeSet<>(List.of("ada@librairie.example", "bob@msp.example")),
                        1,
                        "owners of shop/infra/**"));
        assertThat(contract.budgets()).hasSize(2);
        assertThat(contract.budgets().getLast().month()).isEqualTo(new Money(250_500_000, "EUR"));
        assertThat(contract.budgets().getLast().stack()).isEqualTo("shop/web");
        assertThat(contract.budgets())
                .extracting(Contract.Budget::unknown)
                .containsExactly(Contract.Unknown.ASK, Contract.Unknown.ALLOW);
        assertThat(contract.budgets())
                .extracting(Contract.Budget::thresholds)
                .containsExactly(List.of(50, 75, 90, 100), List.of(80, 100));
        assertThat(contract.budgets()).extracting(Contract.Budget::hold).containsExactly(false, true);
        assertThat(contract.priceBook()).isEqualTo("standard");
        assertThat(contract.limits()).isEqualTo(new Contract.Limits(16_000L, 32L << 30, 2L << 40, 40, 10));
        assertThat(contract.serviceLevels())
                .containsExactly(new Contract.ServiceLevel("production", "availability", "99.9 %"));
        assertThat(contract.contacts())
                .containsExactly(new Contract.Contact("On-call desk", Party.PROVIDER, "+33 1 00 00 00 00"));
        assertThat(contract.growth()).isEqualTo(new Contract.Growth(10, 90, 30, 1));
        assertThat(contract.overrides()).isFalse();
        assertThat(contract.breakGlass())
                .isEqualTo(new Contract.BreakGlass(new TreeSet<>(Set.of(Role.LEAD, Role.OPERATOR)), 20));
    }

    @Test
    void whatIsOfferedCanBeRead() {
        Contract offer = Offer.usual().contract();
        assertThat(offer.environments().keySet())
                .containsExactly("dev", "preproduction", "production", "qualification");
        assertThat(offer.overrides()).isTrue();
        assertThat(offer.breakGlass()).isEqualTo(new Contract.BreakGlass(new TreeSet<>(Set.of(Role.OPERATOR)), 60));
        assertThat(offer.limits()).isEqualTo(Contract.Limits.NONE);
        assertThat(Offer.ofProvider().contract().environments()).hasSize(4);
    }

    static Stream<Arguments> approvals() {
        return Stream.of(
                Arguments.of("self", "self", List.of()),
                Arguments.of("peer", "peer", List.of(need(null, null, 1))),
                Arguments.of("provider", "provider", List.of(need(Party.PROVIDER, Role.OPERATOR, 1))),
                Arguments.of(
                        "lead + owner",
                        "lead+owner",
                        List.of(need(Party.TENANT, Role.LEAD, 1), need(Party.PROVIDER, Role.OWNER, 1))),
                Arguments.of("{peers: 2}", "2×peer", List.of(need(null, null, 2))),
                Arguments.of(
                        "{peers: 2, provider: 1, lead: 1, owner: 1}",
                        "2×peer + lead + provider + owner",
                        List.of(
                                need(Party.TENANT, Role.DEVELOPER, 2),
                                need(Party.TENANT, Role.LEAD, 1),
                                need(Party.PROVIDER, Role.OPERATOR, 1),
                                need(Party.PROVIDER, Role.OWNER, 1))),
                Arguments.of("a@b.example", "a@b.example", List.of(people(1, "a@b.example"))),
                Arguments.of(
                        "{people: [a@b.example, c@d.example, e@f.example], anyOf: 2}",
                        "2 of a@b.example, c@d.example, e@f.example",
                        List.of(people(2, "a@b.example", "c@d.example", "e@f.example"))));
    }

    private static Need need(@Nullable Party party, @Nullable Role role, int count) {
        return new Need(party, role, new TreeSet<>(), count, "e × high");
    }

    private static Need people(int count, String... people) {
        return new Need(null, null, new TreeSet<>(List.of(people)), count, "e × high");
    }

    @ParameterizedTest
    @MethodSource("approvals")
    void whoMustApprove(String written, String words, List<Need> needs) {
        Contract contract = good("environments: {e: {autonomy: " + quoted(written) + "}}");
        Contract.Approvals high = contract.environments().get("e").autonomy().get(Risk.HIGH);
        assertThat(high.words()).isEqualTo(words);
        assertThat(high.needs()).isEqualTo(needs);
    }

    private static String quoted(String written) {
        return written.startsWith("{") ? written : '"' + written + '"';
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pear",
                "self+peer",
                "peer+peer",
                "peer+",
                "{peers: 0}",
                "{}",
                "{peers: many}",
                "{peers: 10}",
                "{anyOf: 1}",
                "[]",
                "[peer]",
                "[a@b.example, A@b.example]",
                "{people: [a@b.example], anyOf: 2}",
                "{people: a@b.example}",
                "{bosses: 1}"
            })
    void whatDoesNotSayWhoMustApprove(String written) {
        assertThat(bad("environments:\n  e:\n    autonomy: " + written))
                .allSatisfy(finding -> {
                    assertThat(finding.file()).isEqualTo("contract.yaml");
                    assertThat(finding.line()).isEqualTo(3);
                    assertThat(finding.column()).isPositive();
                    assertThat(finding.code()).startsWith("contract-");
                })
                .isNotEmpty();
    }

    @Test
    void tellsWhatWasProbablyMeant() {
        assertThat(bad("environments: {e: {autonomy: provder}}"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.instead()).isEqualTo("Did you mean 'provider'?"));
        assertThat(bad("""
                environments:
                  production: {autonomy: peer}
                paths:
                  shop/**: prodction
                """)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(4);
            assertThat(finding.instead()).isEqualTo("Did you mean 'production'?");
        });
        assertThat(bad("enviroments: {e: {autonomy: peer}}"))
                .anySatisfy(finding -> assertThat(finding.instead()).isEqualTo("Did you mean 'environments'?"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                               | 0 | contract-missing
                    currency: EUR                                                    | 1 | contract-missing
                    environments: {}                                                 | 1 | contract-missing
                    environments: []                                                 | 1 | contract-value
                    environments: {E: {autonomy: peer}}                              | 1 | contract-name
                    environments: {e: {}}                                            | 1 | contract-missing
                    environments: {e: {autonomy: {low: self, medium: peer}}}         | 1 | contract-missing
                    environments: {e: {sites: [], autonomy: peer}}                   | 1 | contract-locked
                    environments: {e: {autonomy: {low: peer, medium: self, high: self, critical: self}}} | 1 | contract-contradiction
                    """)
    void environmentsThatCannotBe(String yaml, int line, String code) {
        assertThat(bad(yaml)).first().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.line()).isEqualTo(line);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    currency: Euro                                           | contract-value
                    paths: {/shop: e}                                        | contract-path
                    paths: {shop//x: e}                                      | contract-path
                    owners: {shop/**: self}                                  | contract-approval
                    budgets: {b: {over: lead}}                               | contract-missing
                    budgets: {b: {month: 5}}                                 | contract-missing
                    budgets: {b: {month: 5, over: self}}                     | contract-approval
                    budgets: {b: {month: '5,00', over: lead}}                | contract-value
                    budgets: {b: {month: -5, over: lead}}                    | contract-value
                    budgets: {b: {month: 5, over: lead, environment: f}}     | contract-environment
                    budgets: {b: {month: 5, over: lead, stack: web}}         | contract-value
                    budgets: {b: {month: 5, over: lead, unknown: maybe}}     | contract-value
                    budgets: {b: {month: 5, over: lead, thresholds: [0]}}    | contract-value
                    budgets: {b: {month: 5, over: lead, hold: maybe}}        | contract-value
                    priceBook: The Book                                      | contract-name
                    limits: {memory: 32}                                     | contract-value
                    limits: {memory: 0 GiB}                                  | contract-value
                    limits: {memory: 2000 TiB}                               | contract-value
                    limits: {processors: many}                               | contract-value
                    limits: {replicas: 0}                                    | contract-value
                    limits: {cpus: 5}                                        | contract-unknown-key
                    serviceLevels: [{environment: f, objective: a, target: b}] | contract-environment
                    serviceLevels: [{environment: e, target: b}]             | contract-missing
                    contacts: [{name: a, party: us, address: b}]             | contract-value
                    growth: {success: 101}                                   | contract-value
                    overrides: sometimes                                     | contract-value
                    breakGlass: sometimes                                    | contract-value
                    breakGlass: {by: [lead, everybody]}                    | contract-value
                    breakGlass: {minutes: 5}                                 | contract-missing
                    breakGlass: {by: lead, minutes: 481}                     | contract-value
                    """)
    void otherTermsThatCannotBe(String line, String code) {
        assertThat(bad("environments: {e: {autonomy: peer}}\n" + line))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.line()).isEqualTo(2);
                    assertThat(finding.code()).isEqualTo(code);
                });
    }

    @Test
    void theSchemaSaysTheSame() throws Exception {
        JsonSchema schema;
        try (InputStream stream = ContractReader.class.getResourceAsStream("/schema/contract.schema.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(stream);
        }
        String head = "{\"environments\":{\"e\":{\"autonomy\":\"peer\"}}";
        for (String right : List.of(
                "{\"environments\":{\"e\":{\"autonomy\":{\"low\":\"self\",\"medium\":{\"peers\":2},"
                        + "\"high\":[\"a@b.example\"],\"critical\":{\"people\":[\"a@b.example\"],\"provider\":1}},"
                        + "\"sites\":[\"paris\"]}}}",
                head + ",\"currency\":\"EUR\",\"priceBook\":null,\"overrides\":\"forbidden\",\"x-a\":1}",
                head + ",\"paths\":{\"shop/**\":\"e\"},\"owners\":{\"**\":\"lead + owner\"}}",
                head + ",\"budgets\":{\"b\":{\"month\":\"5.00\",\"over\":\"lead+owner\",\"stack\":\"a/b\"}}}",
                head + ",\"limits\":{\"processors\":0.5,\"memory\":\"2 GiB\",\"replicas\":3}}",
                head
                        + ",\"growth\":{\"success\":90},\"contacts\":[{\"name\":\"a\",\"party\":\"tenant\",\"address\":\"b\"}]}")) {
            good(right);
            assertThat(schema.validate(right, InputFormat.JSON)).as(right).isEmpty();
        }
        for (String wrong : List.of(
                "{}",
                "{\"environments\":{}}",
                "{\"environments\":{\"e\":{}}}",
                "{\"environments\":{\"e\":{\"autonomy\":{\"low\":\"self\"}}}}",
                head + ",\"colour\":\"red\"}",
                head + ",\"currency\":\"euro\"}",
                head + ",\"owners\":{\"**\":\"self\"}}",
                head + ",\"owners\":{\"/a\":\"lead\"}}",
                head + ",\"budgets\":{\"b\":{\"month\":\"5.00\"}}}",
                head + ",\"limits\":{\"memory\":\"2\"}}",
                head + ",\"overrides\":\"maybe\"}",
                head + ",\"growth\":{\"success\":101}}")) {
            bad(wrong);
            assertThat(schema.validate(wrong, InputFormat.JSON)).as(wrong).isNotEmpty();
        }
    }

    @Test
    void hostileFilesAreRefusedQuickly() {
        assertThat(bad("[".repeat(100_000))).hasSize(1);
        assertThat(bad("a: &a [x]\nb: &b [*a, *a]\nenvironments: *b")).isNotEmpty();
        assertThat(bad("environments: &e {e: *e}")).isNotEmpty();
        assertThat(bad("x".repeat(300 << 10))).hasSize(1);
        assertThat(bad("environments: {" + "E: {}, ".repeat(1_000) + "}").size())
                .isLessThanOrEqualTo(50);
        assertThat(ContractReading.of("contract.yaml", new byte[] {(byte) 0xff}))
                .isInstanceOf(ContractReading.Wrong.class);
    }
}
