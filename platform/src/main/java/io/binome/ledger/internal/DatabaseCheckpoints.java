package io.binome.ledger.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Attestation;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.ConsistencyProof;
import io.binome.ledger.Cosigner;
import io.binome.ledger.InclusionProof;
import io.binome.ledger.KeyChange;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.LedgerProblem.CosignatureRefused;
import io.binome.ledger.LedgerProblem.CosignerNotFound;
import io.binome.ledger.LedgerProblem.KeyLost;
import io.binome.ledger.LedgerProblem.NotSoLong;
import io.binome.ledger.LedgerProblem.Rewritten;
import io.binome.ledger.LedgerSigner;
import io.binome.ledger.LogKey;
import io.binome.ledger.NoteKey;
import io.binome.ledger.NoteSignature;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.SignedNote;
import io.binome.ledger.TreeHash;
import io.binome.ledger.TreeNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints in PostgreSQL, signed through the port. */
public final class DatabaseCheckpoints implements Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheckpoints.class);

    /** For so long an answer may carry an older checkpoint than there is. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** How far a second party's clock may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Database database;
    private final LedgerSigner signer;
    private final InstantSource clock;
    private final LedgerStore leaves = new LedgerStore();
    private final TreeStore nodes = new TreeStore();
    private final KeyStore keys = new KeyStore();
    private final CheckpointStore checkpoints = new CheckpointStore();
    private final CosignerStore cosigners = new CosignerStore();
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    public DatabaseCheckpoints(Database database, LedgerSigner signer, InstantSource clock) {
        this.database = database;
        this.signer = signer;
        this.clock = clock;
    }

    private record Known(Optional<SignedCheckpoint> latest, Instant at) {}

    @Override
    public Optional<SignedCheckpoint> latest(TenantScope scope) {
        return latest(scope, () -> database.inTenant(scope, checkpoints::latest));
    }

    @Override
    public Optional<SignedCheckpoint> latest(Transaction transaction) {
        return latest(transaction.scope(), () -> checkpoints.latest(transaction));
    }

    private Optional<SignedCheckpoint> latest(TenantScope scope, Supplier<Optional<SignedCheckpoint>> read) {
        Instant now = clock.instant();
        Known before = known.get(scope.tenant());
        if (before != null
                && before.at().isAfter(now.minus(FRESH))
                && !before.at().isAfter(now)) {
            return before.latest();
        }
        Optional<SignedCheckpoint> found = read.get();
        known.put(scope.tenant(), new Known(found, now));
        return found;
    }

    @Override
    public SignedCheckpoint sign(TenantScope scope) {
        ensureKey(scope);
        SignedCheckpoint signed = database.inTenant(scope, transaction -> sign(transaction));
        known.put(scope.tenant(), new Known(Optional.of(signed), clock.instant()));
        return signed;
    }

    private SignedCheckpoint sign(Transaction transaction) {
        // Key and head of one moment: who rotates the key holds the head.
        LedgerStore.End end = leaves.lockEnd(transaction);
        Optional<SignedCheckpoint> latest = checkpoints.latest(transaction);
        long size = end.head().entries();
        Checkpoint checkpoint = new Checkpoint(
                Checkpoint.origin(transaction.scope().tenant()),
                size,
                end.tree().root());
        if (latest.isPresent() && latest.get().checkpoint().equals(checkpoint)) {
            leaves.checkpointed(transaction, size);
            return latest.get();
        }
        latest.ifPresent(before -> requireContinuation(transaction, before.checkpoint(), checkpoint));
        KeyStore.Kept key = keys.list(transaction).getLast();
        NoteSignature signature = signature(transaction.scope(), key, checkpoint.text());
        checkpoints.insert(transaction, checkpoint, key.key().generation(), signature, now());
        leaves.checkpointed(transaction, size);
        return new SignedCheckpoint(checkpoint, new SignedNote(checkpoint.text(), List.of(signature)));
    }

    /** Two signed heads that do not fit together would prove this server a liar, whoever changed the rows. */
    private void requireContinuation(Transaction transaction, Checkpoint before, Checkpoint now) {
        boolean continued = before.size() <= now.size()
                && proof(
                                transaction,
                                ConsistencyProof.needs(before.size(), now.size()),
                                found -> ConsistencyProof.of(before.size(), now.size(), found))
                        .filter(proof -> proof.holds(before.root(), now.root()))
                        .isPresent();
        if (!continued) {
            throw new ProblemException(new Rewritten(before.size()));
        }
    }

    private NoteSignature signature(TenantScope scope, KeyStore.Kept key, String text) {
        try {
            byte[] signature = signer.sign(scope, key.sealed(), text.getBytes(StandardCharsets.UTF_8));
            NoteSignature line = NoteSignature.of(key.key().key(), signature);
            if (key.key().key().holds(text, line)) {
                return line;
            }
            throw new ProblemException(new KeyLost(key.key().key().toString()));
        } catch (ProblemException told) {
            throw told;
        } catch (RuntimeException failed) {
            throw new ProblemException(new KeyLost(key.key().key().toString()), failed);
        }
    }

    private void ensureKey(TenantScope scope) {
        if (database.inTenant(scope, keys::list).isEmpty()) {
            LedgerSigner.MadeKey made = signer.make(scope);
            KeyStore.Kept first = kept(scope, made, 1, 0);
            database.inTenant(scope, transaction -> {
                keys.insert(transaction, first, first.key().madeAt());
                return first;
            });
        }
    }

    private KeyStore.Kept kept(TenantScope scope, LedgerSigner.MadeKey made, int generation, long firstSize) {
        NoteKey key = NoteKey.of(Checkpoint.origin(scope.tenant()), NoteKey.Type.LOG, made.publicKey());
        return new KeyStore.Kept(new LogKey(key, generation, firstSize, now()), made.sealed());
    }

    @Override
    public void signAllDue() {
        for (TenantScope scope : database.asDispatcher(leaves::uncovered)) {
            try {
                sign(scope);
            } catch (RuntimeException failed) {
                LOG.error("The ledger of tenant {} has no new checkpoint", scope.tenant(), failed);
            }
        }
    }

    @Override
    public InclusionProof prove(TenantScope scope, long index, long size) {
        return database.inTenant(scope, transaction -> {
            requireSize(transaction, size);
            if (index < 0 || index >= size) {
                throw new ProblemException(new NotSoLong(index, size));
            }
            return proof(transaction, InclusionProof.needs(index, size), found -> InclusionProof.of(index, size, found))
                    .orElseThrow(() -> new ProblemException(new Rewritten(size)));
        });
    }

    @Override
    public ConsistencyProof connect(TenantScope scope, long from, long to) {
        return database.inTenant(scope, transaction -> {
            requireSize(transaction, to);
            if (from < 0 || from > to) {
                throw new ProblemException(new NotSoLong(from, to));
            }
            return proof(transaction, ConsistencyProof.needs(from, to), found -> ConsistencyProof.of(from, to, found))
                    .orElseThrow(() -> new ProblemException(new Rewritten(from)));
        });
    }

    private void requireSize(Transaction transaction, long size) {
        long entries = leaves.extent(transaction).head().entries();
        if (size < 0 || size > entries) {
            throw new ProblemException(new NotSoLong(size, entries));
        }
    }

    /** Empty where a node is missing that must be there. */
    private <P> Optional<P> proof(
            Transaction transaction, Set<TreeNode> needs, Function<Function<TreeNode, TreeHash>, P> maker) {
        Map<TreeNode, TreeHash> found = nodes.hashes(transaction, needs);
        return found.keySet().containsAll(needs) ? Optional.of(maker.apply(found::get)) : Optional.empty();
    }

    @Override
    public LedgerEntry entry(TenantScope scope, long index) {
        return database.inTenant(scope, transaction -> {
            long entries = leaves.extent(transaction).head().entries();
            return leaves.from(transaction, Math.max(0, index), 1).stream()
                    .filter(entry -> entry.index() == index)
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(new NotSoLong(index, entries)));
        });
    }

    @Override
    public List<LogKey> keys(TenantScope scope) {
        return database.inTenant(scope, keys::list).stream()
                .map(KeyStore.Kept::key)
                .toList();
    }

    @Override
    public LogKey rotate(TenantScope scope, Actor actor) {
        ensureKey(scope);
        return change(scope, actor, KeyChange.ROTATED);
    }

    @Override
    public LogKey replace(TenantScope scope, Actor actor) {
        ensureKey(scope);
        return change(scope, actor, KeyChange.REPLACED);
    }

    private LogKey change(TenantScope scope, Actor actor, String kind) {
        LedgerSigner.MadeKey made = signer.make(scope);
        return database.inTenant(scope, transaction -> {
            LedgerStore.End end = leaves.lockEnd(transaction);
            KeyStore.Kept old = keys.list(transaction).getLast();
            long index = end.head().entries();
            KeyStore.Kept next = kept(scope, made, old.key().generation() + 1, index + 1);
            Map<String, Object> details = new HashMap<>();
            details.put("from", old.key().key().toString());
            details.put("to", next.key().key().toString());
            if (kind.equals(KeyChange.ROTATED)) {
                String statement = KeyChange.statement(
                        Checkpoint.origin(scope.tenant()), index, next.key().key());
                details.put("note", new SignedNote(statement, List.of(signature(scope, old, statement))).toString());
            }
            keys.insert(transaction, next, next.key().madeAt());
            DatabaseLedger.append(
                    transaction, end, clock, actor, new LedgerEvent(kind, "tenant:" + scope.tenant(), details));
            return next.key();
        });
    }

    @Override
    public SignedNote attest(TenantScope scope, String sha256) {
        ensureKey(scope);
        String text = Attestation.text(Checkpoint.origin(scope.tenant()), sha256);
        KeyStore.Kept key = database.inTenant(scope, keys::list).getLast();
        return new SignedNote(text, List.of(signature(scope, key, text)));
    }

    @Override
    public Optional<Instant> uncosignedSince(TenantScope scope) {
        return database.inTenant(scope, transaction -> {
            List<Cosigner> present = cosigners.list(transaction);
            if (present.isEmpty()) {
                return Optional.empty();
            }
            long last = checkpoints.lastCosigned(
                    transaction, present.stream().map(Cosigner::key).toList());
            Instant came = present.getFirst().addedAt();
            return checkpoints.firstBeyond(transaction, last).map(at -> at.isBefore(came) ? came : at);
        });
    }

    @Override
    public List<Cosigner> cosigners(TenantScope scope) {
        return database.inTenant(scope, cosigners::list);
    }

    @Override
    public Cosigner addCosigner(TenantScope scope, Actor actor, String key) {
        NoteKey cosigner = NoteKey.parse(key)
                .filter(read -> read.type() == NoteKey.Type.COSIGNER)
                .filter(read -> !read.name().equals(Checkpoint.origin(scope.tenant())))
                .orElseThrow(() -> new ProblemException(InvalidInput.of(
                        "key", "must be a co-signer's public key, as binome ledger cosigner new prints it")));
        Cosigner added = new Cosigner(cosigner, actor.reference(), now());
        return database.inTenant(scope, transaction -> {
            if (cosigners.list(transaction).stream()
                    .noneMatch(there -> there.key().equals(cosigner))) {
                cosigners.put(transaction, added);
                append(transaction, actor, "cosigner.added", cosigner);
            }
            return added;
        });
    }

    @Override
    public void removeCosigner(TenantScope scope, Actor actor, String key) {
        NoteKey cosigner = NoteKey.parse(key).orElseThrow(() -> new ProblemException(new CosignerNotFound(key)));
        database.inTenant(scope, transaction -> {
            if (!cosigners.remove(transaction, cosigner.toString(), now())) {
                throw new ProblemException(new CosignerNotFound(cosigner.name()));
            }
            append(transaction, actor, "cosigner.removed", cosigner);
            return cosigner;
        });
    }

    private void append(Transaction transaction, Actor actor, String kind, NoteKey key) {
        DatabaseLedger.append(
                transaction,
                clock,
                actor,
                new LedgerEvent(kind, "tenant:" + transaction.scope().tenant(), Map.of("key", key.toString())));
    }

    @Override
    public SignedCheckpoint cosign(TenantScope scope, String note) {
        SignedCheckpoint given = SignedCheckpoint.parse(note)
                .orElseThrow(() -> new ProblemException(InvalidInput.of("note", "is no signed checkpoint")));
        SignedCheckpoint kept = database.inTenant(scope, transaction -> {
            if (checkpoints
                    .at(transaction, given.size())
                    .filter(there -> there.checkpoint().equals(given.checkpoint()))
                    .isEmpty()) {
                throw refused("it is of no checkpoint that this server has signed");
            }
            List<Cosigner> registered = cosigners.list(transaction);
            boolean any = false;
            for (Cosigner cosigner : registered) {
                Optional<NoteSignature> line = cosigner.key().signatureIn(given.note());
                if (line.isPresent()) {
                    checkpoints.cosign(
                            transaction, given.size(), cosigner.key(), verified(cosigner, given, line.get()), now());
                    any = true;
                }
            }
            if (!any) {
                throw new ProblemException(new CosignerNotFound(strangers(given)));
            }
            return checkpoints.at(transaction, given.size()).orElse(given);
        });
        known.remove(scope.tenant());
        return kept;
    }

    private NoteSignature verified(Cosigner cosigner, SignedCheckpoint given, NoteSignature line) {
        Instant at = cosigner.key()
                .cosigned(given.note())
                .orElseThrow(() -> refused("the signature of " + cosigner.key().name() + " does not hold"));
        if (at.isAfter(clock.instant().plus(AHEAD))) {
            throw refused("it is from the future");
        }
        return line;
    }

    private static String strangers(SignedCheckpoint given) {
        return given.note().signatures().stream()
                .map(NoteSignature::name)
                .filter(name -> !name.equals(given.checkpoint().origin()))
                .findFirst()
                .orElse("in this note");
    }

    private static ProblemException refused(String reason) {
        return new ProblemException(new CosignatureRefused(reason));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
