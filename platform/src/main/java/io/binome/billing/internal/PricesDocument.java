package io.binome.billing.internal;

import io.binome.billing.PriceBook;
import io.binome.billing.internal.BookFolder.Placed;
import io.binome.billing.internal.BookFolder.PlacedOutcome;
import io.binome.billing.internal.PriceVersionStore.Stored;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.RepositoryProblem;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Finding;
import io.binome.stacks.ManifestPlace;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kind {@code prices} of documents: the provider's price books and catalogues, in its own tenant alone. */
final class PricesDocument implements DocumentKind {
    private static final int MOST_FILES = 300;

    private final Database database;
    private final PriceVersionStore store;
    private final Supplier<TenantScope> provider;
    private final InstantSource clock;

    PricesDocument(Database database, PriceVersionStore store, Supplier<TenantScope> provider, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "prices";
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration) {
        return Set.of(declaration.path());
    }

    @Override
    public Compared compare(Documents documents) {
        if (!documents.scope().equals(provider.get())) {
            return wrong(finding(
                    documents,
                    "prices-misplaced",
                    "Price books are the provider's: they do not take effect here.",
                    "Name the book that holds for you in contract.yaml, by 'priceBook'."));
        }
        CommitTree tree = documents.tree();
        if (tree == null) {
            return wrong(finding(
                    documents,
                    "prices-removed",
                    "Price books that are in force cannot be taken away: contracts name them.",
                    "Put the stack back into binome.yaml."));
        }
        SortedMap<String, byte[]> files;
        try {
            files = files(tree, documents.declaration().path());
        } catch (ProblemException refused) {
            if (refused.problem() instanceof RepositoryProblem.FileTooLarge) {
                return wrong(
                        finding(documents, "prices-too-large", refused.problem().message(), "Split the file."));
            }
            throw refused;
        }
        return switch (BookFolder.readPlaced(files)) {
            case PlacedOutcome.Wrong(List<Finding> findings) ->
                new Compared.Wrong(findings.stream()
                        .map(finding -> under(documents.declaration().path(), finding))
                        .toList());
            case PlacedOutcome.Read(Placed placed) -> compare(documents, placed);
        };
    }

    private Compared compare(Documents documents, Placed placed) {
        if (placed.books().isEmpty()) {
            return wrong(finding(
                    documents,
                    "prices-missing",
                    "There is no price book in the folder '"
                            + documents.declaration().path() + "'.",
                    "Write one, such as standard.yaml."));
        }
        List<Stored> versions = database.inTenant(documents.scope(), store::all);
        SortedMap<String, PriceBook> before =
                versions.isEmpty() ? Collections.emptySortedMap() : DatabasePrices.books(versions.getFirst());
        List<ResourceChange> changes = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        before.keySet().stream()
                .filter(name -> !placed.books().containsKey(name))
                .forEach(name -> findings.add(finding(
                        documents,
                        "prices-removed",
                        "The price book " + name + " is in force and cannot be taken away: contracts may name it.",
                        "Put its file back.")));
        placed.books().forEach((name, book) -> {
            BookComparison.Result result = BookComparison.compare(
                    before.get(name),
                    book,
                    placed.files().getOrDefault(name, ""),
                    placed.lines().getOrDefault(name, Map.of()),
                    LocalDate.ofInstant(clock.instant(), book.zone()),
                    promised(versions, book, clock.instant()));
            changes.addAll(result.changes());
            result.findings()
                    .forEach(finding ->
                            findings.add(under(documents.declaration().path(), finding)));
        });
        return findings.isEmpty() ? new Compared.Differences(changes) : new Compared.Wrong(findings);
    }

    /** Until when the notices of versions that were replaced go on to hold: each as long as it said, from then on. */
    private static LocalDate promised(List<Stored> newestFirst, PriceBook book, Instant now) {
        LocalDate promised = LocalDate.MIN;
        LocalDate longAgo = LocalDate.ofInstant(now, book.zone()).minusDays(BookReader.LONGEST_NOTICE);
        for (int i = 1; i < newestFirst.size(); i++) {
            LocalDate replaced = LocalDate.ofInstant(newestFirst.get(i - 1).since(), book.zone());
            if (replaced.isBefore(longAgo)) {
                break;
            }
            PriceBook then = DatabasePrices.books(newestFirst.get(i)).get(book.name());
            LocalDate until = then == null ? promised : replaced.plusDays(then.noticeDays());
            promised = until.isAfter(promised) ? until : promised;
        }
        return promised;
    }

    @Override
    public void takeEffect(Transaction transaction, Documents documents, @Nullable ChangeId change) {
        CommitTree tree = documents.tree();
        // Whose they are was asked when they were planned: who the provider is cannot be asked within a transaction.
        if (tree == null) {
            throw new IllegalStateException("These price books were never planned");
        }
        SortedMap<String, byte[]> files = files(tree, documents.declaration().path());
        if (files.isEmpty()) {
            // As a fresh repository begins.
            return;
        }
        int latest = store.latest(transaction);
        Optional<Stored> before = store.find(transaction, latest);
        if (before.isPresent() && before.get().commit().equals(documents.commit())) {
            return;
        }
        SortedMap<String, String> texts = new TreeMap<>();
        files.forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
        store.add(
                transaction,
                new Stored(
                        latest + 1,
                        documents.declaration().name(),
                        documents.commit(),
                        change,
                        texts,
                        clock.instant()));
    }

    /** The provider begins without prices: what things cost is not known. */
    @Override
    public Optional<Start> start(boolean providersOwn) {
        return providersOwn
                ? Optional.of(new Start(
                        FOLDER, new TreeMap<>(Map.of(FOLDER + "/README.md", README.getBytes(StandardCharsets.UTF_8)))))
                : Optional.empty();
    }

    private static final String FOLDER = "prices";
    private static final String README = """
            # Prices

            Price books and catalogues of unit prices. Write the first book here, such as `standard.yaml`, push a branch, and name
            the book in the contracts of tenants by `priceBook: standard`.

                binome price check prices    # before you push
            """;

    @Override
    public String liveRevision(TenantScope scope) {
        return Integer.toString(database.inTenant(scope, store::latest));
    }

    private static SortedMap<String, byte[]> files(CommitTree tree, String folder) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (CommitTree.Entry entry : tree.list(folder)) {
            boolean ours = BookFolder.isBook(entry.name()) || BookFolder.isCatalogue(entry.name());
            boolean manifest = folder.isEmpty() && entry.name().equals("binome.yaml");
            if (entry.kind() == CommitTree.Kind.FILE && ours && !manifest && files.size() < MOST_FILES) {
                String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
                int most = BookFolder.isBook(entry.name()) ? BookReader.MAXIMUM_BYTES : CatalogueReader.MAXIMUM_BYTES;
                tree.read(path, most).ifPresent(bytes -> files.put(entry.name(), bytes));
            }
        }
        return files;
    }

    private static Compared wrong(Finding finding) {
        return new Compared.Wrong(List.of(finding));
    }

    private static Finding finding(Documents documents, String code, String reason, String instead) {
        String where = "stacks." + documents.declaration().name();
        CommitTree tree = documents.tree();
        return tree == null
                ? new Finding(code, ManifestPlace.FILE, 0, 0, where, reason, instead)
                : ManifestPlace.finding(tree, code, where, reason, instead);
    }

    private static Finding under(String folder, Finding finding) {
        return folder.isEmpty() || finding.file().isEmpty()
                ? finding
                : new Finding(
                        finding.code(),
                        folder + "/" + finding.file(),
                        finding.line(),
                        finding.column(),
                        finding.key(),
                        finding.reason(),
                        finding.instead());
    }
}
