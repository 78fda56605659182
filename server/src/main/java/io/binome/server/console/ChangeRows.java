package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.kernel.TenantScope;
import io.binome.server.api.People;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Tenant;
import java.util.List;
import java.util.Set;

/** Makes the rows of lists of changes. */
final class ChangeRows {
    private final People people;
    private final Reader reader;

    ChangeRows(People people, Reader reader) {
        this.people = people;
        this.reader = reader;
    }

    List<ChangeRow> of(Tenant tenant, List<Change> changes, String person, Set<Permission> may) {
        ChangeWords words = new ChangeWords(
                reader,
                people.book(new TenantScope(tenant.id()), changes.stream().flatMap(People::ofChange)));
        return changes.stream()
                .map(change -> new ChangeRow(
                        tenant.name(),
                        tenant.title(),
                        change,
                        words.badge(change),
                        words.standing(change),
                        words.person(change.opener()),
                        change.opener().equals(person),
                        Waiting.forPerson(change, person, may)))
                .toList();
    }
}
