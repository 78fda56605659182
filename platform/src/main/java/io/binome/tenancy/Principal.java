package io.binome.tenancy;

import io.binome.kernel.Actor;
import io.binome.kernel.MemberId;
import io.binome.kernel.TenantId;
import java.util.Set;

/**
 * A person who has proved who they are.
 *
 * @param home the tenant whose member they are; the provider's for its operators and owners
 * @param scopes what the token allows; all of them for a console session
 * @param mustChangePassword whether they may do nothing yet but choose a password of their own
 */
public record Principal(MemberId member, TenantId home, Role role, Set<TokenScope> scopes, boolean mustChangePassword) {
    public Principal {
        scopes = Set.copyOf(scopes);
    }

    public Principal(MemberId member, TenantId home, Role role, Set<TokenScope> scopes) {
        this(member, home, role, scopes, false);
    }

    public Actor actor() {
        return new Actor.Person(member, home);
    }
}
