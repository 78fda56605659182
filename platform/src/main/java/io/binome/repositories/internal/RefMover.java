package io.binome.repositories.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.repositories.PushListener;
import io.binome.repositories.PushListener.Push;
import io.binome.repositories.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;

/** Moves refs together with what follows from it: the listener's work and the ledger entry, in one transaction. */
final class RefMover {
    private final Database database;
    private final RefStore refs;
    private final Ledger ledger;
    private final Supplier<PushListener> listener;
    private final int maximumRefs;

    RefMover(Database database, RefStore refs, Ledger ledger, Supplier<PushListener> listener, int maximumRefs) {
        this.database = database;
        this.refs = refs;
        this.ledger = ledger;
        this.listener = listener;
        this.maximumRefs = maximumRefs;
    }

    /**
     * @param before object it stands at, null when it is new
     * @param after object it is to stand at, null to remove it
     * @param subject as in {@link PushListener.Push}
     * @param peeled what {@code after} stands for when it is an annotated tag
     */
    record Move(
            String ref,
            @Nullable String before,
            @Nullable String after,
            @Nullable String peeled,
            @Nullable String subject,
            boolean forced) {}

    sealed interface Outcome {
        /** @param lines for whoever pushed */
        record Moved(List<String> lines) implements Outcome {}

        /** No ref has moved. */
        record Refused(String reason) implements Outcome {}

        /** No ref has moved: one stood elsewhere, because somebody else moved it. */
        record Overtaken() implements Outcome {}
    }

    /** Moves all of the refs or none. Takes a transaction of its own, so it must not be called within one. */
    Outcome move(Repository repository, Actor actor, List<Move> moves, Map<String, String> options) {
        try {
            return database.inTenant(new TenantScope(repository.tenant()), transaction -> {
                List<String> lines = new ArrayList<>();
                for (Move move : moves) {
                    place(transaction, repository, move);
                }
                for (Move move : moves) {
                    lines.addAll(tell(transaction, repository, actor, move, options));
                }
                for (Move move : moves) {
                    ledger.append(transaction, actor, event(repository, move));
                }
                return new Outcome.Moved(lines);
            });
        } catch (StoppedException stopped) {
            return stopped.outcome;
        } catch (ProblemException refused) {
            return new Outcome.Refused(refused.problem().message());
        }
    }

    private void place(Transaction transaction, Repository repository, Move move) {
        if (move.before() == null && move.after() != null) {
            refs.standingInTheWay(transaction, repository.id(), move.ref()).ifPresent(other -> {
                throw new StoppedException(new Outcome.Refused("there is " + other
                        + " already, and git cannot keep both names: choose another, or delete that one first"));
            });
            if (refs.count(transaction, repository.id()) >= maximumRefs) {
                throw new StoppedException(new Outcome.Refused("the repository has " + maximumRefs
                        + " branches and tags, which is the limit: delete some branches first"));
            }
        }
        if (!refs.move(transaction, repository.id(), move.ref(), move.before(), move.after(), move.peeled())) {
            throw new StoppedException(new Outcome.Overtaken());
        }
        if (move.before() != null && (move.forced() || move.after() == null)) {
            // The history of a change may still want to show what was pushed over or deleted.
            refs.keep(transaction, repository.id(), move.before());
        }
    }

    private List<String> tell(
            Transaction transaction, Repository repository, Actor actor, Move move, Map<String, String> options) {
        if (!move.ref().startsWith(Constants.R_HEADS)) {
            return List.of();
        }
        return listener.get()
                .pushed(
                        transaction,
                        new Push(
                                repository,
                                actor,
                                move.ref().substring(Constants.R_HEADS.length()),
                                move.before(),
                                move.after(),
                                move.subject(),
                                move.forced(),
                                options));
    }

    private static LedgerEvent event(Repository repository, Move move) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ref", move.ref());
        if (move.before() != null) {
            details.put("before", move.before());
        }
        if (move.after() != null) {
            details.put("after", move.after());
        }
        if (move.forced()) {
            details.put("forced", true);
        }
        return new LedgerEvent("repository.pushed", "repository:" + repository.id(), details);
    }

    /** Rolls the transaction back. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Outcome outcome;

        StoppedException(Outcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }
}
