package io.binome.tenancy;

import io.binome.kernel.TenantScope;

/** The one place that says who may do what. Every door calls it before it calls anything else. */
public interface Access {
    /**
     * Enters a tenant by its name for one purpose.
     *
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.TenantNotFound} when there is no such tenant
     *     or the person has no business there (the two are not told apart), {@link TenancyProblem.NotAllowed} when
     *     their role or token does not allow it, {@link TenancyProblem.PasswordChangeRequired} while they still have
     *     the password that somebody else chose for them
     */
    Entry enter(Principal principal, String tenant, Permission permission);

    /**
     * As {@link #enter}, for clone, fetch ({@link Permission#READ}) and push ({@link Permission#PROPOSE}) with git, which
     * asks for other scopes of a token.
     */
    Entry enterByGit(Principal principal, String tenant, Permission permission);

    /** The provider's own tenant, for {@link Permission#MANAGE_PLATFORM}. */
    Entry enterPlatform(Principal principal);

    /**
     * The person's own account: password, sessions, access tokens. The one thing that is open to somebody who must
     * change their password.
     *
     * @return the scope of their own tenant
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.TokenScopeMissing} for a token without
     *     {@link TokenScope#API}, so that a token that only reads cannot make itself a stronger one
     */
    TenantScope enterAccount(Principal principal);

    /** Whether {@link #enter} would succeed; for drawing buttons. */
    boolean allows(Principal principal, Tenant tenant, Permission permission);

    /** A tenant that was entered. */
    record Entry(Tenant tenant, TenantScope scope) {}
}
