package io.binome.server.console;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.tenancy.Permission;
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
                may.contains(Permission.REVIEW) && !change.authors().contains(person);
            case ChangeState.Planned _
            when change.blockers().isEmpty() -> change.opener().equals(person) && may.contains(Permission.APPLY);
            case ChangeState.Merged _ ->
                change.reviewDue()
                        && may.contains(Permission.REVIEW)
                        && !change.authors().contains(person);
            default -> false;
        };
    }

    static boolean needsApproval(Change change) {
        return change.blockers().stream().anyMatch(blocker -> blocker instanceof Blocker.NeedsApproval);
    }
}
