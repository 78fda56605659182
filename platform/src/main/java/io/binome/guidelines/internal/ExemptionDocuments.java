package io.binome.guidelines.internal;

import io.binome.database.Transaction;
import io.binome.guidelines.internal.GuidelineStore.Kind;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Action;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Finding;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The kind {@code exemptions} of documents: where a rule does not block for a while, and why. */
final class ExemptionDocuments implements DocumentKind {
    static final String FILE = "exemptions.yaml";

    private static final int MAXIMUM_BYTES = 256 << 10;

    private final GuidelinesRoom room;
    private final GuidelineStore store;

    ExemptionDocuments(GuidelinesRoom room, GuidelineStore store) {
        this.room = room;
        this.store = store;
    }

    @Override
    public String name() {
        return "exemptions";
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration) {
        return Set.of(file(declaration));
    }

    private static String file(StackDeclaration declaration) {
        return declaration.path().isEmpty() ? FILE : declaration.path() + "/" + FILE;
    }

    @Override
    public Compared compare(Documents documents) {
        String file = file(documents.declaration());
        SortedMap<String, String> texts;
        try {
            texts = texts(documents.tree(), file);
        } catch (ProblemException tooLarge) {
            return wrong(new Finding(
                    "exemption-too-large", file, 0, 0, null, tooLarge.problem().message(), "Take out what has ended."));
        }
        if (documents.tree() != null && texts.isEmpty()) {
            return wrong(new Finding(
                    "exemption-missing",
                    file,
                    0,
                    0,
                    null,
                    "There is no file " + file + ".",
                    "Add it; for no exemption at all: exemptions: []"));
        }
        SortedMap<String, Exempted> after = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        texts.forEach((path, text) -> {
            ExemptionReader.Outcome read = ExemptionReader.read(path, text.getBytes(StandardCharsets.UTF_8));
            findings.addAll(read.findings());
            read.exemptions().forEach(one -> after.put(one.id(), one));
        });
        SortedMap<String, Exempted> before = new TreeMap<>();
        room.exempted(documents.scope()).forEach(one -> before.put(one.id(), one));
        Map<String, RuleBook.Held> rules = room.books(documents.scope()).held();
        LocalDate today = room.today();
        after.values().forEach(one -> {
            boolean known = before.containsKey(one.id()) && same(one, before.get(one.id()));
            if (!known && !rules.containsKey(one.guideline())) {
                findings.add(at(
                        file,
                        one,
                        "guideline",
                        "There is no rule '" + one.guideline() + "' in force.",
                        "The page of guidelines lists those that are."));
            }
            if (!known && today.isAfter(one.until())) {
                findings.add(at(
                        file,
                        one,
                        "until",
                        "The exemption '" + one.id() + "' has ended already, on " + one.until() + ".",
                        "Write a later day, or leave it out."));
            }
        });
        return findings.isEmpty() ? new Compared.Differences(differences(before, after)) : new Compared.Wrong(findings);
    }

    private static Finding at(String file, Exempted one, String key, String reason, String instead) {
        return new Finding("exemption-" + key, file, one.line(), 1, one.id() + "." + key, reason, instead);
    }

    private static Compared wrong(Finding finding) {
        return new Compared.Wrong(List.of(finding));
    }

    private static SortedMap<String, String> texts(@Nullable CommitTree tree, String file) {
        SortedMap<String, String> texts = new TreeMap<>();
        if (tree != null) {
            tree.read(file, MAXIMUM_BYTES)
                    .ifPresent(bytes -> texts.put(file, new String(bytes, StandardCharsets.UTF_8)));
        }
        return texts;
    }

    private static boolean same(Exempted one, @Nullable Exempted other) {
        return other != null && attributes(one).equals(attributes(other));
    }

    private static List<ResourceChange> differences(
            SortedMap<String, Exempted> before, SortedMap<String, Exempted> after) {
        List<ResourceChange> changes = new ArrayList<>();
        Set<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        for (String id : ids) {
            Exempted old = before.get(id);
            Exempted now = after.get(id);
            if (old == null || !same(old, now)) {
                changes.add(new ResourceChange(
                        "exemption." + id,
                        "exemption",
                        id,
                        old == null ? Action.CREATE : now == null ? Action.DELETE : Action.UPDATE,
                        old == null ? new TreeMap<>() : attributes(old),
                        now == null ? new TreeMap<>() : attributes(now),
                        List.of(),
                        List.of(sentence(id, old, now))));
            }
        }
        return changes;
    }

    private static String sentence(String id, @Nullable Exempted old, @Nullable Exempted now) {
        if (now == null) {
            return "The exemption " + id + " no longer holds.";
        }
        String what = "the rule " + now.guideline() + " does not block "
                + now.address().text() + " of the stack " + now.stack().text() + " in "
                + now.environment().text() + " until " + now.until() + ".";
        return old == null ? "New exemption: " + what : "The exemption " + id + " is changed: " + what;
    }

    private static SortedMap<String, Value> attributes(Exempted one) {
        SortedMap<String, Value> values = new TreeMap<>();
        values.put("guideline", Value.text(one.guideline()));
        values.put("scope.stack", Value.text(one.stack().text()));
        values.put("scope.environment", Value.text(one.environment().text()));
        values.put("scope.address", Value.text(one.address().text()));
        values.put("reason", Value.text(one.reason()));
        values.put("until", Value.text(one.until().toString()));
        return values;
    }

    @Override
    public void takeEffect(Transaction transaction, Documents documents, @Nullable ChangeId change) {
        SortedMap<String, String> texts = texts(documents.tree(), file(documents.declaration()));
        store.add(transaction, Kind.EXEMPTIONS, documents.commit(), change, texts, room.now());
    }

    /** Nothing is exempted, and how something would be. */
    @Override
    public Optional<Start> start(boolean providersOwn) {
        return Optional.of(new Start("", new TreeMap<>(Map.of(FILE, NOTHING.getBytes(StandardCharsets.UTF_8)))));
    }

    private static final String NOTHING = """
            # Where a rule does not block for a while: each with a reason and its last day. For example:
            #
            #   - id: old-shop-has-no-health-check
            #     guideline: compose-health-check
            #     scope: {stack: shop, environment: production, address: service.web}
            #     reason: It is replaced in autumn.
            #     until: 2027-09-30
            exemptions: []
            """;

    @Override
    public String liveRevision(TenantScope scope) {
        return room.rulesFingerprint(scope) + " " + GuidelineStore.fingerprint(room.exemptionFiles(scope));
    }
}
