package io.binome.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Risk;
import io.binome.tenancy.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {
    private static final Contract CONTRACT = read("""
            environments:
              dev: {autonomy: {low: self, medium: self, high: peer, critical: peer}}
              production:
                sites: [paris]
                autonomy: {low: self, medium: peer, high: provider, critical: peer+provider}
              archive: {sites: [paris, lyon], autonomy: lead}
            paths:
              shop/production/**: production
              "*/live": production
              data/*: archive
            owners:
              shop/infra/**: [ada@librairie.example]
              "*/payment/**": lead
              "**": {peers: 2}
            """);

    private static Contract read(String yaml) {
        return ((ContractReading.Read) ContractReading.of("contract.yaml", yaml.getBytes(StandardCharsets.UTF_8)))
                .contract();
    }

    private static ContractVersion version(boolean accepted) {
        return new ContractVersion(1, CONTRACT, accepted, null, null, "", Instant.EPOCH);
    }

    private static String needs(Set<String> environments, Risk risk) {
        return words(Terms.needs(version(true), environments, risk));
    }

    private static String words(List<Need> needs) {
        return String.join(
                ", ",
                needs.stream()
                        .map(need -> need.count() + " "
                                + (need.atLeast() == null
                                        ? need.people().isEmpty() ? "peer" : need.people()
                                        : need.atLeast())
                                + " because " + need.because())
                        .toList());
    }

    @Test
    void oneEnvironmentAsksForWhatItSays() {
        assertThat(needs(Set.of("dev"), Risk.LOW)).isEmpty();
        assertThat(needs(Set.of("dev"), Risk.CRITICAL)).isEqualTo("1 peer because dev × critical");
        assertThat(needs(Set.of("production"), Risk.CRITICAL))
                .isEqualTo("1 DEVELOPER because production × critical, 1 OPERATOR because production × critical");
    }

    @Test
    void severalAskForAllOfItTogether() {
        // An operator is a peer as well.
        assertThat(needs(Set.of("dev", "production"), Risk.HIGH)).isEqualTo("1 OPERATOR because production × high");
        assertThat(needs(Set.of("archive", "production"), Risk.CRITICAL))
                .isEqualTo("1 LEAD because archive × low, 1 OPERATOR because production × critical"
                        .replace("low", "critical"));
    }

    @Test
    void whatTheContractDoesNotNameHasTheTermsOfAll() {
        assertThat(needs(Set.of("staging"), Risk.LOW))
                .isEqualTo("1 LEAD because staging, which the contract does not name × low");
        assertThat(needs(Set.of(), Risk.HIGH))
                .isEqualTo("1 LEAD because a change outside of all environments × high,"
                        + " 1 OPERATOR because a change outside of all environments × high");
    }

    @Test
    void anOfferAsksBothSidesForEverything() {
        for (Risk risk : Risk.values()) {
            assertThat(Terms.needs(version(false), Set.of("dev"), risk))
                    .extracting(Need::party, Need::atLeast, Need::count)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(Party.TENANT, Role.DEVELOPER, 1),
                            org.assertj.core.groups.Tuple.tuple(Party.PROVIDER, Role.OPERATOR, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop, production, dev production",
        "shop, production/web, dev production",
        "shop, apps, dev",
        "shop, productions, dev",
        "shop, '', dev",
        "blog, live, dev production",
        "blog, live/x, dev",
        "data, db, archive dev",
        "data, '', archive dev"
    })
    void pathsNameEnvironments(String repository, String path, String environments) {
        assertThat(String.join(" ", Terms.environments(CONTRACT, repository, path, Set.of("dev"))))
                .isEqualTo(environments);
    }

    @Test
    void ownersAreAskedForWhatIsTouched() {
        assertThat(words(Terms.owners(CONTRACT, "shop", List.of("infra/main.tf", "infra/vm/a.tf"))))
                .isEqualTo("1 [ada@librairie.example] because owners of shop/infra/**, 2 peer because owners of **");
        assertThat(words(Terms.owners(CONTRACT, "blog", List.of("payment/a"))))
                .isEqualTo("1 LEAD because owners of */payment/**, 2 peer because owners of **");
        assertThat(Terms.owners(CONTRACT, "blog", List.of())).isEmpty();
    }

    @Test
    void whatGovernsNeedsBothSidesWhateverTheContractSays() {
        for (String kind : List.of("contract", "exemptions", "prices")) {
            assertThat(Terms.governing(kind, false))
                    .extracting(Need::atLeast)
                    .as(kind)
                    .containsExactly(Role.LEAD, Role.OWNER);
        }
        assertThat(Terms.governing("guidelines", false))
                .extracting(Need::atLeast)
                .containsExactly(Role.LEAD, Role.OPERATOR);
        assertThat(Terms.governing("guidelines", true))
                .extracting(Need::atLeast)
                .containsExactly(Role.OPERATOR);
        // What all clients pay, and what they are offered, is an owner's word.
        assertThat(Terms.governing("prices", true)).extracting(Need::atLeast).containsExactly(Role.OWNER);
    }

    @Test
    void sitesAreAllowedByEveryEnvironment() {
        assertThat(Terms.forbiddenSite(CONTRACT, Set.of("dev"), "anywhere")).isEmpty();
        assertThat(Terms.forbiddenSite(CONTRACT, Set.of("production"), "paris")).isEmpty();
        assertThat(Terms.forbiddenSite(CONTRACT, Set.of("dev", "production"), "lyon"))
                .contains("production");
        assertThat(Terms.forbiddenSite(CONTRACT, Set.of("staging"), "lyon")).contains("staging");
        assertThat(Terms.forbiddenSite(CONTRACT, Set.of("staging"), "paris")).isEmpty();
    }

    @Test
    void whoMayWriteStatesByHand() {
        assertThat(Terms.breakGlass(version(false))).isEmpty();
        Contract.BreakGlass terms = new Contract.BreakGlass(new TreeSet<>(Set.of(Role.DEVELOPER)), 5);
        assertThat(Arrays.stream(Role.values()).filter(role -> Terms.admits(terms, role)))
                .containsExactly(Role.DEVELOPER, Role.LEAD);
        Contract.BreakGlass providers = new Contract.BreakGlass(new TreeSet<>(Set.of(Role.OWNER)), 5);
        assertThat(Arrays.stream(Role.values()).filter(role -> Terms.admits(providers, role)))
                .containsExactly(Role.OWNER);
    }
}
