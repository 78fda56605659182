package io.binome.repositories.internal;

import io.binome.database.DatabaseProblem;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.repositories.PushGuard;
import io.binome.repositories.PushLimits;
import io.binome.repositories.internal.RefMover.Move;
import io.binome.repositories.internal.RefMover.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.jspecify.annotations.Nullable;

/** Receives one push: JGit takes the pack and speaks with the client, the rules and the moving of refs are ours. */
final class PushReceiver extends ReceivePack {
    private static final int LARGEST_COMMANDS = 3 << 20;
    private static final int MOST_OPTIONS = 100;

    private final StoredRepository repository;
    private final Actor actor;
    private final PushGuard guard;
    private final RefMover mover;
    private final PushLimits limits;

    PushReceiver(StoredRepository repository, Actor actor, PushGuard guard, RefMover mover, PushLimits limits) {
        super(repository);
        this.repository = repository;
        this.actor = actor;
        this.guard = guard;
        this.mover = mover;
        this.limits = limits;
        setBiDirectionalPipe(false);
        setAllowPushOptions(true);
        setAllowCreates(true);
        setAllowDeletes(true);
        setAllowNonFastForwards(true);
        setObjectChecker(new ReceivedObjectChecker());
        setMaxObjectSizeLimit(limits.objectBytes());
        setMaxCommandBytes(LARGEST_COMMANDS);
    }

    /** Refuses by name before the pack is stored, so that a push to a protected branch costs nothing. */
    @Override
    protected void receivePackAndCheckConnectivity() throws IOException, SubmoduleValidationException {
        refuseByName();
        if (filterCommands(Result.NOT_ATTEMPTED).isEmpty()) {
            return;
        }
        try {
            super.receivePackAndCheckConnectivity();
        } catch (TooLargePackException tooLarge) {
            throw new PushRefusedException(
                    "the push is larger than " + megabytes(limits.packBytes())
                            + "; push the history in parts, or keep large files elsewhere",
                    tooLarge);
        } catch (TooLargeObjectInPackException tooLarge) {
            throw new PushRefusedException(
                    "a file is larger than " + megabytes(limits.objectBytes())
                            + "; find it with: git rev-list --objects --all | git cat-file --batch-check",
                    tooLarge);
        } catch (CorruptObjectException corrupt) {
            throw new PushRefusedException("an object is not sound: " + corrupt.getMessage(), corrupt);
        } catch (MissingObjectException missing) {
            throw new PushRefusedException("the push lacks an object that it needs: " + missing.getMessage(), missing);
        } catch (SubmoduleValidationException unsafe) {
            throw new PushRefusedException(".gitmodules is not safe: " + unsafe.getMessage(), unsafe);
        } catch (IOException | RuntimeException failed) {
            String outage = outage(failed);
            if (outage != null) {
                throw new PushRefusedException(outage, failed);
            }
            throw failed;
        }
    }

    /** What the database says of itself, however deep JGit has wrapped it; null when it is well. */
    private static @Nullable String outage(Throwable failed) {
        for (Throwable link = failed; link != null; link = link.getCause()) {
            if (link instanceof ProblemException known && known.problem() instanceof DatabaseProblem problem) {
                return problem.message();
            }
        }
        return null;
    }

    private static String megabytes(long bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MB" : bytes + " bytes";
    }

    private void refuseByName() {
        for (ReceiveCommand command : filterCommands(Result.NOT_ATTEMPTED)) {
            PushRules.refusal(repository.repository(), command.getRefName(), kind(command))
                    .ifPresent(reason -> command.setResult(Result.REJECTED_OTHER_REASON, reason));
        }
        if (isAtomic() && getAllCommands().stream().anyMatch(command -> command.getResult() != Result.NOT_ATTEMPTED)) {
            ReceiveCommand.abort(getAllCommands());
        }
    }

    private static PushRules.Kind kind(ReceiveCommand command) {
        return switch (command.getType()) {
            case CREATE -> PushRules.Kind.CREATE;
            case DELETE -> PushRules.Kind.DELETE;
            case UPDATE, UPDATE_NONFASTFORWARD -> PushRules.Kind.MOVE;
        };
    }

    @Override
    protected void executeCommands() {
        // Again, for pushes that bring no pack.
        refuseByName();
        Map<ReceiveCommand, Move> moves = new LinkedHashMap<>();
        for (ReceiveCommand command : filterCommands(Result.NOT_ATTEMPTED)) {
            try {
                moves.put(command, move(command));
            } catch (PushRefusedException refused) {
                command.setResult(Result.REJECTED_OTHER_REASON, refused.getMessage());
            } catch (MissingObjectException missing) {
                command.setResult(Result.REJECTED_MISSING_OBJECT, missing.getMessage());
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException("The pushed " + command.getRefName() + " was not read", failed);
            }
        }
        Map<String, String> options = options(getPushOptions());
        if (isAtomic()) {
            if (moves.size() < getAllCommands().size()) {
                ReceiveCommand.abort(getAllCommands());
            } else {
                moveTogether(List.copyOf(moves.keySet()), List.copyOf(moves.values()), options);
            }
        } else {
            moves.forEach((command, move) -> moveTogether(List.of(command), List.of(move), options));
        }
    }

    private void moveTogether(List<ReceiveCommand> commands, List<Move> moves, Map<String, String> options) {
        Outcome outcome;
        try {
            outcome = guard.stillAllowed()
                    ? mover.move(repository.repository(), actor, moves, options)
                    : new Outcome.Refused("your right to push ended while the push was under way; nothing was changed");
        } catch (ProblemException failed) {
            // The client is still there and is told; the commands are all of one transaction.
            outcome = new Outcome.Refused(failed.problem().message());
        }
        for (ReceiveCommand command : commands) {
            switch (outcome) {
                case Outcome.Moved _ -> command.setResult(Result.OK);
                case Outcome.Refused refused ->
                    command.setResult(Result.REJECTED_OTHER_REASON, oneLine(refused.reason()));
                case Outcome.Overtaken _ ->
                    command.setResult(
                            Result.LOCK_FAILURE,
                            "somebody else pushed at the same moment; fetch, look at it, and push again");
            }
        }
        if (outcome instanceof Outcome.Moved moved) {
            moved.lines().forEach(line -> sendMessage(oneLine(line)));
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** Looks at what the ref is to stand at. */
    private Move move(ReceiveCommand command) throws IOException {
        boolean isNew = command.getType() == ReceiveCommand.Type.CREATE;
        String before = isNew ? null : command.getOldId().name();
        if (command.getType() == ReceiveCommand.Type.DELETE) {
            return new Move(command.getRefName(), before, null, null, null, false);
        }
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            RevObject after = walk.parseAny(command.getNewId());
            RevObject peeled = walk.peel(after);
            if (!(peeled instanceof RevCommit commit)) {
                throw new PushRefusedException("a branch or a tag must lead to a commit");
            }
            if (command.getRefName().startsWith(Constants.R_HEADS) && after instanceof RevTag) {
                throw new PushRefusedException("a branch must lead to a commit, not to a tag");
            }
            TreeLimits.check(reader, commit.getTree(), limits);
            return new Move(
                    command.getRefName(),
                    before,
                    after.name(),
                    after instanceof RevTag ? peeled.name() : null,
                    HistoryReader.subject(repository, repository.repository().defaultBranch(), commit.name()),
                    command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD);
        }
    }

    /** {@code name=value}, or a name alone; the lines of an option that is given several times are put together. */
    static Map<String, String> options(@Nullable List<String> given) {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> known = given == null ? List.of() : new ArrayList<>(given);
        for (String option : known.subList(0, Math.min(known.size(), MOST_OPTIONS))) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            options.merge(name, value, (first, next) -> first + "\n" + next);
        }
        return options;
    }
}
