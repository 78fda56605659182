package io.binome.server.console;

import io.binome.tenancy.Member;
import io.binome.tenancy.SignIn;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The people of a tenant.
 *
 * @param manages whether the reader may invite, change and remove
 * @param link an invitation's or a reset's link that was just made, shown this once; {@code linkFor} says for whom
 */
public record MembersPage(
        List<Member> members,
        List<SignIn.PendingInvitation> invitations,
        List<String> roles,
        boolean manages,
        @Nullable String link,
        @Nullable String linkFor,
        boolean linkResets) {
    public List<Member> members(Sorting sorting) {
        return sorting.of(
                members,
                Map.of(
                        "name",
                        Comparator.comparing(Member::displayName, String.CASE_INSENSITIVE_ORDER),
                        "email",
                        Comparator.comparing(Member::email),
                        "role",
                        Comparator.comparing(Member::role),
                        "since",
                        Comparator.comparing(Member::createdAt)));
    }
}
