package io.binome.contracts.internal;

import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.repositories.RepositoryProblem;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TenantListener;
import io.binome.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each tenant the repository of what governs it, with what holds at its beginning. */
public final class GoverningRepository implements TenantListener {
    private static final Logger LOG = LoggerFactory.getLogger(GoverningRepository.class);
    private static final String ENVIRONMENT = "governance";

    private final Database database;
    private final Tenants tenants;
    private final Repositories repositories;
    private final Stacks stacks;
    private final DatabaseContracts contracts;
    private final Collection<? extends DocumentKind> kinds;

    GoverningRepository(
            Database database,
            Tenants tenants,
            Repositories repositories,
            Stacks stacks,
            DatabaseContracts contracts,
            Collection<? extends DocumentKind> kinds) {
        this.database = database;
        this.tenants = tenants;
        this.repositories = repositories;
        this.stacks = stacks;
        this.contracts = contracts;
        // The contract comes first, and the same files are written everywhere.
        this.kinds = kinds.stream()
                .sorted(Comparator.comparing((DocumentKind kind) -> !kind.name().equals(ContractKind.NAME))
                        .thenComparing(DocumentKind::name))
                .toList();
    }

    /** Gives it to those who have none: the provider at the first start, and whoever was created when this broke off. */
    public void start() {
        for (Tenant tenant : tenants.all()) {
            created(tenant);
        }
    }

    /** The tenant is there whatever happens here; what fails is done at the next start. */
    @Override
    public void created(Tenant tenant) {
        try {
            ensure(tenant);
        } catch (RuntimeException failed) {
            LOG.error(
                    "The tenant {} has no repository of its contract yet; the next start tries again",
                    tenant.name(),
                    failed);
        }
    }

    private void ensure(Tenant tenant) {
        TenantScope scope = new TenantScope(tenant.id());
        Repository repository = repository(scope);
        if (repositories
                .head(scope, repository.id(), repository.defaultBranch())
                .isPresent()) {
            return;
        }
        Map<String, byte[]> files = new TreeMap<>();
        List<StackDeclaration> declared = new ArrayList<>();
        StringBuilder manifest = new StringBuilder(
                "# What governs this tenant. These stacks stay; their files change by changes that both sides approve.\nstacks:\n");
        for (DocumentKind kind : kinds) {
            kind.start(tenant.provider()).ifPresent(start -> {
                files.putAll(start.files());
                declared.add(declaration(kind, start));
                manifest.append(lines(kind, start));
            });
        }
        contracts
                .kept(scope)
                .ifPresent(source -> files.put(DatabaseContracts.FILE, source.getBytes(StandardCharsets.UTF_8)));
        files.put(Stacks.MANIFEST, manifest.toString().getBytes(StandardCharsets.UTF_8));
        files.put("README.md", README.getBytes(StandardCharsets.UTF_8));
        String commit = repositories.prepare(
                scope, DatabaseContracts.MACHINE, repository.id(), null, files, "Begin with what is offered\n");
        CommitTree tree = new WrittenTree(repositories.tree(scope, repository.id(), commit), files);
        database.inTenant(scope, transaction -> {
            // Another replica may have been faster.
            if (repositories.moveDefaultBranch(transaction, repository.id(), null, commit)) {
                begin(transaction, tenant, repository, commit, tree, declared);
            }
            return commit;
        });
    }

    private void begin(
            Transaction transaction,
            Tenant tenant,
            Repository repository,
            String commit,
            CommitTree tree,
            List<StackDeclaration> declared) {
        for (StackDeclaration declaration : declared) {
            var stack = stacks.ensure(transaction, repository.id(), declaration);
            stacks.applied(transaction, stack.id(), declaration, commit);
        }
        for (DocumentKind kind : kinds) {
            declared.stream()
                    .filter(declaration -> declaration.name().equals(kind.name()))
                    .filter(_ -> !kind.name().equals(ContractKind.NAME))
                    .forEach(declaration -> kind.takeEffect(
                            transaction,
                            new DocumentKind.Documents(transaction.scope(), declaration, commit, tree),
                            null));
        }
        contracts.offered(transaction, tenant, commit);
    }

    private Repository repository(TenantScope scope) {
        try {
            return repositories
                    .byName(scope, Contracts.REPOSITORY)
                    .orElseGet(() -> repositories.create(scope, DatabaseContracts.MACHINE, Contracts.REPOSITORY));
        } catch (ProblemException taken) {
            if (taken.problem() instanceof RepositoryProblem.NameTaken) {
                return repositories.byName(scope, Contracts.REPOSITORY).orElseThrow();
            }
            throw taken;
        }
    }

    private static StackDeclaration declaration(DocumentKind kind, DocumentKind.Start start) {
        return new StackDeclaration(
                kind.name(),
                start.path(),
                DocumentKind.ENGINE,
                ENVIRONMENT,
                "main",
                List.of(),
                List.of(),
                new TreeMap<>(Map.of(DocumentKind.VARIABLE, kind.name())));
    }

    private static String lines(DocumentKind kind, DocumentKind.Start start) {
        return "  " + kind.name() + ":\n"
                + (start.path().isEmpty() ? "" : "    path: " + start.path() + "\n")
                + "    engine: " + DocumentKind.ENGINE + "\n"
                + "    environment: " + ENVIRONMENT + "\n"
                + "    variables: {" + DocumentKind.VARIABLE + ": " + kind.name() + "}\n";
    }

    private static final String README = """
            # Contract

            What provider and tenant agreed. What stands on the default branch of this repository is in force.

            To change it, push a branch. It opens a change that shows what would be different; it takes effect once both sides
            have approved it. Nobody can do that alone, and no override reaches it.

                binome contract show               # in words
                binome contract check contract.yaml   # before you push
                binome contract history            # every version that was in force
            """;
}
