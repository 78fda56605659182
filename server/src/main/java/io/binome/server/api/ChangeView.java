package io.binome.server.api;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Offer;
import io.binome.kernel.Risk;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change as the API answers it.
 *
 * @param reference how people name it: {@code shop!12}
 * @param state see {@link ChangeState#name()}; {@code reason} says more where there is more to say
 * @param conflicts files that do not merge
 * @param halfApplied whether some of its stacks are applied and the rest was planned anew
 * @param fingerprint to be handed back as {@code seen} with a vote or an apply
 * @param risk the highest of its plans; null while not planned
 * @param startsAt when the window opens that it waits for; null when it does not wait for one
 * @param limited the addresses that its plans cover alone, and who limited them; null when they cover everything
 * @param overridden who left out, for this plan, what is asked for; null when nobody did
 * @param offers for each command whether it would be accepted now; null in lists
 * @param address of its page in the console
 */
record ChangeView(
        String id,
        String reference,
        String repository,
        int number,
        String title,
        String description,
        String branch,
        String head,
        @Nullable String base,
        @Nullable String merge,
        String state,
        @Nullable String reason,
        boolean over,
        List<String> conflicts,
        boolean draft,
        People.PersonView opener,
        List<People.PersonView> authors,
        @Nullable String undoes,
        boolean reviewDue,
        boolean halfApplied,
        List<BlockerView> blockers,
        Change.Summary summary,
        long revision,
        String fingerprint,
        @Nullable Risk risk,
        @Nullable Instant startsAt,
        @Nullable LimitView limited,
        @Nullable OverrideView overridden,
        @Nullable List<OfferView> offers,
        String address,
        Instant createdAt,
        Instant updatedAt) {
    static ChangeView of(Change change, @Nullable List<Offer> offers, People.Book book, String address) {
        ChangeState state = change.state();
        return new ChangeView(
                change.id().toString(),
                change.reference(),
                change.repositoryName(),
                change.number(),
                change.title(),
                change.description(),
                change.branch(),
                change.head(),
                change.base(),
                change.merge(),
                state.name(),
                reason(state),
                over(state),
                state instanceof ChangeState.Conflicting conflicting ? conflicting.files() : List.of(),
                change.draft(),
                book.person(change.opener()),
                change.authors().stream().sorted().map(book::person).toList(),
                change.undoes() == null ? null : change.undoes().toString(),
                change.reviewDue(),
                change.halfApplied(),
                change.blockers().stream()
                        .map(blocker -> BlockerView.of(blocker, book))
                        .toList(),
                change.summary(),
                change.revision(),
                change.fingerprint(),
                change.risk(),
                state instanceof ChangeState.Scheduled scheduled ? scheduled.startsAt() : null,
                LimitView.of(change.limited(), book),
                OverrideView.of(change.overridden(), book),
                offers == null ? null : offers.stream().map(OfferView::of).toList(),
                address,
                change.createdAt(),
                change.updatedAt());
    }

    private static @Nullable String reason(ChangeState state) {
        return switch (state) {
            case ChangeState.PlanFailed failed -> failed.reason();
            case ChangeState.NotApplied failed -> failed.reason();
            case ChangeState.ApplyFailed failed -> failed.reason();
            case ChangeState.Refused refused ->
                refused.findings() == 1
                        ? "The files ask for one thing that cannot be: see its plan."
                        : "The files ask for " + refused.findings() + " things that cannot be: see its plan.";
            case ChangeState.Conflicting conflicting ->
                "The branch does not merge: " + String.join(", ", conflicting.files());
            case ChangeState.Empty _ -> "The branch brings nothing that its target does not have.";
            default -> null;
        };
    }

    private static boolean over(ChangeState state) {
        return state instanceof ChangeState.Merged
                || state instanceof ChangeState.WentBack
                || state instanceof ChangeState.Closed;
    }

    /** @param kind {@code is-draft}, {@code not-planned}, {@code stale}, {@code needs-approval}, … */
    record BlockerView(String kind, String sentence) {
        static BlockerView of(Blocker blocker, People.Book book) {
            return switch (blocker) {
                case Blocker.IsDraft _ -> new BlockerView("is-draft", "It is a draft. Mark it ready first.");
                case Blocker.NotPlanned _ -> new BlockerView("not-planned", "There is no plan of it yet.");
                case Blocker.Stale stale ->
                    new BlockerView(
                            "stale",
                            "Its plan is old, because this has moved since: " + String.join(", ", stale.reasons())
                                    + ". Plan it again.");
                case Blocker.NeedsApproval needs ->
                    new BlockerView(
                            "needs-approval", "It needs " + NeedSentence.phrase(needs.need(), needs.missing()) + ".");
                case Blocker.BreaksRules breaks ->
                    new BlockerView(
                            "breaks-rules",
                            (breaks.findings() == 1 ? "A rule blocks it" : breaks.findings() + " rules block it")
                                    + (breaks.first().isEmpty() ? "." : ": " + breaks.first()));
                case Blocker.WindowClosed closed ->
                    new BlockerView(
                            "window-closed",
                            "No window is open for " + closed.environment() + ". " + closed.why()
                                    + (closed.startsAt() == null
                                            ? ""
                                            : " It can be applied from " + closed.startsAt() + "."));
                case Blocker.Rejected rejected -> {
                    String name = book.person(rejected.by()).displayName();
                    yield new BlockerView(
                            "rejected",
                            (name == null ? "Somebody" : name)
                                    + " voted against it. Change it, or have the vote withdrawn.");
                }
                case Blocker.StackPartial partial ->
                    new BlockerView(
                            "stack-partial",
                            "The stack " + partial.stack() + " was left half-way by " + partial.change()
                                    + ", which must be retried or go back first.");
                case Blocker.WaitsFor waits ->
                    new BlockerView(
                            "waits-for", waits.change() + " is ahead of it on the stack " + waits.stack() + ".");
            };
        }
    }

    /** To which addresses its plans are limited, by whom, and why. */
    record LimitView(List<String> targets, People.PersonView by, String reason, Instant at) {
        static @Nullable LimitView of(Change.@Nullable Limited limited, People.Book book) {
            return limited == null
                    ? null
                    : new LimitView(limited.targets(), book.person(limited.by()), limited.reason(), limited.at());
        }
    }

    /** Who left out what is asked for, and why. */
    record OverrideView(People.PersonView by, String reason, Instant at) {
        static @Nullable OverrideView of(Change.@Nullable Overridden overridden, People.Book book) {
            return overridden == null
                    ? null
                    : new OverrideView(book.person(overridden.by()), overridden.reason(), overridden.at());
        }
    }

    /** @param refusal code of the problem that the command would meet; null when it would be accepted */
    record OfferView(
            String command,
            boolean open,
            @Nullable String refusal,
            @Nullable String why) {
        static OfferView of(Offer offer) {
            return new OfferView(offer.command(), offer.open(), offer.refusal(), offer.why());
        }
    }
}
