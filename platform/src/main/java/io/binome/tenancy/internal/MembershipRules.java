package io.binome.tenancy.internal;

import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.tenancy.Role;
import io.binome.tenancy.TenancyProblem.LastOfRole;
import io.binome.tenancy.TenancyProblem.MembershipClosed;
import io.binome.tenancy.TenancyProblem.RoleMisplaced;
import io.binome.tenancy.Tenant;

/**
 * Who may become what, whoever asks: checked again under the tenant's lock, because what {@link AccessRules} saw at the
 * door may have changed since.
 */
final class MembershipRules {
    private MembershipRules() {}

    /** The role that a tenant is never without, once it had it. */
    static Role chief(Tenant tenant) {
        return tenant.provider() ? Role.OWNER : Role.LEAD;
    }

    /** Whether it is a person of the other party. Binome itself belongs to neither. */
    static boolean fromOutside(Actor actor, Tenant tenant) {
        return actor instanceof Actor.Person person && !person.home().equals(tenant.id());
    }

    static void requireMayName(Actor actor, Tenant tenant, long chiefs, Role role) {
        if (role.ofProvider() != tenant.provider()) {
            throw new ProblemException(new RoleMisplaced(role));
        }
        if (fromOutside(actor, tenant) && (chiefs > 0 || role != chief(tenant))) {
            throw new ProblemException(new MembershipClosed());
        }
    }

    static void requireMayTouch(Actor actor, Tenant tenant, long chiefs) {
        if (fromOutside(actor, tenant) && chiefs > 0) {
            throw new ProblemException(new MembershipClosed());
        }
    }

    /** Before somebody stops being what they are. */
    static void requireNotLast(Tenant tenant, long chiefs, Role present) {
        if (present == chief(tenant) && chiefs <= 1) {
            throw new ProblemException(new LastOfRole(present));
        }
    }
}
