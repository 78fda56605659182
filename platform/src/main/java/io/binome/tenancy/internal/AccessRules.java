package io.binome.tenancy.internal;

import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Tenant;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Who may do what, as one function of values. The table is in docs/reference/roles-and-tokens.md. */
final class AccessRules {
    private AccessRules() {}

    enum Answer {
        ALLOWED,
        /** To be answered as if there were no such tenant. */
        NO_BUSINESS,
        PASSWORD_FIRST,
        NOT_ALLOWED,
        /** The stay has ended: what is asked for would change something. */
        STAY_ENDED,
        /** The stay has ended so long ago that its own people do not read any more. */
        READING_ENDED
    }

    /**
     * Decides.
     *
     * @param now whether a tenant whose stay has ended may still be read by its own people
     * @param hasLead whether the tenant has a lead; asked only where the answer depends on it
     */
    static Answer decide(
            Principal principal,
            Tenant tenant,
            Permission permission,
            Door door,
            Instant now,
            BooleanSupplier hasLead) {
        boolean atHome = principal.home().equals(tenant.id());
        if (!atHome && !principal.role().ofProvider()) {
            return Answer.NO_BUSINESS;
        }
        if (principal.mustChangePassword()) {
            return Answer.PASSWORD_FIRST;
        }
        if (atHome && readingEnded(tenant, now)) {
            return Answer.READING_ENDED;
        }
        if (!tenant.open() && !permission.outlastsStay()) {
            return Answer.STAY_ENDED;
        }
        boolean allowed = permission.heldBy(principal.role())
                && door.opensFor(principal.scopes(), permission)
                && switch (permission) {
                    case MANAGE_PLATFORM -> atHome;
                    // Leads name leads. The provider names the first, for there is nobody else to do it.
                    case MANAGE_MEMBERS -> atHome || !hasLead.getAsBoolean();
                    case READ,
                            PROPOSE,
                            REVIEW,
                            APPLY,
                            OVERRIDE,
                            OPERATE,
                            MANAGE_REPOSITORIES,
                            MANAGE_STATES,
                            DOWNLOAD_STATES,
                            INVOICE,
                            CLOSE_TENANT -> true;
                };
        return allowed ? Answer.ALLOWED : Answer.NOT_ALLOWED;
    }

    /** Whether the tenant's own people may not even read any more. */
    static boolean readingEnded(Tenant tenant, Instant now) {
        Tenant.Closed closed = tenant.closed();
        return closed != null && !now.isBefore(closed.readableUntil());
    }
}
