package io.binome.cli;

import io.binome.cli.LedgerMemory.Remembered;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.ConsistencyProof;
import io.binome.ledger.KeyChange;
import io.binome.ledger.NoteKey;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.TreeHash;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Looks at the checkpoint that comes with each answer about a tenant, and refuses an answer whose checkpoint does not
 * continue the one that this computer has seen before. A later one costs one more request, for the proof.
 */
final class LedgerWatch implements ApiClient.Watch {
    private static final Pattern TENANT = Pattern.compile("/tenants/([a-z0-9-]+)(?:[/?].*)?");

    private final String server;
    private final LedgerMemory memory;
    private final ApiClient plain;
    private final InstantSource clock;
    private @Nullable String checked;

    /** @param plain a client that nobody watches */
    LedgerWatch(String server, LedgerMemory memory, ApiClient plain, InstantSource clock) {
        this.server = server;
        this.memory = memory;
        this.plain = plain;
        this.clock = clock;
    }

    @Override
    public void answered(String path, Optional<String> header) {
        Matcher tenant = TENANT.matcher(path);
        if (header.isEmpty() || header.get().equals(checked) || !tenant.matches()) {
            return;
        }
        see(tenant.group(1), read(header.get()));
        checked = header.get();
    }

    private static SignedCheckpoint read(String header) {
        try {
            return SignedCheckpoint.parse(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8))
                    .orElseThrow(() -> new LedgerRefused("The server's checkpoint cannot be read."));
        } catch (IllegalArgumentException malformed) {
            throw new LedgerRefused("The server's checkpoint cannot be read.");
        }
    }

    /** Remembers a checkpoint once it is known to continue what was seen, and refuses it otherwise. */
    void see(String tenant, SignedCheckpoint shown) {
        Optional<Remembered> found = memory.find(server, tenant);
        if (found.isEmpty()) {
            memory.keep(first(tenant, shown));
            return;
        }
        Remembered seen = found.get();
        if (seen.latest().equals(shown)) {
            return;
        }
        if (!seen.checkpoint().origin().equals(shown.checkpoint().origin())) {
            throw rewritten(seen, shown, "it is another ledger altogether");
        }
        NoteKey key = signer(seen, shown);
        if (shown.size() == seen.latest().size()) {
            if (!shown.checkpoint().root().equals(seen.checkpoint().root())) {
                throw rewritten(seen, shown, "it has other entries");
            }
        } else {
            requireContinuation(seen, shown);
        }
        if (shown.size() >= seen.latest().size()) {
            memory.keep(seen.under(key).at(shown));
        }
    }

    private Remembered first(String tenant, SignedCheckpoint shown) {
        NoteKey key = currentKey(plain, tenant);
        if (!key.signed(shown.note())) {
            throw new LedgerRefused("The ledger's checkpoint is not signed by the key that the server names.");
        }
        return new Remembered(server, tenant, key, shown, clock.instant());
    }

    static NoteKey currentKey(ApiClient plain, String tenant) {
        String key = plain.get(ApiClient.path("tenants", tenant, "ledger", "keys"))
                .path("keys")
                .path(0)
                .path("key")
                .asString("");
        return NoteKey.parse(key).orElseThrow(() -> new LedgerRefused("The server names no key of the ledger."));
    }

    /** The key that has signed it: the one that is believed, or one that this one has named since. */
    private NoteKey signer(Remembered seen, SignedCheckpoint shown) {
        NoteKey key = seen.key();
        if (key.signatureIn(shown.note()).isPresent()) {
            if (!key.signed(shown.note())) {
                throw rewritten(seen, shown, "its signature does not hold");
            }
            return key;
        }
        List<KeyChange> changes = changes(seen.tenant());
        for (boolean followed = true; followed; ) {
            followed = false;
            for (KeyChange change : changes) {
                if (change.from().equals(key) && change.isSigned()) {
                    key = change.to();
                    followed = true;
                    break;
                }
            }
        }
        if (key.signed(shown.note())) {
            return key;
        }
        throw unknownKey(seen, shown);
    }

    private List<KeyChange> changes(String tenant) {
        String path = ApiClient.with(ApiClient.path("tenants", tenant, "ledger"), "kind", KeyChange.ROTATED);
        List<KeyChange> changes = new ArrayList<>();
        for (JsonNode entry : plain.all(path).path("items")) {
            JsonNode details = entry.path("details");
            KeyChange.of(
                            entry.path("index").asLong(),
                            details.path("from").asString(""),
                            details.path("to").asString(""),
                            details.path("note").asString(""))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    private LedgerRefused unknownKey(Remembered seen, SignedCheckpoint shown) {
        String now = currentKey(plain, seen.tenant()).toString();
        return new LedgerRefused(
                "The ledger of " + seen.tenant() + " is signed by a key that this computer does not know:\n"
                        + "  " + now + "\n"
                        + "and the key that it knows has not named it. Both checkpoints are in "
                        + memory.keepEvidence(seen, shown) + ".\n"
                        + "Nothing is shown. If the provider says that the old key was lost, have them tell you the new one by another"
                        + " way than this server, compare, and accept it:\n"
                        + "  binome ledger key accept " + now);
    }

    private void requireContinuation(Remembered seen, SignedCheckpoint shown) {
        boolean later = shown.size() > seen.latest().size();
        Checkpoint from = later ? seen.checkpoint() : shown.checkpoint();
        Checkpoint to = later ? shown.checkpoint() : seen.checkpoint();
        ConsistencyProof proof;
        try {
            proof = proof(plain, seen.tenant(), from.size(), to.size());
        } catch (CommandProblem refused) {
            throw rewritten(seen, shown, "the server cannot prove that it continues: " + refused.getMessage());
        }
        if (!proof.holds(from.root(), to.root())) {
            throw rewritten(seen, shown, "what this computer has seen is not in it");
        }
    }

    static ConsistencyProof proof(ApiClient plain, String tenant, long from, long to) {
        String path = ApiClient.path("tenants", tenant, "ledger", "consistency") + "?from=" + from + "&to=" + to;
        return new ConsistencyProof(from, to, hashes(plain.get(path).path("path")));
    }

    static List<TreeHash> hashes(JsonNode texts) {
        List<TreeHash> hashes = new ArrayList<>();
        try {
            texts.forEach(text -> hashes.add(TreeHash.ofBase64(text.asString(""))));
        } catch (IllegalArgumentException malformed) {
            throw new CommandProblem("The server's proof cannot be read.");
        }
        return hashes;
    }

    private LedgerRefused rewritten(Remembered seen, SignedCheckpoint shown, String why) {
        return new LedgerRefused("THE LEDGER OF " + seen.tenant() + " WAS REWRITTEN: " + why + ".\n"
                + "This computer has seen a checkpoint of " + seen.latest().size() + " entries; the one that "
                + seen.server() + " shows now, of " + shown.size() + ", does not fit.\n"
                + "Nothing of the answer is shown; what you asked for may have been done. Both checkpoints are signed, and so"
                + " prove it: " + memory.keepEvidence(seen, shown) + ".\n"
                + "Speak with the provider by another way. Only if there is a good reason, such as a restored backup, begin"
                + " anew: binome ledger forget");
    }
}
