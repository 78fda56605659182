package io.binome.server.api;

import io.binome.kernel.Id;
import io.binome.kernel.MemberId;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Tenants;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns the references under which the record keeps people into what readers know them by. */
public final class People {
    private static final String MEMBER = "member:";

    private final Tenants tenants;

    public People(Tenants tenants) {
        this.tenants = tenants;
    }

    /** Whose names an answer about a change needs. */
    public static Stream<@Nullable String> ofChange(io.binome.changes.Change change) {
        return PeopleOfChange.of(change);
    }

    public Book book(TenantScope scope, Stream<@Nullable String> references) {
        Collection<MemberId> members = references
                .filter(Objects::nonNull)
                .filter(reference -> reference.startsWith(MEMBER))
                .map(reference -> new MemberId(Id.parseUuid(reference.substring(MEMBER.length()))))
                .collect(Collectors.toSet());
        return new Book(members.isEmpty() ? Map.of() : tenants.displayNames(scope, members));
    }

    /** The people of one answer. */
    public record Book(Map<MemberId, String> names) {
        public PersonView person(String reference) {
            if (!reference.startsWith(MEMBER)) {
                return new PersonView(reference, "Binome");
            }
            return new PersonView(
                    reference, names.get(new MemberId(Id.parseUuid(reference.substring(MEMBER.length())))));
        }
    }

    /**
     * @param reference {@code member:<id>} or {@code binome:<component>}, as in the ledger
     * @param displayName null for somebody who is not known here any more
     */
    public record PersonView(String reference, @Nullable String displayName) {}
}
