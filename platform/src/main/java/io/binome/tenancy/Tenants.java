package io.binome.tenancy;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import java.util.List;
import java.util.Optional;

/** The companies and their people. Steps that change something are in the ledger of the tenant they concern. */
public interface Tenants {
    /** The provider's tenant, which is there from the first start. */
    Tenant provider();

    /** Creates a client company; its limits are the defaults until its contract says otherwise. */
    Tenant create(Actor actor, String name, String title);

    Optional<Tenant> byName(String name);

    Tenant get(TenantScope scope);

    /** The tenant of a transaction. */
    Tenant get(Transaction transaction);

    /** All, also those whose stay has ended; the provider first, then by name. */
    List<Tenant> all();

    /** Those whose stay goes on: for whoever looks after tenants by himself. */
    default List<Tenant> open() {
        return all().stream().filter(Tenant::open).toList();
    }

    /**
     * To be called first where a machine begins something for the tenant: its stay does not end before the transaction
     * does.
     *
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.StayEnded}
     */
    void requireOpen(Transaction transaction);

    Page<Tenant> all(PageRequest page);

    /** All, by their names. */
    List<Member> members(TenantScope scope);

    Page<Member> members(TenantScope scope, PageRequest page);

    Optional<Member> member(TenantScope scope, MemberId member);

    /** Display names for ids, also of the provider's people who acted here; ids that are unknown are left out. */
    java.util.Map<MemberId, String> displayNames(TenantScope scope, java.util.Collection<MemberId> members);

    /** What the people of both sides are now: the tenant's members and the provider's. */
    java.util.Map<MemberId, Standing> standings(TenantScope scope);

    /**
     * Creates a member at once, with a first password; for set-up by commands. People are otherwise invited.
     *
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.EmailTaken}, {@link TenancyProblem.RoleMisplaced}
     */
    Member createMember(TenantScope scope, Actor actor, NewMember member);

    /** Never the last lead (or owner): {@link TenancyProblem.LastOfRole}. Signs the person out everywhere. */
    void changeRole(TenantScope scope, Actor actor, MemberId member, Role role);

    /** As {@link #changeRole}; the member's tokens and sessions end at once. */
    void remove(TenantScope scope, Actor actor, MemberId member);

    TenantLimits limits(TenantScope scope);

    /**
     * Sets what a tenant may take from now on. What runs goes on, even where that is more than the new limits: only what
     * asks for still more is refused. The change stands in the tenant's own ledger.
     *
     * @param limits with the ports as they are: they belong to routes that may be in use
     * @throws io.binome.kernel.ProblemException with {@link io.binome.kernel.InvalidInput} for limits that make no sense
     */
    TenantLimits changeLimits(TenantScope scope, Actor actor, TenantLimits limits);

    /** As {@link #changeLimits(TenantScope, Actor, TenantLimits)}, in a transaction that is open already. */
    TenantLimits changeLimits(Transaction transaction, Actor actor, TenantLimits limits);

    /** As {@link #limits(TenantScope)}, in a transaction that is open already. */
    TenantLimits limits(Transaction transaction);

    /** A member to be; {@code password} 12 to 200 characters. */
    record NewMember(String email, String displayName, Role role, String password) {}
}
