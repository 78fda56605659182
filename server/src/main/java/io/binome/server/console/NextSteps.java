package io.binome.server.console;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Offer;
import io.binome.server.api.ChangeCommandName;
import io.binome.tenancy.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The buttons of a change: the next step first, which says why when it cannot be taken, then what else can be done now.
 *
 * @param first null when nothing can be done but wait
 * @param edits whether title and description can be changed
 * @param limits whether its plans can be limited to some addresses, or to none again
 */
public record NextSteps(@Nullable Step first, List<Step> others, boolean edits, boolean limits) {

    /**
     * A button.
     *
     * @param open whether it would be accepted; if not, {@code why} says why
     * @param asks the field that it needs: {@code note}, {@code reason}, or null
     * @param danger whether it undoes or refuses something
     */
    public record Step(
            String command,
            boolean open,
            @Nullable String why,
            @Nullable String asks,
            boolean danger) {}

    private static final List<String> OTHERS = List.of(
            "approve",
            "reject",
            "withdraw-review",
            "schedule",
            "override",
            "retry",
            "go-back",
            "cancel",
            "replan",
            "mark-ready",
            "mark-draft",
            "close",
            "reopen");

    /** @param canBeLimited whether a stack of it has an engine that plans parts of a stack, or its plans are limited now */
    static NextSteps of(
            Change change,
            List<Offer> offers,
            boolean canBeLimited,
            Set<Permission> may,
            ChangeWords words,
            Reader reader) {
        Map<String, Step> steps = new java.util.LinkedHashMap<>();
        for (Offer offer : offers) {
            steps.put(offer.command(), step(offer, change, may, words, reader));
        }
        String next = next(change, steps);
        Step first = next == null ? null : steps.get(next);
        List<Step> others = new ArrayList<>();
        for (String command : OTHERS) {
            Step step = steps.get(command);
            if (step != null && step.open() && !command.equals(next)) {
                others.add(step);
            }
        }
        Step edit = steps.get("edit");
        return new NextSteps(first, others, edit != null && edit.open(), canBeLimited && open(steps, "targets"));
    }

    private static Step step(Offer offer, Change change, Set<Permission> may, ChangeWords words, Reader reader) {
        Permission needed = ChangeCommandName.of(offer.command()).permission();
        String asks =
                switch (offer.command()) {
                    case "reject" -> "note";
                    case "go-back", "override" -> "reason";
                    default -> null;
                };
        boolean danger =
                List.of("reject", "go-back", "override", "close", "cancel").contains(offer.command());
        if (!may.contains(needed)) {
            return new Step(
                    offer.command(),
                    false,
                    reader.text("step.not-allowed", reader.word("permission", needed.name())),
                    asks,
                    danger);
        }
        return new Step(
                offer.command(), offer.open(), offer.open() ? null : why(offer, change, words, reader), asks, danger);
    }

    private static @Nullable String why(Offer offer, Change change, ChangeWords words, Reader reader) {
        if (offer.command().equals("apply") && !change.blockers().isEmpty()) {
            return words.sentence(change.blockers().getFirst());
        }
        return reader.problem(
                offer.refusal() == null ? "" : offer.refusal(),
                Map.of("command", offer.command(), "state", change.state().name()),
                offer.why() == null ? "" : offer.why());
    }

    private static @Nullable String next(Change change, Map<String, Step> steps) {
        return switch (change.state()) {
            case ChangeState.ApplyFailed _ -> "retry";
            case ChangeState.Conflicting _,
                    ChangeState.Refused _,
                    ChangeState.PlanFailed _,
                    ChangeState.NotApplied _,
                    ChangeState.Empty _ -> "replan";
            case ChangeState.Merged _ -> change.reviewDue() && open(steps, "approve") ? "approve" : null;
            case ChangeState.Closed _ -> "reopen";
            case ChangeState.Scheduled _, ChangeState.Queued _, ChangeState.Applying _ -> null;
            case ChangeState.Planning _ -> "apply";
            case ChangeState.WentBack _, ChangeState.GoingBack _ -> null;
            case ChangeState.Planned _ ->
                change.blockers().isEmpty() ? "apply" : past(change.blockers().getFirst(), steps);
        };
    }

    private static String past(Blocker blocker, Map<String, Step> steps) {
        return switch (blocker) {
            case Blocker.IsDraft _ -> "mark-ready";
            case Blocker.Stale _ -> "replan";
            case Blocker.WindowClosed closed -> closed.startsAt() == null ? "apply" : "schedule";
            case Blocker.NeedsApproval _ -> open(steps, "approve") ? "approve" : "apply";
            case Blocker.NotPlanned _,
                    Blocker.BreaksRules _,
                    Blocker.Rejected _,
                    Blocker.StackPartial _,
                    Blocker.WaitsFor _ -> "apply";
        };
    }

    private static boolean open(Map<String, Step> steps, String command) {
        Step step = steps.get(command);
        return step != null && step.open();
    }
}
