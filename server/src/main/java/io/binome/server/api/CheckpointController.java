package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.ConsistencyProof;
import io.binome.ledger.Cosignature;
import io.binome.ledger.Cosigner;
import io.binome.ledger.InclusionProof;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LogKey;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.TreeHash;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Signed heads of a tenant's ledger, and proofs for whoever keeps one. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/ledger")
final class CheckpointController {
    private final Checkpoints checkpoints;
    private final People people;
    private final Entrance entrance;

    CheckpointController(Checkpoints checkpoints, People people, Entrance entrance) {
        this.checkpoints = checkpoints;
        this.people = people;
        this.entrance = entrance;
    }

    /** The checkpoint of all entries that there are now, signed if need be. */
    @GetMapping("/checkpoint")
    CheckpointView checkpoint(Principal principal, @PathVariable String tenant) {
        return view(checkpoints.sign(scope(principal, tenant, Permission.READ)));
    }

    /** Shows that an entry is in the ledger whose checkpoint is answered with it. */
    @GetMapping("/entries/{index}/proof")
    InclusionView prove(Principal principal, @PathVariable String tenant, @PathVariable long index) {
        TenantScope scope = scope(principal, tenant, Permission.READ);
        LedgerEntry entry = checkpoints.entry(scope, index);
        SignedCheckpoint signed = checkpoints.sign(scope);
        InclusionProof proof = checkpoints.prove(scope, index, signed.size());
        return new InclusionView(
                index, entry.canonicalJson(), entry.leafHash(), signed.size(), texts(proof.path()), signed.toString());
    }

    /** Shows that the ledger of {@code to} entries begins with the one of {@code from}. */
    @GetMapping("/consistency")
    ConsistencyView connect(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long to) {
        TenantScope scope = scope(principal, tenant, Permission.READ);
        if (from == null || to == null) {
            throw new ProblemException(InvalidInput.of(from == null ? "from" : "to", "is missing"));
        }
        ConsistencyProof proof = checkpoints.connect(scope, from, to);
        return new ConsistencyView(proof.from(), proof.to(), texts(proof.path()));
    }

    /** The public keys of the ledger, the one that signs now first, and of those who co-sign. */
    @GetMapping("/keys")
    KeysView keys(Principal principal, @PathVariable String tenant) {
        TenantScope scope = scope(principal, tenant, Permission.READ);
        checkpoints.sign(scope);
        List<Cosigner> cosigners = checkpoints.cosigners(scope);
        People.Book book = people.book(scope, cosigners.stream().map(Cosigner::addedBy));
        return new KeysView(
                checkpoints.keys(scope).reversed().stream()
                        .map(CheckpointController::view)
                        .toList(),
                cosigners.stream().map(cosigner -> view(cosigner, book)).toList());
    }

    /** Goes over to a new key that the present one names. Of the provider. */
    @PostMapping("/keys/rotate")
    KeyView rotate(Principal principal, @PathVariable String tenant) {
        entrance.platform(principal);
        return view(checkpoints.rotate(scope(principal, tenant, Permission.READ), principal.actor()));
    }

    /** Goes over to a new key without the present one, which is lost: clients have to accept it. Of the provider. */
    @PostMapping("/keys/replace")
    KeyView replace(Principal principal, @PathVariable String tenant) {
        entrance.platform(principal);
        return view(checkpoints.replace(scope(principal, tenant, Permission.READ), principal.actor()));
    }

    /** Lets a second party co-sign checkpoints. */
    @PostMapping("/cosigners")
    CosignerView addCosigner(Principal principal, @PathVariable String tenant, @RequestBody CosignerRequest request) {
        TenantScope scope = scope(principal, tenant, Permission.MANAGE_MEMBERS);
        Cosigner added = checkpoints.addCosigner(scope, principal.actor(), required("key", request.key()));
        return view(added, people.book(scope, Stream.of(added.addedBy())));
    }

    /** Takes no more cosignatures by this key. */
    @DeleteMapping("/cosigners")
    void removeCosigner(
            Principal principal, @PathVariable String tenant, @RequestParam(required = false) @Nullable String key) {
        TenantScope scope = scope(principal, tenant, Permission.MANAGE_MEMBERS);
        checkpoints.removeCosigner(scope, principal.actor(), required("key", key));
    }

    /** Takes a checkpoint of this ledger with signatures of registered second parties: the key is what allows it. */
    @PostMapping("/cosignatures")
    CheckpointView cosign(Principal principal, @PathVariable String tenant, @RequestBody CosignatureRequest request) {
        TenantScope scope = scope(principal, tenant, Permission.READ);
        return view(checkpoints.cosign(scope, required("note", request.note())));
    }

    private TenantScope scope(Principal principal, String tenant, Permission permission) {
        Access.Entry entry = entrance.tenant(principal, tenant, permission);
        return entry.scope();
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new ProblemException(InvalidInput.of(field, "is missing"));
        }
        return value;
    }

    private static CheckpointView view(SignedCheckpoint signed) {
        return new CheckpointView(
                signed.checkpoint().origin(),
                signed.size(),
                signed.checkpoint().root().base64(),
                signed.note().signatures().stream()
                        .map(line -> new SignatureView(
                                line.name(),
                                signed.checkpoint().origin().equals(line.name())
                                        ? null
                                        : Cosignature.of(line)
                                                .map(Cosignature::at)
                                                .orElse(null)))
                        .toList(),
                signed.toString());
    }

    private static KeyView view(LogKey key) {
        return new KeyView(key.key().toString(), key.firstSize(), key.madeAt());
    }

    private static CosignerView view(Cosigner cosigner, People.Book book) {
        return new CosignerView(
                cosigner.key().toString(), cosigner.key().name(), book.person(cosigner.addedBy()), cosigner.addedAt());
    }

    private static List<String> texts(List<TreeHash> path) {
        return path.stream().map(TreeHash::base64).toList();
    }

    /** @param note the checkpoint with all its signatures, as C2SP tlog-checkpoint writes it */
    record CheckpointView(String origin, long size, String root, List<SignatureView> signatures, String note) {}

    /** @param at when a second party signed; null for the ledger's own signature */
    record SignatureView(String name, @Nullable Instant at) {}

    /**
     * @param leaf the entry's bytes as text
     * @param path hashes in Base64, from the bottom upwards (RFC 6962, section 2.1.1)
     * @param checkpoint of {@code size} entries
     */
    record InclusionView(long index, String leaf, String leafHash, long size, List<String> path, String checkpoint) {}

    /** @param path hashes in Base64 (RFC 6962, section 2.1.2) */
    record ConsistencyView(long from, long to, List<String> path) {}

    record KeysView(List<KeyView> keys, List<CosignerView> cosigners) {}

    /**
     * @param key the public key, as C2SP signed-note writes it
     * @param firstSize checkpoints of at least so many entries are signed by it
     */
    record KeyView(String key, long firstSize, Instant madeAt) {}

    record CosignerView(String key, String name, People.PersonView addedBy, Instant addedAt) {}

    record CosignerRequest(@Nullable String key) {}

    record CosignatureRequest(@Nullable String note) {}
}
