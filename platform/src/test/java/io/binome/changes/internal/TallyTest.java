package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.kernel.MemberId;
import io.binome.kernel.TenantId;
import io.binome.tenancy.Role;
import io.binome.tenancy.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose vote counts for what. */
class TallyTest {
    private final Map<String, Standing> people = new TreeMap<>();
    private final List<Review> votes = new ArrayList<>();

    private String approves(String name, Role role) {
        people.put(
                name,
                new Standing(
                        new MemberId(UUID.randomUUID()), new TenantId(UUID.randomUUID()), role, name + "@example.org"));
        votes.add(new Review(name, Review.Vote.APPROVED, null, "f", true, null, Instant.EPOCH));
        return name;
    }

    private List<Integer> missing(Set<String> authors, Need... needs) {
        List<Judgement.Required> required = new ArrayList<>();
        for (Need need : needs) {
            required.add(new Judgement.Required(need, false));
        }
        return Tally.unmet(required, votes, authors, people).stream()
                .map(Tally.Unmet::missing)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "TENANT,DEVELOPER,READER,false",
        "TENANT,DEVELOPER,DEVELOPER,true",
        "TENANT,DEVELOPER,LEAD,true",
        "TENANT,DEVELOPER,OPERATOR,false",
        "TENANT,LEAD,DEVELOPER,false",
        "TENANT,LEAD,LEAD,true",
        "TENANT,LEAD,OWNER,false",
        "PROVIDER,OPERATOR,LEAD,false",
        "PROVIDER,OPERATOR,OPERATOR,true",
        "PROVIDER,OPERATOR,OWNER,true",
        "PROVIDER,OWNER,OPERATOR,false",
        "PROVIDER,OWNER,OWNER,true",
    })
    void aSideAndARoleAdmitThoseOfThatSideFromThatRoleOn(Party party, Role atLeast, Role role, boolean admitted) {
        approves("somebody", role);
        assertThat(missing(Set.of(), Need.of(party, atLeast, "x")).isEmpty()).isEqualTo(admitted);
    }

    @Test
    void authorsDoNotCountUnlessTheirConsentIsAskedFor() {
        String lead = approves("lead", Role.LEAD);
        Need consent = Need.of(Party.TENANT, Role.LEAD, "contract");
        assertThat(missing(Set.of(lead), consent)).containsExactly(1);
        assertThat(Tally.unmet(List.of(new Judgement.Required(consent, true)), votes, Set.of(lead), people))
                .isEmpty();
    }

    @Test
    void aVoteIsWorthWhatItsGiverIsNow() {
        String operator = approves("operator", Role.OPERATOR);
        Need provider = Need.of(Party.PROVIDER, Role.OPERATOR, "production × high");
        assertThat(missing(Set.of(), provider)).isEmpty();
        people.remove(operator);
        assertThat(missing(Set.of(), provider)).containsExactly(1);
    }

    @Test
    void bothSidesAreCountedApart() {
        approves("one", Role.DEVELOPER);
        approves("two", Role.DEVELOPER);
        Need peer = Need.of(Party.TENANT, Role.DEVELOPER, "a");
        Need provider = Need.of(Party.PROVIDER, Role.OPERATOR, "a");
        assertThat(missing(Set.of(), peer.times(2), provider)).containsExactly(1);
        assertThat(missing(Set.of("two"), peer.times(2), provider)).containsExactly(1, 1);
    }

    @Test
    void ownersOfAPathAreAskedByName() {
        approves("one", Role.LEAD);
        Need owner = new Need(null, null, new TreeSet<>(Set.of("two@example.org")), 1, "infra/**");
        assertThat(missing(Set.of(), owner)).containsExactly(1);
        approves("two", Role.DEVELOPER);
        assertThat(missing(Set.of(), owner)).isEmpty();
    }

    @Test
    void votesAgainstAndTwiceTheSamePersonAreNoSecondApproval() {
        String one = approves("one", Role.DEVELOPER);
        votes.add(new Review(one, Review.Vote.APPROVED, null, "f", true, null, Instant.EPOCH));
        votes.add(new Review(one, Review.Vote.REJECTED, null, "f", true, null, Instant.EPOCH));
        assertThat(missing(Set.of(), Need.peer("").times(2))).containsExactly(1);
    }
}
