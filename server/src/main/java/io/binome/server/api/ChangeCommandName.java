package io.binome.server.api;

import io.binome.changes.ChangeCommand;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands that a change takes over HTTP, with what each one's sender must be allowed. */
public enum ChangeCommandName {
    APPROVE(Permission.REVIEW),
    REJECT(Permission.REVIEW),
    WITHDRAW_REVIEW(Permission.REVIEW),
    APPLY(Permission.APPLY),
    SCHEDULE(Permission.APPLY),
    OVERRIDE(Permission.OVERRIDE),
    TARGETS(Permission.OVERRIDE),
    CANCEL(Permission.APPLY),
    RETRY(Permission.APPLY),
    GO_BACK(Permission.APPLY),
    REPLAN(Permission.PROPOSE),
    MARK_DRAFT(Permission.PROPOSE),
    MARK_READY(Permission.PROPOSE),
    CLOSE(Permission.PROPOSE),
    REOPEN(Permission.PROPOSE),
    EDIT(Permission.PROPOSE);

    private final Permission permission;

    ChangeCommandName(Permission permission) {
        this.permission = permission;
    }

    /** @param command as in {@link io.binome.changes.Offer} */
    public static ChangeCommandName of(String command) {
        return valueOf(command.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public Permission permission() {
        return permission;
    }

    /** Whether this is somebody who may edit what others opened: leads, and the provider's people. */
    public static boolean leads(Principal principal) {
        return Permission.MANAGE_REPOSITORIES.heldBy(principal.role());
    }

    /** @throws ProblemException with {@link InvalidInput} when the body lacks what the command needs */
    public ChangeCommand with(Principal principal, Request request) {
        return switch (this) {
            case APPROVE -> new ChangeCommand.Approve(seen(request), request.note());
            case REJECT -> new ChangeCommand.Reject(seen(request), Words.required("note", request.note()));
            case WITHDRAW_REVIEW -> new ChangeCommand.WithdrawReview();
            case APPLY -> new ChangeCommand.Apply(seen(request));
            case SCHEDULE -> new ChangeCommand.Schedule(seen(request));
            case OVERRIDE -> new ChangeCommand.Override(seen(request), Words.required("reason", request.reason()));
            case TARGETS -> limit(request);
            case CANCEL -> new ChangeCommand.Cancel();
            case RETRY -> new ChangeCommand.Retry();
            case GO_BACK -> new ChangeCommand.GoBack(Words.required("reason", request.reason()));
            case REPLAN -> new ChangeCommand.Replan();
            case MARK_DRAFT -> new ChangeCommand.MarkDraft();
            case MARK_READY -> new ChangeCommand.MarkReady();
            case CLOSE -> new ChangeCommand.Close();
            case REOPEN -> new ChangeCommand.Reopen();
            case EDIT ->
                new ChangeCommand.Edit(
                        Words.required("title", request.title()),
                        request.description() == null ? "" : request.description(),
                        leads(principal));
        };
    }

    private static ChangeCommand limit(Request request) {
        List<String> targets = request.targets();
        if (targets == null) {
            throw new ProblemException(
                    InvalidInput.of("targets", "is missing: send the addresses, or an empty list to take them back"));
        }
        String reason = request.reason() == null ? "" : request.reason();
        return new ChangeCommand.Limit(targets, targets.isEmpty() ? reason : Words.required("reason", reason));
    }

    private static String seen(Request request) {
        if (request.seen() == null) {
            throw new ProblemException(InvalidInput.of(
                    "seen", "is missing: send the fingerprint of the change as it was when it was looked at"));
        }
        return request.seen();
    }

    /**
     * What a command may need; each takes its own.
     *
     * @param seen approve, reject, apply, schedule, override: the change's fingerprint as it was looked at
     * @param note approve, reject: a sentence for the others
     * @param reason go-back, override, targets: why
     * @param title edit
     * @param description edit
     * @param targets targets: addresses that the plans are limited to, at most 20; none to take that back
     */
    public record Request(
            @Nullable String seen,
            @Nullable String note,
            @Nullable String reason,
            @Nullable String title,
            @Nullable String description,
            @Nullable List<String> targets) {
        static final Request EMPTY = new Request(null, null, null, null, null, null);
    }
}
