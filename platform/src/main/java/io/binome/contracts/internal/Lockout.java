package io.binome.contracts.internal;

import io.binome.contracts.Contract;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.kernel.Risk;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.Finding;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Whether there are people and sites for what a contract asks: one that nobody could ever satisfy is refused. */
final class Lockout {
    private final String file;
    private final ContractReader.Placed placed;
    private final List<Member> members;
    private final List<Finding> findings = new ArrayList<>();

    private Lockout(String file, ContractReader.Placed placed, List<Member> members) {
        this.file = file;
        this.placed = placed;
        this.members = members;
    }

    /**
     * @param members of both sides
     * @param sites that there are
     */
    static List<Finding> of(
            String file,
            ContractReader.Placed placed,
            Contract contract,
            List<Member> members,
            Collection<String> sites) {
        Lockout lockout = new Lockout(file, placed, members);
        contract.environments().values().forEach(environment -> lockout.environment(environment, sites));
        contract.owners().forEach(owners -> lockout.approvals("owners." + owners.pattern(), owners.needs()));
        contract.budgets().forEach(budget -> lockout.approvals("budgets." + budget.name() + ".over", budget.needs()));
        return List.copyOf(lockout.findings);
    }

    private void environment(Contract.Environment environment, Collection<String> sites) {
        String where = "environments." + environment.name();
        for (Map.Entry<Risk, Contract.Approvals> entry : environment.autonomy().entrySet()) {
            approvals(
                    where + ".autonomy." + ContractReader.word(entry.getKey()),
                    entry.getValue().needs());
        }
        for (String site : environment.sites()) {
            if (!sites.contains(site)) {
                findings.add(placed.finding(
                        "contract-site",
                        file,
                        where + ".sites",
                        "There is no site called '" + site + "'.",
                        sites.isEmpty() ? null : DocumentNodes.meant(site, sites)));
            }
        }
    }

    private void approvals(String where, List<Need> needs) {
        for (Need need : needs) {
            long able = members.stream().filter(member -> canGive(member, need)).count();
            // Anybody may be the author, and an author's vote does not count: there must be one more.
            boolean anybody = need.party() == null && need.people().isEmpty();
            long others = anybody ? Math.max(0, able - 1) : able;
            if (others < need.count()) {
                findings.add(placed.finding(
                        "contract-locked",
                        file,
                        where,
                        "This asks for " + need.count() + " of " + who(need) + ", and there "
                                + (others == 1 ? "is 1" : "are " + others)
                                + ": nothing that needs it could ever be applied.",
                        "Ask for fewer, or invite those who are missing first."));
                return;
            }
        }
    }

    private static boolean canGive(Member member, Need need) {
        if (member.role() == Role.READER) {
            return false;
        }
        if (!need.people().isEmpty()) {
            return need.people().contains(member.email());
        }
        return (need.party() == null || Party.of(member.role()) == need.party())
                && (need.atLeast() == null || member.role().compareTo(need.atLeast()) >= 0);
    }

    private static String who(Need need) {
        if (!need.people().isEmpty()) {
            return "the people who are named and may review";
        }
        Role role = need.atLeast();
        if (role == null) {
            return "those who may review, besides the author";
        }
        return switch (role) {
            case READER, DEVELOPER -> "the tenant's developers";
            case LEAD -> "the tenant's leads";
            case OPERATOR -> "the provider's operators";
            case OWNER -> "the provider's owners";
        };
    }
}
