package io.binome.server.console;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.contracts.Party;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Role;
import java.util.Set;

/** Whether the next step of a change is this person's. */
final class Waiting {
    private Waiting() {}

    static boolean forPerson(Change change, String person, Set<Permission> may) {
        return switch (change.state()) {
            case ChangeState.ApplyFailed _ -> may.contains(Permission.APPLY);
            case ChangeState.Conflicting _, ChangeState.Refused _, ChangeState.PlanFailed _, ChangeState.NotApplied _ ->
                change.opener().equals(person);
            case ChangeState.Planned _ when change.draft() -> false;
            case ChangeState.Planned _
            when needsApproval(change) ->
                mayGive(change, may) && !change.authors().contains(person);
            case ChangeState.Planned _
            when change.blockers().isEmpty() -> change.opener().equals(person) && may.contains(Permission.APPLY);
            case ChangeState.Merged _ ->
                change.reviewDue()
                        && may.contains(Permission.REVIEW)
                        && !change.authors().contains(person);
            default -> false;
        };
    }

    /** Whether one of the approvals that it waits for is one that this person's side can give. */
    private static boolean mayGive(Change change, Set<Permission> may) {
        boolean provider = may.contains(Permission.OVERRIDE);
        return may.contains(Permission.REVIEW)
                && change.blockers().stream()
                        .anyMatch(blocker -> blocker instanceof Blocker.NeedsApproval needs
                                && (needs.need().party() == null
                                        || (needs.need().party() == Party.PROVIDER) == provider)
                                && (needs.need().atLeast() != Role.LEAD
                                        || may.contains(Permission.MANAGE_REPOSITORIES)));
    }

    static boolean needsApproval(Change change) {
        return change.blockers().stream().anyMatch(blocker -> blocker instanceof Blocker.NeedsApproval);
    }
}
