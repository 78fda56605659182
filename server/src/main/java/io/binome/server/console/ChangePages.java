package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.changes.Judgement;
import io.binome.changes.Offer;
import io.binome.changes.Review;
import io.binome.changes.StackPlan;
import io.binome.kernel.Risk;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Diff;
import io.binome.repositories.Repositories;
import io.binome.runs.Run;
import io.binome.runs.Runs;
import io.binome.server.api.People;
import io.binome.server.api.Words;
import io.binome.stacks.Action;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.PlanCheck;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Gathers what the page of a change shows from the rooms. */
final class ChangePages {
    private static final int LOG_BYTES = 256 * 1024;

    /** More than these nobody reads one by one: the plan itself shows them first. */
    private static final int CAREFUL = 8;

    private static final int REASONS = 3;

    private final Changes changes;
    private final Repositories repositories;
    private final Stacks stacks;
    private final Runs runs;
    private final People people;
    private final JsonMapper json;

    ChangePages(Changes changes, Repositories repositories, Stacks stacks, Runs runs, People people, JsonMapper json) {
        this.changes = changes;
        this.repositories = repositories;
        this.stacks = stacks;
        this.runs = runs;
        this.people = people;
        this.json = json;
    }

    ChangePage of(
            Access.Entry entry,
            Frame frame,
            Change change,
            String tab,
            PlanSlice slice,
            @Nullable String askedRun,
            io.binome.kernel.Actor actor) {
        TenantScope scope = entry.scope();
        List<StackPlan> plans = changes.plans(scope, change.id());
        List<Review> reviews = changes.reviews(scope, change.id());
        List<Activity> activity = changes.activity(scope, change.id());
        List<Run> all = runs.of(scope, change.id());
        ChangeWords words = new ChangeWords(frame.reader(), book(scope, change, reviews, activity));
        List<PlanTree.Remark> remarks = new ArrayList<>();
        for (Activity happened : activity) {
            if (happened instanceof Activity.Comment comment && comment.line() != null) {
                remarks.add(new PlanTree.Remark(comment, words.person(comment.actor())));
            }
        }
        List<String> careful = careful(plans, frame.reader());
        String to = change.merge() == null ? change.head() : change.merge();
        return new ChangePage(
                entry.tenant(),
                change,
                tab,
                words.badge(change),
                words.verdict(change, plans),
                words.person(change.opener()),
                change.limited() == null ? null : words.person(change.limited().by()),
                change.overridden() == null
                        ? null
                        : words.person(change.overridden().by()),
                change.state().over() || change.blockers().isEmpty() || change.state() instanceof ChangeState.Scheduled
                        ? List.of(words.standing(change))
                        : change.blockers().stream().map(words::sentence).toList(),
                careful.stream().limit(CAREFUL).toList(),
                Math.max(0, careful.size() - CAREFUL),
                NextSteps.of(
                        change,
                        offers(scope, change, reviews, actor, frame),
                        change.limited() != null || plans.stream().anyMatch(this::planInParts),
                        frame.may(),
                        words,
                        frame.reader()),
                judged(scope, change, frame.reader()),
                plans.stream()
                        .map(plan -> PlanTree.of(
                                plan,
                                remarks.stream()
                                        .filter(remark -> stands(remark, plan))
                                        .toList(),
                                slice,
                                json))
                        .toList(),
                changes.findings(scope, change.id()),
                reviews.stream()
                        .map(review -> vote(review, words, frame.reader()))
                        .toList(),
                activity.reversed().stream()
                        .map(happened -> moment(happened, words, frame.reader()))
                        .toList(),
                all.stream().map(run -> line(run, plans, frame.reader())).toList(),
                tab.equals("code") ? diff(scope, change, to) : null,
                log(entry, change, all, askedRun, plans, frame.reader()),
                repositories
                        .changedPaths(scope, change.repository(), change.base(), to)
                        .size(),
                "git push binome " + change.branch());
    }

    private ChangePage.@Nullable Judged judged(TenantScope scope, Change change, Reader reader) {
        return changes.judgement(scope, change.id())
                .map(judgement -> new ChangePage.Judged(
                        judgement,
                        risk(judgement.risk(), reader),
                        reasons(judgement, reader),
                        judgement.accepted()
                                ? reader.text("judged.contract", judgement.contract())
                                : reader.text("judged.offer")))
                .orElse(null);
    }

    /** Why that risk, in the words of the rules that gave it; they speak both languages. */
    private static List<String> reasons(Judgement judgement, Reader reader) {
        return judgement.risk() == Risk.LOW
                ? List.of()
                : judgement.stacks().stream()
                        .flatMap(stack -> stack.findings().stream())
                        .filter(finding -> finding.risk() == judgement.risk())
                        .map(finding -> finding.message().getOrDefault(reader.language(), finding.title()))
                        .distinct()
                        .limit(REASONS)
                        .toList();
    }

    static Badge risk(Risk risk, Reader reader) {
        String word = reader.text("risk." + risk.name().toLowerCase(Locale.ROOT));
        return switch (risk) {
            case LOW -> Badge.ok(word);
            case MEDIUM -> Badge.waiting(word);
            case HIGH -> Badge.warning(word);
            case CRITICAL -> Badge.danger(word);
        };
    }

    /** What can be done; a vote can be withdrawn only by who has given one. */
    private List<Offer> offers(
            TenantScope scope, Change change, List<Review> reviews, io.binome.kernel.Actor actor, Frame frame) {
        boolean voted = reviews.stream()
                .anyMatch(review ->
                        review.reviewer().equals(actor.reference()) && review.vote() != Review.Vote.WITHDRAWN);
        return changes.offers(scope, change.id(), actor, frame.may(Permission.MANAGE_REPOSITORIES)).stream()
                .filter(offer -> voted || !offer.command().equals("withdraw-review"))
                .toList();
    }

    private static boolean stands(PlanTree.Remark remark, StackPlan plan) {
        var line = remark.comment().line();
        return line != null && line.stack().equals(plan.declaration().name());
    }

    private People.Book book(TenantScope scope, Change change, List<Review> reviews, List<Activity> activity) {
        return people.book(
                scope,
                Stream.of(
                                People.ofChange(change),
                                reviews.stream().map(Review::reviewer),
                                activity.stream().map(Activity::actor))
                        .flatMap(Function.identity()));
    }

    private Diff diff(TenantScope scope, Change change, String to) {
        return repositories.diff(scope, change.repository(), change.base(), to);
    }

    /** What a reviewer should not miss. */
    private static List<String> careful(List<StackPlan> plans, Reader reader) {
        List<String> sentences = new ArrayList<>();
        for (StackPlan stack : plans) {
            String name = stack.declaration().name();
            if (stack.movedFromEnvironment() != null) {
                sentences.add(reader.text(
                        "careful.moved",
                        name,
                        stack.movedFromEnvironment(),
                        stack.declaration().environment()));
            }
            if (stack.removed()) {
                sentences.add(reader.text("careful.removed", name));
            }
            if (stack.plan() == null) {
                continue;
            }
            long failing = stack.plan().checks().stream()
                    .filter(check ->
                            check.status() == PlanCheck.Status.FAIL || check.status() == PlanCheck.Status.ERROR)
                    .count();
            if (failing > 0) {
                sentences.add(reader.text("careful.checks", name, failing));
            }
            if (!stack.plan().drift().isEmpty()) {
                sentences.add(
                        reader.text("careful.drift", name, stack.plan().drift().size()));
            }
            if (!stack.plan().deferred().isEmpty()) {
                sentences.add(reader.text(
                        "careful.deferred", name, stack.plan().deferred().size()));
            }
            for (ResourceChange resource : stack.plan().changes()) {
                boolean volume = resource.type().equals("volume");
                if (resource.action().replaces()) {
                    sentences.add(
                            reader.text(volume ? "careful.volume-replaced" : "careful.replaced", resource.address()));
                } else if (resource.action() == Action.DELETE) {
                    sentences.add(
                            reader.text(volume ? "careful.volume-deleted" : "careful.deleted", resource.address()));
                }
                if (resource.action() == Action.FORGET) {
                    sentences.add(reader.text("careful.forgotten", resource.address()));
                }
                resource.notes().stream()
                        // What a document says otherwise is the plan itself, and stands there.
                        .filter(_ -> !stack.declaration().engine().equals(DocumentKind.ENGINE))
                        .filter(PlanTree::grave)
                        .forEach(note ->
                                sentences.add(reader.text("careful.note", resource.address(), reader.sentence(note))));
            }
        }
        return sentences;
    }

    private static ChangePage.Vote vote(Review review, ChangeWords words, Reader reader) {
        Badge badge =
                switch (review.vote()) {
                    case APPROVED ->
                        review.counts()
                                ? Badge.ok(reader.text("vote.approved"))
                                : Badge.quiet(reader.text("vote.approved-before"));
                    case REJECTED -> Badge.danger(reader.text("vote.rejected"));
                    case WITHDRAWN -> Badge.quiet(reader.text("vote.withdrawn"));
                };
        return new ChangePage.Vote(review, words.person(review.reviewer()), badge);
    }

    private static ChangePage.Moment moment(Activity activity, ChangeWords words, Reader reader) {
        String actor = words.person(activity.actor());
        return switch (activity) {
            case Activity.Comment comment ->
                new ChangePage.Moment(
                        activity,
                        actor,
                        comment.line() == null
                                ? reader.text("moment.comment")
                                : reader.text(
                                        "moment.comment-on", comment.line().address()),
                        comment.text());
            case Activity.Step step ->
                new ChangePage.Moment(
                        activity,
                        actor,
                        reader.word("moment", step.kind()),
                        step.details().get("note") == null
                                ? step.details().get("reason")
                                : step.details().get("note"));
        };
    }

    private static ChangePage.RunLine line(Run run, List<StackPlan> plans, Reader reader) {
        String word = reader.text("run." + Words.of(run.state()));
        Badge badge =
                switch (run.state()) {
                    case RUNNING -> Badge.waiting(word);
                    case SUCCEEDED -> Badge.ok(word);
                    case FAILED -> Badge.danger(word);
                    case CANCELLED -> Badge.quiet(word);
                };
        return new ChangePage.RunLine(run, title(run, plans, reader), badge);
    }

    private static String title(Run run, List<StackPlan> plans, Reader reader) {
        Map<Object, String> names = plans.stream()
                .collect(Collectors.toMap(
                        StackPlan::stack, plan -> plan.declaration().name(), (first, _) -> first));
        String kind = reader.text(
                "run.kind." + run.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        String stack = run.stack() == null ? null : names.get(run.stack());
        return stack == null ? kind : kind + " · " + stack;
    }

    /** The log that a page shows unasked: of what goes on, or of what stopped the change. */
    private static boolean shows(Change change, Run run) {
        return switch (change.state()) {
            case ChangeState.ApplyFailed _, ChangeState.NotApplied _ ->
                run.state() == Run.State.FAILED && run.kind() != Run.Kind.PLAN;
            case ChangeState.PlanFailed _ -> run.state() == Run.State.FAILED && run.kind() == Run.Kind.PLAN;
            default -> !run.state().ended() && run.kind() != Run.Kind.PLAN;
        };
    }

    private ChangePage.@Nullable Log log(
            Access.Entry entry,
            Change change,
            List<Run> all,
            @Nullable String asked,
            List<StackPlan> plans,
            Reader reader) {
        Run run = all.stream()
                .filter(one -> asked == null ? shows(change, one) : one.id().equals(RunId.parse(asked)))
                .findFirst()
                .orElse(null);
        if (run == null) {
            return null;
        }
        long from = Math.max(0, run.logBytes() - LOG_BYTES);
        Runs.LogSlice slice = runs.read(entry.scope(), run.id(), from, 2 * LOG_BYTES);
        String text =
                from == 0 ? slice.text() : slice.text().substring(slice.text().indexOf('\n') + 1);
        return new ChangePage.Log(
                run,
                title(run, plans, reader),
                LogLine.all(text),
                from > 0,
                slice.ended()
                        ? null
                        : "/api/v1/tenants/" + entry.tenant().name() + "/runs/" + run.id() + "/log/stream?offset="
                                + slice.next());
    }

    private boolean planInParts(StackPlan plan) {
        return stacks.engine(plan.declaration().engine())
                .filter(engine -> engine.limits() && !plan.removed())
                .isPresent();
    }
}
