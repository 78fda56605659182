package io.binome.server.console;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.StackPlan;
import io.binome.contracts.Need;
import io.binome.server.api.People;
import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.tenancy.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a change does, where it stands and what it still needs, as sentences in the reader's language. */
final class ChangeWords {
    private final Reader reader;
    private final People.Book people;

    ChangeWords(Reader reader, People.Book people) {
        this.reader = reader;
        this.people = people;
    }

    String person(String reference) {
        String name = people.person(reference).displayName();
        return name == null ? reader.text("person.gone") : name;
    }

    Badge badge(Change change) {
        String word = reader.text("state." + change.state().name());
        return switch (change.state()) {
            case ChangeState.Planning _, ChangeState.Scheduled _, ChangeState.Queued _, ChangeState.Applying _ ->
                Badge.waiting(word);
            case ChangeState.Conflicting _,
                    ChangeState.Refused _,
                    ChangeState.PlanFailed _,
                    ChangeState.NotApplied _,
                    ChangeState.ApplyFailed _ -> Badge.danger(word);
            case ChangeState.GoingBack _ -> Badge.warning(word);
            case ChangeState.Merged _ ->
                change.reviewDue() ? Badge.warning(reader.text("state.review-due")) : Badge.ok(word);
            case ChangeState.Empty _, ChangeState.WentBack _, ChangeState.Closed _ -> Badge.quiet(word);
            case ChangeState.Planned _ ->
                change.blockers().isEmpty()
                        ? Badge.ok(reader.text("state.ready"))
                        : blocked(change.blockers().getFirst());
        };
    }

    private Badge blocked(Blocker blocker) {
        return switch (blocker) {
            case Blocker.IsDraft _ -> Badge.quiet(reader.text("state.draft"));
            case Blocker.NotPlanned _ -> Badge.waiting(reader.text("state.planning"));
            case Blocker.Stale _ -> Badge.warning(reader.text("state.stale"));
            case Blocker.NeedsApproval _ -> Badge.waiting(reader.text("state.needs-review"));
            case Blocker.BreaksRules _ -> Badge.danger(reader.text("state.breaks-rules"));
            case Blocker.WindowClosed _ -> Badge.waiting(reader.text("state.window-closed"));
            case Blocker.Rejected _ -> Badge.danger(reader.text("state.rejected"));
            case Blocker.StackPartial _ -> Badge.warning(reader.text("state.stack-partial"));
            case Blocker.WaitsFor _ -> Badge.waiting(reader.text("state.waits-for"));
        };
    }

    /** What keeps it, as a sentence. */
    String sentence(Blocker blocker) {
        return switch (blocker) {
            case Blocker.IsDraft _ -> reader.text("blocker.is-draft");
            case Blocker.NotPlanned _ -> reader.text("blocker.not-planned");
            case Blocker.Stale stale ->
                reader.text(
                        "blocker.stale",
                        reader.list(stale.reasons().stream().map(this::moved).toList()));
            case Blocker.NeedsApproval needs -> need(needs.need(), needs.missing());
            case Blocker.BreaksRules breaks -> reader.text("blocker.breaks-rules", breaks.findings());
            case Blocker.WindowClosed closed ->
                closed.startsAt() == null
                        ? reader.text("blocker.window-never", closed.environment(), reader.sentence(closed.why()))
                        : reader.text(
                                "blocker.window-closed",
                                closed.environment(),
                                reader.sentence(closed.why()),
                                reader.exact(closed.startsAt()));
            case Blocker.Rejected rejected -> reader.text("blocker.rejected", person(rejected.by()));
            case Blocker.StackPartial partial ->
                reader.text("blocker.stack-partial", partial.stack(), partial.change());
            case Blocker.WaitsFor waits -> reader.text("blocker.waits-for", waits.change(), waits.stack());
        };
    }

    /** Whose approval is needed, and what asks for it. */
    String need(Need need, int missing) {
        String whom;
        if (!need.people().isEmpty()) {
            whom = reader.text("need.people", String.join(", ", need.people()));
        } else if (need.atLeast() == Role.LEAD || need.atLeast() == Role.OWNER) {
            whom = reader.text("need." + need.atLeast().name().toLowerCase(Locale.ROOT));
        } else {
            whom = reader.text("need."
                    + (need.party() == null ? "any" : need.party().name().toLowerCase(Locale.ROOT)));
        }
        return need.because().isEmpty()
                ? reader.text("blocker.needs-approval", missing, whom)
                : reader.text("blocker.needs-approval-because", missing, whom, reader.sentence(need.because()));
    }

    private String moved(String reason) {
        int colon = reason.indexOf(':');
        String kind = colon < 0 ? reason : reason.substring(0, colon);
        String what = colon < 0 ? "" : reason.substring(colon + 1);
        return reader.knows("moved." + kind) ? reader.text("moved." + kind, what) : reason;
    }

    /** One line on where it stands: the first blocker, the reason of a failure, or what happens now. */
    String standing(Change change) {
        return switch (change.state()) {
            case ChangeState.Conflicting conflicting ->
                reader.text("standing.conflicting", reader.list(conflicting.files()));
            case ChangeState.Refused refused -> reader.text("standing.refused", refused.findings());
            case ChangeState.PlanFailed failed -> failed.reason();
            case ChangeState.NotApplied failed -> reader.text("standing.not-applied", failed.reason());
            case ChangeState.ApplyFailed failed -> reader.text("standing.apply-failed", failed.reason());
            case ChangeState.Scheduled scheduled ->
                reader.text("standing.scheduled", reader.exact(scheduled.startsAt()));
            case ChangeState.Planned _ when change.halfApplied() -> reader.text("standing.half-applied");
            case ChangeState.Planned _
            when !change.blockers().isEmpty() -> sentence(change.blockers().getFirst());
            case ChangeState.Merged _ when change.reviewDue() -> reader.text("standing.review-due");
            default -> reader.text("standing." + change.state().name());
        };
    }

    /** What it does, in one sentence, from its plans: "Updates 2 services and replaces 1 volume in production." */
    String verdict(Change change, List<StackPlan> plans) {
        if (!(change.state() instanceof ChangeState.Planned) && plans.stream().allMatch(plan -> plan.plan() == null)) {
            return standing(change);
        }
        Map<Work, Map<String, Integer>> counts = new TreeMap<>();
        TreeSet<String> environments = new TreeSet<>();
        for (StackPlan stack : plans) {
            if (stack.plan() != null && !stack.plan().isEmpty()) {
                environments.add(stack.declaration().environment());
                for (ResourceChange resource : stack.plan().changes()) {
                    if (resource.action().changes()) {
                        counts.computeIfAbsent(Work.of(resource.action()), _ -> new TreeMap<>(this::servicesFirst))
                                .merge(resource.type(), 1, Integer::sum);
                    }
                }
            }
        }
        if (counts.isEmpty()) {
            return reader.text(environments.isEmpty() ? "verdict.nothing" : "verdict.state-only");
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((work, types) -> parts.add(reader.text("verdict." + work.word(), reader.list(things(types)))));
        String sentence =
                reader.list(parts) + " " + reader.text("verdict.in", reader.list(List.copyOf(environments))) + ".";
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private int servicesFirst(String left, String right) {
        return left.equals(right)
                ? 0
                : left.equals("service") ? -1 : right.equals("service") ? 1 : left.compareTo(right);
    }

    private List<String> things(Map<String, Integer> types) {
        return types.entrySet().stream()
                .map(type -> reader.knows("things." + type.getKey())
                        ? reader.text("things." + type.getKey(), type.getValue())
                        : type.getValue() + " × " + type.getKey())
                .toList();
    }

    /** The order in which a sentence tells what is done. */
    private enum Work {
        UPDATE,
        CREATE,
        REPLACE,
        DELETE,
        FORGET,
        ADOPT;

        static Work of(Action action) {
            return switch (action) {
                case CREATE -> CREATE;
                case REPLACE, REPLACE_CREATE_FIRST -> REPLACE;
                case DELETE -> DELETE;
                case FORGET -> FORGET;
                case ADOPT -> ADOPT;
                case UPDATE, READ, NO_OP -> UPDATE;
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
