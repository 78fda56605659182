package io.binome.guidelines.internal;

import io.binome.guidelines.Assessment;
import io.binome.guidelines.OfflineGuidelines;
import io.binome.guidelines.RuleView;
import io.binome.guidelines.Situation;
import io.binome.guidelines.Situation.ChangeFacts;
import io.binome.guidelines.internal.CaseRunner.Ran;
import io.binome.guidelines.internal.Evaluation.Limits;
import io.binome.guidelines.internal.RuleBook.Layer;
import io.binome.guidelines.internal.RuleReader.Written;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rules of a folder over the shipped ones. They count as the provider's: whose they are is not known from the files. */
public final class OfflineRules implements OfflineGuidelines {
    private static final int MOST_FILES = 20_000;

    private final RuleBook book;
    private final List<Written> own;
    private final List<Finding> wrong;

    private OfflineRules(RuleBook book, List<Written> own, List<Finding> wrong) {
        this.book = book;
        this.own = own;
        this.wrong = wrong;
    }

    public static OfflineRules of(CommitTree tree, String folder) {
        RuleFolder.Outcome files = RuleFolder.read(tree, folder);
        return of(files.texts(), files.findings());
    }

    public static OfflineRules shipped() {
        return of(new TreeMap<>(), List.of());
    }

    private static OfflineRules of(SortedMap<String, String> texts, List<Finding> unread) {
        CompiledRules compiled = new CompiledRules();
        RuleReader.Outcome read = compiled.rules(texts);
        RuleBook book = new RuleBook().lay(Layer.SHIPPED, compiled.shipped()).lay(Layer.PROVIDER, read.written());
        List<Finding> wrong = new ArrayList<>(unread);
        wrong.addAll(read.findings());
        wrong.addAll(book.findings());
        return new OfflineRules(book, read.written(), List.copyOf(wrong));
    }

    @Override
    public List<Finding> wrong() {
        return wrong;
    }

    @Override
    public List<RuleView> rules() {
        return book.held().values().stream().map(RuleViews::of).toList();
    }

    @Override
    public Tested test() {
        List<Ran> ran = own.stream()
                .filter(Written.Whole.class::isInstance)
                .flatMap(written -> CaseRunner.run(((Written.Whole) written).rule()).stream())
                .toList();
        return new Tested(
                own.size(),
                ran.size(),
                ran.stream()
                        .filter(one -> !one.holds())
                        .map(GuidelineDocuments::finding)
                        .toList());
    }

    @Override
    public Assessment check(Plan plan, StackDeclaration stack, CommitTree tree, Instant time) {
        Set<String> files = new TreeSet<>();
        gather(tree, "", files);
        Situation situation = new Situation(
                new ChangeFacts("", "", "", "", "tenant", "developer", 1, List.of(), files, false),
                stack,
                new TreeSet<>(Set.of(stack.environment())),
                plan,
                null,
                null,
                time);
        Places places = new Places(tree, stack, plan.engine());
        return new FindingWriter(situation, List.of(), places)
                .assessment(Evaluation.of(book.rules(), situation, places, Limits.USUAL), "");
    }

    private static void gather(CommitTree tree, String folder, Set<String> files) {
        for (CommitTree.Entry entry : tree.list(folder)) {
            String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
            if (files.size() >= MOST_FILES) {
                return;
            }
            switch (entry.kind()) {
                case FOLDER -> gather(tree, path, files);
                case FILE -> files.add(path);
                case SYMBOLIC_LINK, SUBMODULE -> {}
            }
        }
    }
}
