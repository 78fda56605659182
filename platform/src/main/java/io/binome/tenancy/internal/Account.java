package io.binome.tenancy.internal;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Member;
import io.binome.tenancy.Principal;
import io.binome.tenancy.TokenScope;
import java.util.EnumSet;
import java.util.Set;

/** A member with what proves it. */
record Account(Member member, String passwordHash, boolean mustChangePassword) {
    TenantScope scope() {
        return new TenantScope(member.tenant());
    }

    Actor actor() {
        return new Actor.Person(member.id(), member.tenant());
    }

    /** As a person with a console session. */
    Principal principal() {
        return principal(EnumSet.allOf(TokenScope.class));
    }

    Principal principal(Set<TokenScope> scopes) {
        return new Principal(member.id(), member.tenant(), member.role(), scopes, mustChangePassword);
    }

    @Override
    public String toString() {
        return "Account[" + member.id() + "]";
    }
}
