package io.binome.contracts.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.contracts.ContractReading;
import io.binome.kernel.MemberId;
import io.binome.kernel.TenantId;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Differences of meaning, and contracts that nobody could satisfy. */
class ContractDifferencesTest {
    private static List<ResourceChange> between(String before, String after) {
        return ContractDifferences.between(ContractReaderTest.good(before), ContractReaderTest.good(after));
    }

    private static List<String> notes(String before, String after) {
        return between(before, after).stream()
                .flatMap(change -> change.notes().stream())
                .toList();
    }

    @Test
    void theSameTermsInOtherWordsAreNoDifference() {
        assertThat(between(ContractReaderTest.FULL, ContractReaderTest.FULL)).isEmpty();
        assertThat(between(
                        "environments: {e: {autonomy: peer+provider}} # words",
                        "currency: EUR\nenvironments:\n  e:\n    autonomy: {developer: 1, provider: 1}"))
                .isEmpty();
    }

    @Test
    void autonomyIsToldInWords() {
        List<ResourceChange> changes = between(
                "environments: {production: {autonomy: {low: self, medium: provider, high: provider, critical: provider}}}",
                "environments: {production: {autonomy: {low: self, medium: peer, high: provider, critical: peer+provider}}}");
        assertThat(changes)
                .extracting(ResourceChange::address)
                .containsExactly("production × medium", "production × critical");
        ResourceChange medium = changes.getFirst();
        assertThat(medium.action()).isEqualTo(Action.UPDATE);
        assertThat(medium.type()).isEqualTo("autonomy");
        assertThat(medium.before()).isEqualTo(Map.of("approval", Value.text("provider")));
        assertThat(medium.after()).isEqualTo(Map.of("approval", Value.text("peer")));
        assertThat(medium.notes()).containsExactly("production × medium: provider → peer", "Less strict than before.");
        assertThat(changes.getLast().notes())
                .containsExactly("production × critical: provider → peer+provider", "Stricter than before.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sites: [paris]                  | sites: [paris, lyon]        | e: sites: paris → lyon, paris
                    ''                              | sites: [paris]              | e: sites: all sites → paris
                    calendar: {zone: Europe/Paris, windows: [off-hours]} | calendar: {zone: Europe/Paris, windows: [business-hours]} | e: calendar, window business-hours: nothing → working hours
                    """)
    void environmentsAreToldInWords(String before, String after, String note) {
        assertThat(notes(environment(before), environment(after))).contains(note);
    }

    private static String environment(String more) {
        return "environments:\n  e:\n    autonomy: peer\n" + (more.isEmpty() ? "" : "    " + more + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    priceBook: standard | priceBook: gold | price book: standard → gold
                    ''                  | priceBook: gold | price book: nothing → gold
                    overrides: allowed  | overrides: forbidden | overrides: allowed → forbidden
                    breakGlass: {by: lead} | breakGlass: {by: [lead, provider]} | break-glass, by: lead → lead, provider
                    limits: {memory: 1 GiB} | limits: {memory: 2048 MiB} | limits: 1 GiB → 2 GiB
                    limits: {memory: 1 GiB, disk: 1 TiB} | limits: {memory: 1 GiB} | limits, disk: 1 TiB → nothing
                    budgets: {b: {month: 10, over: lead}} | budgets: {b: {month: 10.50, over: lead}} | budget b, month: 10.00 EUR → 10.50 EUR
                    growth: {days: 90} | growth: {days: 60} | growth, days: 90 → 60
                    paths: {shop/**: e} | '' | path shop/**: e → nothing
                    owners: {shop/**: lead} | owners: {shop/**: owner} | owners of shop/**: lead → owner
                    contacts: [{name: a, party: tenant, address: b}] | contacts: [{name: a, party: tenant, address: c}] | contact a, address: b → c
                    serviceLevels: [{environment: e, objective: o, target: a}] | serviceLevels: [{environment: e, objective: o, target: b}] | service level of e, o: a → b
                    """)
    void otherTermsAreToldInWords(String before, String after, String note) {
        String head = "environments: {e: {autonomy: peer}}\n";
        assertThat(notes(head + before, head + after)).contains(note);
    }

    @Test
    void environmentsComeAndGo() {
        String one = "environments: {e: {autonomy: peer}}";
        String two = "environments: {e: {autonomy: peer}, f: {autonomy: lead}}";
        assertThat(between(one, two)).hasSize(4).allMatch(change -> change.action() == Action.CREATE);
        assertThat(between(two, one)).hasSize(4).allMatch(change -> change.action() == Action.DELETE);
        assertThat(notes(two, one)).contains("f × low: lead → nothing");
    }

    private static List<Finding> lockout(String yaml, Role... roles) {
        List<Member> members = new ArrayList<>();
        for (Role role : roles) {
            members.add(new Member(
                    new MemberId(UUID.randomUUID()),
                    new TenantId(UUID.randomUUID()),
                    role.name().toLowerCase(java.util.Locale.ROOT) + members.size() + "@x.example",
                    "",
                    role,
                    Instant.EPOCH));
        }
        ContractReader.Placed placed =
                ContractReader.readWithPlaces("contract.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        ContractReading.Read read = (ContractReading.Read) placed.reading();
        return Lockout.of("contract.yaml", placed, read.contract(), members, List.of("main"));
    }

    @Test
    void aContractThatLocksEverybodyOutIsRefusedAtItsPlace() {
        String yaml =
                "environments:\n  e:\n    autonomy:\n      low: self\n      medium: peer\n      high: {lead: 2}\n      critical: {lead: 2, owner: 1}\n";
        assertThat(lockout(yaml, Role.LEAD, Role.LEAD, Role.DEVELOPER, Role.OWNER))
                .isEmpty();
        assertThat(lockout(yaml, Role.LEAD, Role.DEVELOPER, Role.READER, Role.OWNER))
                .hasSize(2)
                .first()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("contract-locked");
                    assertThat(finding.line()).isEqualTo(6);
                    assertThat(finding.key()).isEqualTo("environments.e.autonomy.high");
                    assertThat(finding.reason())
                            .isEqualTo(
                                    "This asks for 2 of the tenant's leads, and there is 1: nothing that needs it could ever be applied.");
                });
    }

    @Test
    void somebodyBesidesTheAuthorMustBeThere() {
        assertThat(lockout("environments: {e: {autonomy: peer}}", Role.LEAD)).hasSize(4);
        assertThat(lockout("environments: {e: {autonomy: peer}}", Role.LEAD, Role.READER))
                .hasSize(4);
        assertThat(lockout("environments: {e: {autonomy: peer}}", Role.LEAD, Role.OWNER))
                .isEmpty();
        assertThat(lockout("environments: {e: {autonomy: self}}", Role.LEAD)).isEmpty();
    }

    @Test
    void peopleAndSitesMustBeKnown() {
        String owners = "environments: {e: {autonomy: self}}\nowners:\n  shop/**: [lead0@x.example]\n";
        assertThat(lockout(owners, Role.LEAD)).isEmpty();
        assertThat(lockout(owners, Role.DEVELOPER)).singleElement().satisfies(finding -> assertThat(finding.line())
                .isEqualTo(3));
        assertThat(lockout("environments: {e: {sites: [mains], autonomy: self}}", Role.LEAD))
                .singleElement()
                .satisfies(finding -> assertThat(finding.instead()).isEqualTo("Did you mean 'main'?"));
    }
}
