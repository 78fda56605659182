package io.binome.changes.internal;

import io.binome.changes.Blocker;

/** Blockers as codes and as English sentences, for problems. */
final class BlockerWords {
    private BlockerWords() {}

    static String code(Blocker blocker) {
        return switch (blocker) {
            case Blocker.IsDraft _ -> "draft";
            case Blocker.NotPlanned _ -> "not-planned";
            case Blocker.Stale _ -> "stale";
            case Blocker.NeedsApproval _ -> "needs-approval";
            case Blocker.BreaksRules _ -> "breaks-rules";
            case Blocker.WindowClosed _ -> "window-closed";
            case Blocker.Rejected _ -> "rejected";
            case Blocker.StackPartial _ -> "stack-partial";
            case Blocker.WaitsFor _ -> "waits-for";
        };
    }

    static String sentence(Blocker blocker) {
        return switch (blocker) {
            case Blocker.IsDraft _ -> "The change is a draft. Mark it ready first.";
            case Blocker.NotPlanned _ -> "The change has no plan that could be applied.";
            case Blocker.Stale stale ->
                "The plan is no longer current (" + String.join(", ", stale.reasons()) + "). Plan it again.";
            case Blocker.NeedsApproval needed ->
                "The change still needs " + NeedWords.phrase(needed.need().times(needed.missing())) + ".";
            case Blocker.BreaksRules breaks ->
                (breaks.findings() == 1
                                ? "A rule blocks the change: "
                                : breaks.findings() + " rules block the change: ")
                        + breaks.first();
            case Blocker.WindowClosed closed ->
                "No window is open for " + closed.environment() + ". " + closed.why()
                        + (closed.startsAt() == null ? "" : " It can be applied from " + closed.startsAt() + ".");
            case Blocker.Rejected _ -> "Somebody voted against the change. They can withdraw their vote.";
            case Blocker.StackPartial partial ->
                "The stack " + partial.stack() + " stands half-way after " + partial.change()
                        + ". Retry that change or go back first.";
            case Blocker.WaitsFor waits -> "The change waits for " + waits.change() + " on " + waits.stack() + ".";
        };
    }
}
