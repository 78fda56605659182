package io.binome.server.git;

import io.binome.database.Transaction;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.NoteSignature;
import io.binome.ledger.SignedCheckpoint;
import io.binome.repositories.PushListener;
import java.util.ArrayList;
import java.util.List;

/** Adds the ledger's latest checkpoint to what a person is told who pushed: it then stands in their log, out of our reach. */
public final class CheckpointOfPush implements PushListener {
    private final PushListener branches;
    private final Checkpoints checkpoints;

    public CheckpointOfPush(PushListener branches, Checkpoints checkpoints) {
        this.branches = branches;
        this.checkpoints = checkpoints;
    }

    @Override
    public List<String> pushed(Transaction transaction, Push push) {
        List<String> lines = new ArrayList<>(branches.pushed(transaction, push));
        checkpoints.latest(transaction).ifPresent(latest -> lines.addAll(lines(latest)));
        return lines;
    }

    static List<String> lines(SignedCheckpoint latest) {
        List<String> lines = new ArrayList<>();
        lines.add("Ledger: " + latest.size() + " entries, root "
                + latest.checkpoint().root());
        for (NoteSignature signature : latest.note().signatures()) {
            lines.add("  " + signature.line());
        }
        lines.add("");
        return lines;
    }
}
