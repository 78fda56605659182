package io.binome.guidelines.internal;

import io.binome.database.Transaction;
import io.binome.guidelines.internal.CaseRunner.Ran;
import io.binome.guidelines.internal.GuidelineStore.Kind;
import io.binome.guidelines.internal.RuleBook.Held;
import io.binome.guidelines.internal.RuleReader.Outcome;
import io.binome.kernel.ChangeId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Action;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Finding;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The kind {@code guidelines} of documents: rules of a tenant, or of the provider for all tenants. */
final class GuidelineDocuments implements DocumentKind {
    static final int MOST_RULES = 1_000;
    static final String FOLDER = "guidelines";

    private final GuidelinesRoom room;
    private final CompiledRules compiled;
    private final GuidelineStore store;

    GuidelineDocuments(GuidelinesRoom room, CompiledRules compiled, GuidelineStore store) {
        this.room = room;
        this.compiled = compiled;
        this.store = store;
    }

    @Override
    public String name() {
        return "guidelines";
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration) {
        return Set.of(folder(declaration));
    }

    /** {@code guidelines/}, or the folder that the stack names. */
    static String folder(StackDeclaration declaration) {
        return declaration.path().isEmpty() ? FOLDER : declaration.path();
    }

    @Override
    public Compared compare(Documents documents) {
        RuleFolder.Outcome files = RuleFolder.read(documents.tree(), folder(documents.declaration()));
        if (!files.findings().isEmpty()) {
            return new Compared.Wrong(files.findings());
        }
        Checked checked = check(documents.scope(), files.texts());
        return checked.findings().isEmpty()
                ? new Compared.Differences(differences(
                        room.books(documents.scope()).held(), checked.book().held()))
                : new Compared.Wrong(checked.findings());
    }

    /** What holds once these files are in force. */
    private record Checked(RuleBook book, List<Finding> findings) {}

    private Checked check(TenantScope scope, SortedMap<String, String> texts) {
        Outcome read = compiled.rules(texts);
        List<Finding> findings = new ArrayList<>(read.findings());
        RuleBook book = room.below(scope);
        book.lay(room.layer(scope), read.written());
        findings.addAll(book.findings());
        if (read.written().size() > MOST_RULES) {
            findings.add(new Finding(
                    "guideline-too-many",
                    texts.lastKey(),
                    0,
                    0,
                    null,
                    "There are " + read.written().size() + " rules; " + MOST_RULES + " can be asked of every plan.",
                    "Make one of those that differ in a name only, with a list or a pattern."));
        }
        if (findings.isEmpty()) {
            read.written().stream()
                    .filter(RuleReader.Written.Whole.class::isInstance)
                    .map(written -> ((RuleReader.Written.Whole) written).rule())
                    .flatMap(rule -> CaseRunner.run(rule).stream())
                    .filter(ran -> !ran.holds())
                    .map(GuidelineDocuments::finding)
                    .forEach(findings::add);
        }
        return new Checked(book, findings);
    }

    static Finding finding(Ran ran) {
        return new Finding(
                "guideline-case",
                ran.rule().place().file(),
                ran.written().line(),
                ran.written().column(),
                ran.rule().id(),
                "The case '" + ran.written().name() + "' of the rule '"
                        + ran.rule().id() + "' does not hold: " + lowerFirst(Objects.requireNonNull(ran.got())),
                "Mend the rule, or the case.");
    }

    private static String lowerFirst(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private static List<ResourceChange> differences(Map<String, Held> before, Map<String, Held> after) {
        List<ResourceChange> changes = new ArrayList<>();
        Set<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        for (String id : ids) {
            Held old = before.get(id);
            Held now = after.get(id);
            SortedMap<String, Value> was = old == null ? new TreeMap<>() : attributes(old);
            SortedMap<String, Value> is = now == null ? new TreeMap<>() : attributes(now);
            if (!was.equals(is)) {
                changes.add(new ResourceChange(
                        "guideline." + id,
                        "guideline",
                        id,
                        old == null ? Action.CREATE : now == null ? Action.DELETE : Action.UPDATE,
                        was,
                        is,
                        List.of(),
                        List.of(sentence(id, old, now))));
            }
        }
        return changes;
    }

    private static String sentence(String id, @Nullable Held old, @Nullable Held now) {
        if (now == null) {
            return "The rule " + id + " no longer holds.";
        }
        if (old == null) {
            return "New rule " + id + ": " + title(now) + " (" + word(now.rule().severity()) + ").";
        }
        if (old.rule().severity() != now.rule().severity()) {
            return "The rule " + id + " changes from " + word(old.rule().severity()) + " to "
                    + word(now.rule().severity()) + ".";
        }
        return "The rule " + id + " is changed.";
    }

    private static String title(Held held) {
        return held.rule().title().getOrDefault("en", held.rule().id());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** All that makes a difference to plans, and its words. */
    private static SortedMap<String, Value> attributes(Held held) {
        Rule rule = held.rule();
        SortedMap<String, Value> values = new TreeMap<>();
        rule.title().forEach((language, text) -> values.put("title." + language, Value.text(text)));
        rule.message().forEach((language, text) -> values.put("message." + language, Value.text(text)));
        rule.fix().forEach((language, text) -> values.put("fix." + language, Value.text(text)));
        values.put("applies", Value.text(RuleViews.applies(rule)));
        values.put("about", Value.text(word(rule.about())));
        values.put("severity", Value.text(word(rule.severity())));
        values.put("unknown", Value.text(word(rule.unknown())));
        values.put("final", Value.truth(rule.locked()));
        if (rule.when() != null) {
            values.put("when", Value.text(rule.when().source()));
        }
        if (rule.must() != null) {
            values.put("must", Value.text(rule.must().source()));
        }
        if (rule.risk() != null) {
            values.put("risk", Value.text(word(rule.risk())));
        }
        if (rule.reference() != null) {
            values.put("reference", Value.text(rule.reference()));
        }
        if (rule.at() != null) {
            values.put("at", Value.text(rule.at()));
        }
        return values;
    }

    @Override
    public void takeEffect(Transaction transaction, Documents documents, @Nullable ChangeId change) {
        RuleFolder.Outcome files = RuleFolder.read(documents.tree(), folder(documents.declaration()));
        if (!files.findings().isEmpty()
                || !compiled.rules(files.texts()).findings().isEmpty()) {
            throw new IllegalStateException("These rules were never planned");
        }
        store.add(transaction, Kind.GUIDELINES, documents.commit(), change, files.texts(), room.now());
    }

    /** No rule, and where the first one goes. */
    @Override
    public Optional<Start> start(boolean providersOwn) {
        return Optional.of(new Start(
                FOLDER,
                new TreeMap<>(Map.of(
                        FOLDER + "/README.md",
                        (providersOwn ? README_OF_PROVIDER : README).getBytes(StandardCharsets.UTF_8)))));
    }

    private static final String USE = """

            Write them as YAML files in this folder, with cases that show what they find, and push a branch:

                binome guideline list               # those that hold already
                binome guideline test guidelines    # before you push
            """;

    private static final String README =
            "# Guidelines\n\nRules that every plan of this tenant is asked, besides those of the provider.\n" + USE;

    private static final String README_OF_PROVIDER =
            "# Guidelines\n\nRules that every plan of every tenant is asked, besides those that come with Binome.\n"
                    + USE;

    /** What a tenant may write depends on the provider's rules. */
    @Override
    public String liveRevision(TenantScope scope) {
        return room.rulesFingerprint(scope);
    }
}
