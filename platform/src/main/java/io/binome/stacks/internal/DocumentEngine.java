package io.binome.stacks.internal;

import io.binome.database.Database;
import io.binome.kernel.ChangeId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.runs.Cancellation;
import io.binome.runs.Jobs;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.Runs;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.DocumentKind.Compared;
import io.binome.stacks.DocumentKind.Documents;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.ManifestPlace;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine of files that govern: the plan is a difference of meaning, the apply is the files taking effect. */
public final class DocumentEngine implements Engine {
    private final Database database;
    private final Repositories repositories;
    private final Runs runs;
    private final Jobs jobs;
    private final Supplier<? extends Collection<? extends DocumentKind>> known;
    private final StackStore stacks = new StackStore();
    private final DocumentStore documents = new DocumentStore();

    /** @param kinds asked only when there is work: some are made with stacks, which are made of engines */
    public DocumentEngine(
            Database database,
            Repositories repositories,
            Runs runs,
            Jobs jobs,
            Supplier<? extends Collection<? extends DocumentKind>> kinds) {
        this.database = database;
        this.repositories = repositories;
        this.runs = runs;
        this.jobs = jobs;
        this.known = kinds;
    }

    @Override
    public String name() {
        return DocumentKind.ENGINE;
    }

    @Override
    public PlanOutcome plan(PlanRequest request, RunLog log, Cancellation cancellation) {
        Stack stack = stack(request.scope(), request.stack());
        Optional<Finding> misplaced = misplaced(request, stack);
        if (misplaced.isPresent()) {
            log.line(misplaced.get().reason());
            return new PlanOutcome.Refused(List.of(misplaced.get()));
        }
        DocumentKind kind = kind(request.declaration()).orElseThrow();
        String revision = kind.liveRevision(request.scope());
        return switch (kind.compare(documents(request))) {
            case Compared.Wrong wrong -> {
                wrong.findings()
                        .forEach(finding -> log.line(finding.file() + ":" + finding.line() + ":" + finding.column()
                                + ": " + finding.reason()));
                yield new PlanOutcome.Refused(wrong.findings());
            }
            case Compared.Differences differences -> {
                differences.changes().forEach(change -> say(change, log));
                yield new PlanOutcome.Planned(plan(request, differences), revision);
            }
        };
    }

    private static Plan plan(PlanRequest request, Compared.Differences differences) {
        StackDeclaration declaration = request.declaration();
        return new Plan(
                DocumentKind.ENGINE,
                declaration.name(),
                declaration.environment(),
                differences.changes(),
                new TreeMap<>());
    }

    private static void say(ResourceChange change, RunLog log) {
        if (change.notes().isEmpty()) {
            log.line(change.action().name().toLowerCase(java.util.Locale.ROOT) + " " + change.address());
        }
        change.notes().forEach(log::line);
    }

    /** Why these files must not be what the stack says, at its place in {@code binome.yaml}. */
    private Optional<Finding> misplaced(PlanRequest request, Stack stack) {
        StackDeclaration declaration = request.declaration();
        String where = "stacks." + declaration.name();
        String written = declaration.variables().get(DocumentKind.VARIABLE);
        DocumentKind kind = kind(declaration).orElse(null);
        if (kind == null) {
            return Optional.of(finding(
                    request.tree(),
                    "document-kind",
                    where + ".variables.kind",
                    written == null
                            ? "It is not said what kind of documents these are."
                            : "There is no kind of documents called '" + written + "' here.",
                    written == null
                            ? "Add for example: variables: {kind: contract}. Known are: "
                                    + String.join(", ", kinds().keySet()) + "."
                            : DocumentNodes.meant(written, kinds().keySet())));
        }
        if (!kind.governs()) {
            return Optional.empty();
        }
        if (!governing(request.scope(), stack)) {
            return Optional.of(finding(
                    request.tree(),
                    "document-misplaced",
                    where,
                    "Documents of the kind " + kind.name() + " govern, and stand in the repository "
                            + Repositories.GOVERNING + " alone.",
                    "Move them there, and take this stack out."));
        }
        if (request.tree() == null && stack.appliedCommit() != null) {
            return Optional.of(finding(
                    null,
                    "document-removed",
                    where,
                    "What governs cannot be taken away: the stack " + declaration.name() + " must stay.",
                    "Put it back into binome.yaml. To change what it says, change its files."));
        }
        String before = stack.declaration().variables().get(DocumentKind.VARIABLE);
        if (stack.appliedCommit() != null && !kind.name().equals(before)) {
            return Optional.of(finding(
                    request.tree(),
                    "document-removed",
                    where + ".variables.kind",
                    "What governs cannot be taken away: the stack " + declaration.name()
                            + " cannot become another kind than " + before + ".",
                    "Declare another stack for the kind " + kind.name() + "."));
        }
        return second(request, stack, kind, where);
    }

    /** Two stacks of a kind would undo each other's work. */
    private Optional<Finding> second(PlanRequest request, Stack stack, DocumentKind kind, String where) {
        return database
                .inTenant(request.scope(), transaction -> stacks.applied(transaction, stack.repository()))
                .stream()
                .filter(other -> !other.id().equals(stack.id())
                        && other.declaration().engine().equals(DocumentKind.ENGINE)
                        && kind.name().equals(other.declaration().variables().get(DocumentKind.VARIABLE)))
                .findFirst()
                .map(other -> finding(
                        request.tree(),
                        "document-twice",
                        where,
                        "The stack " + other.name() + " is of the kind " + kind.name() + " already.",
                        "Change its files instead."));
    }

    private boolean governing(TenantScope scope, Stack stack) {
        return repositories
                .byId(scope, stack.repository())
                .filter(repository -> repository.name().equals(Repositories.GOVERNING))
                .isPresent();
    }

    private static Finding finding(@Nullable CommitTree tree, String code, String key, String reason, String instead) {
        return tree == null
                ? new Finding(code, ManifestPlace.FILE, 0, 0, key, reason, instead)
                : ManifestPlace.finding(tree, code, key, reason, instead);
    }

    @Override
    public ApplyOutcome apply(ApplyRequest request, RunLog log) {
        PlanRequest planned = request.planned();
        TenantScope scope = planned.scope();
        String hash = request.plan().hash();
        if (database.inTenant(
                scope, transaction -> documents.tookEffect(transaction, planned.stack(), planned.commit(), hash))) {
            log.line("These documents are in force already.");
            return new ApplyOutcome.Applied();
        }
        Optional<Finding> misplaced = misplaced(planned, stack(scope, planned.stack()));
        if (misplaced.isPresent()) {
            return new ApplyOutcome.Stale(misplaced.get().reason());
        }
        DocumentKind kind = kind(planned.declaration()).orElseThrow();
        Documents asked = documents(planned);
        switch (kind.compare(asked)) {
            case Compared.Wrong wrong -> {
                return new ApplyOutcome.Stale(wrong.findings().getFirst().reason());
            }
            case Compared.Differences differences -> {
                if (!plan(planned, differences).hash().equals(hash)) {
                    return new ApplyOutcome.Stale("What is in force has changed, so the difference is another one.");
                }
            }
        }
        ChangeId change = runs.find(scope, planned.run()).map(Run::change).orElse(null);
        return database.inTenant(scope, transaction -> {
            jobs.fence(transaction, request.lease());
            kind.takeEffect(transaction, asked, change);
            documents.record(transaction, planned.stack(), planned.commit(), hash);
            transaction.afterCommit(() -> log.line("In force from now on: " + kind.name() + "."));
            return new ApplyOutcome.Applied();
        });
    }

    @Override
    public String liveRevision(TenantScope scope, StackId stack) {
        return kind(stack(scope, stack).declaration())
                .map(kind -> kind.liveRevision(scope))
                .orElse("");
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration, CommitTree tree) {
        Set<String> paths = new TreeSet<>();
        kind(declaration).ifPresent(kind -> paths.addAll(kind.dependsOn(declaration)));
        return paths;
    }

    private Optional<DocumentKind> kind(StackDeclaration declaration) {
        String written = declaration.variables().get(DocumentKind.VARIABLE);
        return written == null ? Optional.empty() : Optional.ofNullable(kinds().get(written));
    }

    private SortedMap<String, DocumentKind> kinds() {
        SortedMap<String, DocumentKind> byName = new TreeMap<>();
        known.get().forEach(kind -> byName.put(kind.name(), kind));
        return byName;
    }

    private Stack stack(TenantScope scope, StackId id) {
        return database.inTenant(scope, transaction -> stacks.find(transaction, id))
                .orElseThrow(() -> new IllegalStateException("Stack " + id + " is not known"));
    }

    private static Documents documents(PlanRequest request) {
        return new Documents(request.scope(), request.declaration(), request.commit(), request.tree());
    }
}
