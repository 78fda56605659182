package io.binome.evidence.internal;

import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.Review;
import io.binome.changes.StackPlan;
import io.binome.contracts.ContractVersion;
import io.binome.evidence.EvidencePack;
import io.binome.evidence.EvidencePacks;
import io.binome.evidence.EvidenceProblem.Nothing;
import io.binome.evidence.EvidenceProblem.TooMuch;
import io.binome.evidence.EvidenceSubject;
import io.binome.evidence.internal.EvidenceRoom.Sources;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.ledger.InclusionProof;
import io.binome.ledger.KeyChange;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.TreeHash;
import io.binome.runs.Run;
import io.binome.runs.Runs.LogSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Gathers a pack: entries first, then what they are about. The checkpoint is signed before anything is read. */
final class PackMaker implements EvidencePacks {
    private static final String CHANGE = "change:";
    private static final int LOG_SLICE = 1 << 20;
    private static final int PAGE = 200;

    private final Sources sources;

    PackMaker(Sources sources) {
        this.sources = sources;
    }

    @Override
    public void write(TenantScope scope, EvidenceSubject subject, OutputStream to) {
        Instant now = sources.clock().instant();
        SignedCheckpoint checkpoint = sources.checkpoints().sign(scope);
        List<LedgerEntry> entries = entries(scope, subject, checkpoint.size());
        List<Gathered> changes = changes(scope, subject, entries);
        List<ContractVersion> contracts = sources.contracts().versions(scope);
        try (Archive archive = new Archive(to, now)) {
            archive.add(EvidencePack.CHECKPOINT, checkpoint.toString());
            archive.add(EvidencePack.ENTRIES, lines(scope, entries, checkpoint.size()));
            for (Gathered one : changes) {
                add(archive, scope, one);
            }
            for (ContractVersion version : contracts) {
                archive.add("contract/" + version.number() + ".yaml", version.source());
            }
            archive.add(
                    "contract/versions.json",
                    EvidenceJson.text(
                            contracts.stream().map(EvidenceJson::contract).toList()));
            Map<String, String> people = people(scope, entries, changes);
            archive.add("people.json", EvidenceJson.text(people));
            String about = about(subject, changes);
            archive.add(
                    "evidence.pdf",
                    new EvidenceReport(about, now, checkpoint, entries, changes, contracts, people).pdf());
            archive.add("README.txt", readMe(checkpoint));
            byte[] manifest = CanonicalJson.bytes(Map.of(
                    "format", EvidencePack.FORMAT,
                    "tenant", scope.tenant().toString(),
                    "about", about,
                    "madeAt", now.toString(),
                    "files", archive.hashes()));
            archive.put(EvidencePack.MANIFEST, manifest);
            archive.put(
                    EvidencePack.SIGNATURE,
                    sources.checkpoints()
                            .attest(scope, Sha256.hex(manifest))
                            .toString()
                            .getBytes(StandardCharsets.UTF_8));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** A change with all that is kept of it. */
    record Gathered(
            Change change,
            List<StackPlan> plans,
            List<Review> reviews,
            List<Activity> activity,
            Map<String, Object> judgement,
            List<Run> runs) {}

    private List<LedgerEntry> entries(TenantScope scope, EvidenceSubject subject, long size) {
        LedgerFilter filter =
                switch (subject) {
                    case EvidenceSubject.OfChange of -> new LedgerFilter(null, CHANGE + of.change());
                    case EvidenceSubject.OfPeriod period -> new LedgerFilter(null, null, period.from(), period.to());
                };
        TreeMap<Long, LedgerEntry> found = new TreeMap<>();
        read(scope, filter, entry -> {
            found.put(entry.index(), entry);
            return found.size() <= MOST_ENTRIES;
        });
        if (found.isEmpty()) {
            throw new ProblemException(new Nothing());
        }
        if (found.size() > MOST_ENTRIES) {
            throw new ProblemException(new TooMuch(MOST_ENTRIES));
        }
        // Whoever verifies with an earlier key is led to the present one by these.
        for (String kind : List.of(KeyChange.ROTATED, KeyChange.REPLACED)) {
            read(scope, new LedgerFilter(kind, null), entry -> found.putIfAbsent(entry.index(), entry) != entry);
        }
        // What was appended since is under no checkpoint of this pack.
        return List.copyOf(found.headMap(size).values());
    }

    /** Newest first, until one is answered with false. */
    private void read(TenantScope scope, LedgerFilter filter, Predicate<LedgerEntry> reader) {
        PageRequest request = PageRequest.first(PAGE);
        while (true) {
            Page<LedgerEntry> page = sources.ledger().list(scope, filter, request);
            for (LedgerEntry entry : page.items()) {
                if (!reader.test(entry)) {
                    return;
                }
            }
            if (page.next() == null) {
                return;
            }
            request = new PageRequest(PAGE, page.next());
        }
    }

    private List<Gathered> changes(TenantScope scope, EvidenceSubject subject, List<LedgerEntry> entries) {
        Set<ChangeId> ids = new LinkedHashSet<>();
        if (subject instanceof EvidenceSubject.OfChange of) {
            ids.add(of.change());
        }
        for (LedgerEntry entry : entries) {
            if (entry.subject().startsWith(CHANGE)) {
                ids.add(ChangeId.parse(entry.subject().substring(CHANGE.length())));
            }
        }
        List<Gathered> gathered = new ArrayList<>();
        for (ChangeId id : ids) {
            Change change = sources.changes().get(scope, id);
            gathered.add(new Gathered(
                    change,
                    sources.changes().plans(scope, id),
                    sources.changes().reviews(scope, id),
                    sources.changes().activity(scope, id),
                    sources.changes()
                            .judgement(scope, id)
                            .map(EvidenceJson::fields)
                            .orElse(Map.of()),
                    sources.runs().of(scope, id)));
        }
        return gathered;
    }

    private String lines(TenantScope scope, List<LedgerEntry> entries, long size) {
        StringBuilder lines = new StringBuilder();
        for (LedgerEntry entry : entries) {
            InclusionProof proof = sources.checkpoints().prove(scope, entry.index(), size);
            lines.append(CanonicalJson.text(Map.of(
                            "index", entry.index(),
                            "leaf", entry.canonicalJson(),
                            "path", proof.path().stream().map(TreeHash::base64).toList())))
                    .append('\n');
        }
        return lines.toString();
    }

    private void add(Archive archive, TenantScope scope, Gathered one) throws IOException {
        String folder =
                "changes/" + one.change().repositoryName() + "-" + one.change().number() + "/";
        archive.add(folder + "change.json", EvidenceJson.text(EvidenceJson.change(one.change())));
        archive.add(folder + "judgement.json", EvidenceJson.text(one.judgement()));
        archive.add(folder + "approvals.json", EvidenceJson.text(one.reviews()));
        archive.add(
                folder + "activity.json",
                EvidenceJson.text(
                        one.activity().stream().map(EvidenceJson::activity).toList()));
        for (StackPlan plan : one.plans()) {
            archive.add(
                    folder + "plans/" + plan.declaration().name() + ".json",
                    EvidenceJson.text(EvidenceJson.plan(plan)));
        }
        for (Run run : one.runs()) {
            String name = folder + "runs/" + run.id();
            archive.add(name + ".json", EvidenceJson.text(run));
            archive.add(name + ".log", log(scope, run));
        }
    }

    private String log(TenantScope scope, Run run) {
        StringBuilder log = new StringBuilder();
        for (long offset = 0; ; ) {
            LogSlice slice = sources.runs().read(scope, run.id(), offset, LOG_SLICE);
            log.append(slice.text());
            if (slice.text().isEmpty()) {
                return log.toString();
            }
            offset = slice.next();
        }
    }

    private Map<String, String> people(TenantScope scope, List<LedgerEntry> entries, List<Gathered> changes) {
        Set<String> references = new LinkedHashSet<>();
        entries.forEach(entry -> references.add(entry.actor()));
        changes.forEach(one -> {
            references.add(one.change().opener());
            references.addAll(one.change().authors());
            one.reviews().forEach(review -> references.add(review.reviewer()));
            one.activity().forEach(activity -> references.add(activity.actor()));
        });
        Map<String, MemberId> members = new HashMap<>();
        for (String reference : references) {
            if (reference.startsWith("member:")) {
                members.put(reference, MemberId.parse(reference.substring("member:".length())));
            }
        }
        Map<MemberId, String> names = sources.tenants().displayNames(scope, members.values());
        Map<String, String> people = new TreeMap<>();
        members.forEach((reference, member) -> {
            String name = names.get(member);
            if (name != null) {
                people.put(reference, name);
            }
        });
        return people;
    }

    private static String about(EvidenceSubject subject, List<Gathered> changes) {
        return switch (subject) {
            case EvidenceSubject.OfChange of ->
                "Change "
                        + changes.stream()
                                .filter(one -> one.change().id().equals(of.change()))
                                .map(one -> one.change().reference())
                                .findFirst()
                                .orElse(of.change().toString());
            case EvidenceSubject.OfPeriod period -> "From " + period.from() + " until before " + period.to();
        };
    }

    private static String readMe(SignedCheckpoint checkpoint) {
        return """
                What a Binome has recorded, for whoever has no access to it. Read evidence.pdf first.

                To verify that nothing in this archive was changed, added or removed, and that every entry is in the signed
                ledger:

                    binome evidence verify THIS-FILE --key PUBLIC-KEY

                The public key has the name %s. Ask the party whose archive this is for it, and the other one too.
                Without that command: manifest.json has the SHA-256 of every file; manifest.note signs it, and
                ledger/checkpoint.txt the ledger (C2SP signed notes). ledger/entries.jsonl has each entry with its
                inclusion proof (RFC 6962).
                """.formatted(checkpoint.checkpoint().origin());
    }
}
