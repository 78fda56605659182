package io.binome.repositories.internal;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Member;
import io.binome.tenancy.Tenants;
import org.eclipse.jgit.lib.PersonIdent;

/** Whose name stands in a commit that the platform writes for somebody. The time in it means nothing. */
@FunctionalInterface
interface CommitAuthors {
    PersonIdent author(Actor actor);

    static CommitAuthors of(Tenants tenants) {
        PersonIdent machine = new PersonIdent("Binome", "binome@binome.invalid");
        return actor -> switch (actor) {
            case Actor.Machine _ -> machine;
            case Actor.Person person ->
                tenants.member(new TenantScope(person.home()), person.member())
                        .map((Member member) -> new PersonIdent(member.displayName(), member.email()))
                        .orElse(machine);
        };
    }
}
