package io.binome.states.internal;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.RunId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What this room writes into the ledger. */
final class StateRecords {
    static final Actor BINOME = new Actor.Machine("states");

    private final Ledger ledger;

    StateRecords(Ledger ledger) {
        this.ledger = ledger;
    }

    /** To be called last in a transaction. */
    void append(
            Transaction transaction,
            Actor actor,
            StateKey key,
            String kind,
            Map<String, ?> details,
            @Nullable RunId run) {
        Map<String, Object> all = new TreeMap<>(details);
        all.put("workspace", key.workspace());
        if (run != null) {
            all.put("run", run.toString());
        }
        ledger.append(transaction, actor, new LedgerEvent(kind, "stack:" + key.stack(), all));
    }

    /** A run acts as Binome; the entry names the run, and the run its people. */
    static Actor actor(StateClient client) {
        return switch (client) {
            case StateClient.Person person -> person.actor();
            case StateClient.OfRun _ -> BINOME;
        };
    }
}
