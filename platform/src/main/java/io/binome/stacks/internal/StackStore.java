package io.binome.stacks.internal;

import static io.binome.database.tables.Stack.STACK;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.binome.database.Transaction;
import io.binome.database.tables.records.StackRecord;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.JSONB;
import tools.jackson.databind.json.JsonMapper;

/** The table of stacks. */
final class StackStore {
    private final JsonMapper json = JsonMapper.shared();

    /** Makes it known, and takes the declaration over as long as nothing is applied. */
    Stack ensure(Transaction transaction, StackId id, RepositoryId repository, StackDeclaration declaration) {
        transaction
                .sql()
                .insertInto(STACK)
                .set(STACK.ID, id.value())
                .set(STACK.TENANT_ID, transaction.scope().tenant().value())
                .set(STACK.REPOSITORY_ID, repository.value())
                .set(STACK.NAME, declaration.name())
                .set(STACK.DECLARATION, write(declaration))
                .onConflict(STACK.TENANT_ID, STACK.REPOSITORY_ID, STACK.NAME)
                .doUpdate()
                .set(STACK.DECLARATION, write(declaration))
                .where(STACK.APPLIED_COMMIT.isNull(), STACK.PARTIAL_COMMIT.isNull())
                .execute();
        return list(transaction, STACK.REPOSITORY_ID.eq(repository.value()).and(STACK.NAME.eq(declaration.name())))
                .getFirst();
    }

    Optional<Stack> find(Transaction transaction, StackId id) {
        return list(transaction, STACK.ID.eq(id.value())).stream().findFirst();
    }

    Optional<Stack> byName(Transaction transaction, RepositoryId repository, String name) {
        return list(transaction, STACK.REPOSITORY_ID.eq(repository.value()).and(STACK.NAME.eq(name))).stream()
                .findFirst();
    }

    List<Stack> applied(Transaction transaction) {
        return list(transaction, isApplied());
    }

    List<Stack> applied(Transaction transaction, RepositoryId repository) {
        return list(transaction, isApplied().and(STACK.REPOSITORY_ID.eq(repository.value())));
    }

    Page<Stack> applied(Transaction transaction, PageRequest page) {
        List<String> after = page.afterParts(2);
        List<Stack> found = transaction
                .sql()
                .selectFrom(STACK)
                .where(isApplied())
                .and(
                        after == null
                                ? noCondition()
                                : row(STACK.REPOSITORY_ID, STACK.NAME)
                                        .gt(PageRequest.id(after.getFirst()), after.getLast()))
                .orderBy(STACK.REPOSITORY_ID, STACK.NAME)
                .limit(page.limitAndOne())
                .fetch(this::read);
        return Page.of(
                found, page, stack -> PageRequest.cursor(stack.repository().toString(), stack.name()));
    }

    private static Condition isApplied() {
        return STACK.APPLIED_COMMIT.isNotNull().or(STACK.PARTIAL_COMMIT.isNotNull());
    }

    private List<Stack> list(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .selectFrom(STACK)
                .where(which)
                .orderBy(STACK.REPOSITORY_ID, STACK.NAME)
                .fetch(this::read);
    }

    void applied(Transaction transaction, StackId id, StackDeclaration declaration, String commit) {
        changed(
                id,
                transaction
                        .sql()
                        .update(STACK)
                        .set(STACK.DECLARATION, write(declaration))
                        .set(STACK.APPLIED_COMMIT, commit)
                        .setNull(STACK.PARTIAL_COMMIT)
                        .setNull(STACK.PARTIAL_DECLARATION)
                        .where(STACK.ID.eq(id.value()), STACK.NAME.eq(declaration.name()))
                        .execute());
    }

    void partial(Transaction transaction, StackId id, StackDeclaration declaration, String commit) {
        changed(
                id,
                transaction
                        .sql()
                        .update(STACK)
                        .set(STACK.PARTIAL_COMMIT, commit)
                        .set(STACK.PARTIAL_DECLARATION, write(declaration))
                        .where(STACK.ID.eq(id.value()), STACK.NAME.eq(declaration.name()))
                        .execute());
    }

    void removed(Transaction transaction, StackId id) {
        changed(
                id,
                transaction
                        .sql()
                        .update(STACK)
                        .setNull(STACK.APPLIED_COMMIT)
                        .setNull(STACK.PARTIAL_COMMIT)
                        .setNull(STACK.PARTIAL_DECLARATION)
                        .where(STACK.ID.eq(id.value()))
                        .execute());
    }

    private static void changed(StackId id, int rows) {
        if (rows != 1) {
            throw new IllegalStateException("Stack " + id + " is not known to this tenant under that name");
        }
    }

    private Stack read(StackRecord row) {
        return new Stack(
                new StackId(row.getId()),
                new RepositoryId(row.getRepositoryId()),
                read(row.getDeclaration()),
                row.getAppliedCommit(),
                row.getPartialCommit(),
                row.getPartialDeclaration() == null ? null : read(row.getPartialDeclaration()));
    }

    private StackDeclaration read(JSONB declaration) {
        return json.readValue(declaration.data(), StackDeclaration.class);
    }

    private static JSONB write(StackDeclaration declaration) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", declaration.name());
        fields.put("path", declaration.path());
        fields.put("engine", declaration.engine());
        fields.put("environment", declaration.environment());
        fields.put("site", declaration.site());
        fields.put("files", declaration.files());
        fields.put("profiles", declaration.profiles());
        fields.put("variables", declaration.variables());
        fields.put("after", List.copyOf(declaration.after()));
        fields.put("inputs", inputs(declaration));
        fields.put(
                "secrets",
                declaration.secrets().stream().map(StackStore::secret).toList());
        fields.put("tool", tool(declaration.tool()));
        return JSONB.valueOf(CanonicalJson.text(fields));
    }

    private static Map<String, Object> inputs(StackDeclaration declaration) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        declaration
                .inputs()
                .forEach((variable, output) ->
                        inputs.put(variable, Map.of("stack", output.stack(), "name", output.name())));
        return inputs;
    }

    private static Map<String, Object> secret(StackDeclaration.SecretUse use) {
        return Map.of("name", use.name(), "secret", use.secret(), "as", use.as().name());
    }

    private static Map<String, Object> tool(StackDeclaration.Tool tool) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workspace", tool.workspace());
        if (tool.version() != null) {
            fields.put("version", tool.version());
        }
        if (tool.network() != null) {
            fields.put("network", tool.network());
        }
        return fields;
    }
}
