package io.binome.stacks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Database;
import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.Ids;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks.ManifestOutcome;
import io.binome.testing.Paged;
import io.binome.testing.TestTenants;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stacks on real PostgreSQL. */
class DatabaseStacksTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final String FIRST = "1".repeat(40);
    private static final String SECOND = "2".repeat(40);
    private static final Ids IDS = new SystemIds(InstantSource.system());
    private static TestDatabase server;
    private static Database database;
    private static DatabaseStacks stacks;
    private final RepositoryId repository = new RepositoryId(IDS.next());

    @BeforeAll
    static void open() {
        server = TestDatabase.fresh();
        database = server.database();
        stacks = new DatabaseStacks(database, IDS, List.of());
        TestTenants.add(server, ALMA, BRIO);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static StackDeclaration declaration(String environment) {
        return new StackDeclaration(
                "shop",
                "apps",
                "compose",
                environment,
                "main",
                List.of("a.yaml"),
                List.of("p"),
                new TreeMap<>(Map.of("TAG", "é\"1")));
    }

    private static void inAlma(Consumer<Transaction> work) {
        database.inTenant(ALMA, transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    private Stack ensure(StackDeclaration declaration) {
        return database.inTenant(ALMA, transaction -> stacks.ensure(transaction, repository, declaration));
    }

    @Test
    void aStackIsKnownByRepositoryAndName() {
        Stack first = ensure(declaration("dev"));
        assertThat(first.declaration()).isEqualTo(declaration("dev"));
        assertThat(first.applied()).isFalse();
        assertThat(ensure(declaration("production")).id()).isEqualTo(first.id());
        assertThat(stacks.find(ALMA, first.id()).orElseThrow().declaration().environment())
                .isEqualTo("production");
        assertThat(stacks.byName(ALMA, repository, "shop")).isPresent();
        assertThat(stacks.byName(BRIO, repository, "shop")).isEmpty();
        assertThat(stacks.find(BRIO, first.id())).isEmpty();
        assertThat(stacks.list(ALMA, repository)).isEmpty();
    }

    @Test
    void stacksAreReadByPages() {
        for (String name : List.of("web", "api", "store")) {
            StackDeclaration declaration =
                    new StackDeclaration(name, "apps", "compose", "dev", "main", List.of(), List.of(), new TreeMap<>());
            Stack stack = ensure(declaration);
            inAlma(transaction -> stacks.applied(transaction, stack.id(), declaration, FIRST));
        }
        assertThat(Paged.all(2, page -> stacks.list(ALMA, page)))
                .hasSizeGreaterThan(2)
                .isEqualTo(stacks.list(ALMA));
        stacks.list(ALMA).forEach(stack -> inAlma(transaction -> stacks.removed(transaction, stack.id())));
    }

    @Test
    void whatIsAppliedStaysWhatTheStackIsUntilTheNextApply() {
        Stack stack = ensure(declaration("production"));
        inAlma(transaction -> stacks.applied(transaction, stack.id(), declaration("production"), FIRST));
        Stack relabelled = ensure(declaration("dev"));
        assertThat(relabelled.declaration().environment()).isEqualTo("production");
        assertThat(relabelled.governedBy(declaration("dev"))).containsExactly("dev", "production");

        inAlma(transaction -> stacks.partial(transaction, stack.id(), declaration("dev"), SECOND));
        Stack partial = stacks.find(ALMA, stack.id()).orElseThrow();
        assertThat(partial.appliedCommit()).isEqualTo(FIRST);
        assertThat(partial.partial()).isEqualTo(SECOND);
        assertThat(partial.governedBy(declaration("production"))).containsExactly("dev", "production");

        inAlma(transaction -> stacks.applied(transaction, stack.id(), declaration("dev"), SECOND));
        Stack applied = stacks.find(ALMA, stack.id()).orElseThrow();
        assertThat(applied.partial()).isNull();
        assertThat(applied.governedBy(declaration("dev"))).containsExactly("dev");
        assertThat(stacks.list(ALMA, repository)).containsExactly(applied);

        inAlma(transaction -> stacks.removed(transaction, stack.id()));
        assertThat(stacks.list(ALMA, repository)).isEmpty();
        assertThat(ensure(declaration("dev")).id()).isEqualTo(stack.id());
    }

    @Test
    void aStackOfAnotherTenantIsNotTouched() {
        Stack stack = ensure(declaration("dev"));
        assertThatThrownBy(() -> database.inTenant(BRIO, transaction -> {
                    stacks.applied(transaction, stack.id(), declaration("dev"), FIRST);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noFileMeansNoStacksAndAHugeOneIsRefused() {
        assertThat(stacks.manifest(FakeCommitTree.of("README.md", "x"))).isEqualTo(new ManifestOutcome.Read(List.of()));
        assertThat(stacks.manifest(FakeCommitTree.of("binome.yaml", "#".repeat(300 << 10))))
                .isInstanceOf(ManifestOutcome.Wrong.class);
    }
}
