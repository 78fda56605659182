package io.binome.contracts;

import io.binome.tenancy.Role;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Approvals that a change needs before it is applied. Several needs hold together; one person's vote may serve several.
 *
 * @param party on whose side the approvers stand; null for either
 * @param atLeast the least role on its own side: {@code DEVELOPER} admits leads, {@code OPERATOR} admits owners; null for
 *     anybody who may review
 * @param people e-mail addresses of those who alone may give it, where the contract names owners of a path; empty for
 *     everybody of that role
 * @param count how many, from 1
 * @param because the term that asks for it, an English phrase such as {@code production × high}
 */
public record Need(@Nullable Party party, @Nullable Role atLeast, SortedSet<String> people, int count, String because) {
    public Need {
        people = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(people));
    }

    /** The same for another number of people. */
    public Need times(int other) {
        return new Need(party, atLeast, people, other, because);
    }

    /** Anybody on either side who may review and is no author. */
    public static Need peer(String because) {
        return new Need(null, null, new TreeSet<>(), 1, because);
    }

    public static Need of(Party party, Role atLeast, String because) {
        return new Need(party, atLeast, new TreeSet<>(), 1, because);
    }

    public Need because(String other) {
        return new Need(party, atLeast, people, count, other);
    }

    /** Whether whoever gives this has given the other as well. */
    public boolean covers(Need other) {
        return count >= other.count
                && (other.people.isEmpty() || (!people.isEmpty() && other.people.containsAll(people)))
                && (other.party == null || other.party == party)
                && (other.atLeast == null || (atLeast != null && atLeast.compareTo(other.atLeast) >= 0));
    }
}
