package io.binome.notifications.internal;

import io.binome.kernel.MemberId;
import io.binome.notifications.Directory;
import io.binome.notifications.NoticeKind;
import io.binome.tenancy.Role;
import io.binome.tenancy.Standing;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom a notice is told. */
final class Recipients {
    private static final Set<Role> OPERATORS = EnumSet.of(Role.OPERATOR, Role.OWNER);

    private Recipients() {}

    /**
     * @param subject what it is about; null for the tenant as a whole
     * @param people those of both sides as they are now: who is missing here is told nothing
     * @param actor reference of who did it
     */
    static Set<MemberId> of(
            NoticeKind kind, Directory.@Nullable Subject subject, Map<MemberId, Standing> people, String actor) {
        Set<MemberId> concerned = new HashSet<>();
        switch (kind.concern()) {
            case AWAITED -> concerned.addAll(subject == null ? Set.of() : subject.awaited());
            case AUTHORS -> concerned.addAll(subject == null ? Set.of() : subject.authors());
            case PARTAKERS -> partakers(concerned, subject);
            case PARTAKERS_AND_OPERATORS -> {
                partakers(concerned, subject);
                concerned.addAll(of(people, OPERATORS));
            }
            case PARTAKERS_AND_BOTH_SIDES -> {
                partakers(concerned, subject);
                concerned.addAll(of(people, EnumSet.of(Role.LEAD, Role.OPERATOR, Role.OWNER)));
            }
            case OPERATION ->
                concerned.addAll(of(people, EnumSet.of(Role.DEVELOPER, Role.LEAD, Role.OPERATOR, Role.OWNER)));
            case LEADS -> concerned.addAll(of(people, EnumSet.of(Role.LEAD)));
            case PROVIDER -> concerned.addAll(of(people, OPERATORS));
            case BOTH_SIDES -> concerned.addAll(of(people, EnumSet.of(Role.LEAD, Role.OPERATOR, Role.OWNER)));
        }
        concerned.retainAll(people.keySet());
        concerned.removeIf(member -> actor.equals("member:" + member));
        return concerned;
    }

    private static void partakers(Set<MemberId> to, Directory.@Nullable Subject subject) {
        if (subject != null) {
            to.addAll(subject.partakers());
            to.addAll(subject.authors());
        }
    }

    private static Set<MemberId> of(Map<MemberId, Standing> people, Set<Role> roles) {
        Set<MemberId> found = new HashSet<>();
        people.forEach((member, standing) -> {
            if (roles.contains(standing.role())) {
                found.add(member);
            }
        });
        return found;
    }
}
