package io.binome.tenancy;

import static io.binome.tenancy.Role.DEVELOPER;
import static io.binome.tenancy.Role.LEAD;
import static io.binome.tenancy.Role.OPERATOR;
import static io.binome.tenancy.Role.OWNER;
import static io.binome.tenancy.Role.READER;

import java.util.EnumSet;
import java.util.Set;

/** What may be done, and which roles may do it: a client's roles in their own tenant, the provider's in every tenant. */
public enum Permission {
    /** See repositories, changes, stacks, services, runs and their logs, the ledger. */
    READ(READER, DEVELOPER, LEAD, OPERATOR, OWNER),
    /** Push branches; draft, close, reopen, re-plan and comment on changes. */
    PROPOSE(DEVELOPER, LEAD, OPERATOR, OWNER),
    /** Vote on a change. */
    REVIEW(DEVELOPER, LEAD, OPERATOR, OWNER),
    /** Apply an approved change, retry, cancel, go back. */
    APPLY(DEVELOPER, LEAD, OPERATOR, OWNER),
    /** Leave out, once and with a reason that both sides see, what rules, reviews and windows ask for. */
    OVERRIDE(OPERATOR, OWNER),
    /** Restart a service, open a shell in it. */
    OPERATE(DEVELOPER, LEAD, OPERATOR, OWNER),
    /** Create and archive repositories. */
    MANAGE_REPOSITORIES(LEAD, OPERATOR, OWNER),
    /** Go back to an earlier version, take a resource out, release somebody's lock by force. */
    MANAGE_STATES(LEAD, OPERATOR, OWNER),
    /** Take a state along as a file, which holds secrets. */
    DOWNLOAD_STATES(LEAD, OPERATOR, OWNER),
    /** Invite, change roles, remove. A client's members are named by the client's own leads. */
    MANAGE_MEMBERS(LEAD, OWNER),
    /** Issue invoices and credit notes of a client. */
    INVOICE(OWNER),
    /** Announce that a client's stay ends, and take that back. */
    CLOSE_TENANT(OWNER),
    /** Create tenants, change their limits; sites, hosts; see all tenants. Only within the provider's own tenant. */
    MANAGE_PLATFORM(OPERATOR, OWNER);

    private final Set<Role> roles;

    Permission(Role first, Role... others) {
        this.roles = EnumSet.of(first, others);
    }

    /** Whether it is still of use when the stay of a tenant has ended: nothing that is done to what ran there is. */
    public boolean outlastsStay() {
        return switch (this) {
            case READ, DOWNLOAD_STATES, MANAGE_MEMBERS, INVOICE -> true;
            case PROPOSE,
                    REVIEW,
                    APPLY,
                    OVERRIDE,
                    OPERATE,
                    MANAGE_REPOSITORIES,
                    MANAGE_STATES,
                    CLOSE_TENANT,
                    MANAGE_PLATFORM -> false;
        };
    }

    /** Whether no role of a client has it. */
    public boolean ofProviderAlone() {
        return roles.stream().allMatch(Role::ofProvider);
    }

    public boolean heldBy(Role role) {
        return roles.contains(role);
    }
}
