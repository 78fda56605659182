package io.binome.server.console;

import io.binome.tenancy.Member;
import io.binome.tenancy.SignIn;
import java.util.List;
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
        boolean linkResets) {}
