package io.binome.secrets.internal;

import static io.binome.database.tables.Secret.SECRET;
import static io.binome.database.tables.SecretUse.SECRET_USE;
import static io.binome.database.tables.SecretVersion.SECRET_VERSION;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.secrets.KeptSecrets.KeptSecret;
import io.binome.secrets.KeptSecrets.Use;
import io.binome.secrets.KeptSecrets.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Secrets with their sealed versions, and to whom they were lent. */
final class SecretValueStore {
    /** @param sealed null when the secret was removed since */
    record Sealed(String name, int version, List<String> environments, byte @Nullable [] sealed) {}

    /** The number of the next version; whoever else puts one waits until the transaction ends. */
    int next(Transaction transaction, String name) {
        return transaction
                .sql()
                .insertInto(SECRET)
                .set(SECRET.TENANT_ID, transaction.scope().tenant().value())
                .set(SECRET.NAME, name)
                .set(SECRET.NEWEST, 1)
                .onConflict(SECRET.TENANT_ID, SECRET.NAME)
                .doUpdate()
                .set(SECRET.NEWEST, SECRET.NEWEST.plus(1))
                .setNull(SECRET.REMOVED_AT)
                .returning(SECRET.NEWEST)
                .fetchSingle(SECRET.NEWEST);
    }

    void insert(Transaction transaction, String name, Version version, byte[] sealed) {
        transaction
                .sql()
                .insertInto(SECRET_VERSION)
                .set(SECRET_VERSION.TENANT_ID, transaction.scope().tenant().value())
                .set(SECRET_VERSION.NAME, name)
                .set(SECRET_VERSION.VERSION, version.version())
                .set(SECRET_VERSION.ENVIRONMENTS, version.environments().toArray(String[]::new))
                .set(SECRET_VERSION.SEALED, sealed)
                .set(SECRET_VERSION.PUT_BY, version.putBy())
                .set(SECRET_VERSION.PUT_AT, version.putAt())
                .execute();
    }

    /** Whether there was one to remove. */
    boolean remove(Transaction transaction, String name, Instant at) {
        int removed = transaction
                .sql()
                .update(SECRET)
                .set(SECRET.REMOVED_AT, at)
                .where(SECRET.NAME.eq(name))
                .and(SECRET.REMOVED_AT.isNull())
                .execute();
        transaction
                .sql()
                .update(SECRET_VERSION)
                .setNull(SECRET_VERSION.SEALED)
                .where(SECRET_VERSION.NAME.eq(name))
                .and(SECRET_VERSION.SEALED.isNotNull())
                .execute();
        transaction.sql().deleteFrom(SECRET_USE).where(SECRET_USE.NAME.eq(name)).execute();
        return removed == 1;
    }

    Optional<Sealed> find(Transaction transaction, String name, @Nullable Integer version) {
        return transaction
                .sql()
                .select(SECRET_VERSION.VERSION, SECRET_VERSION.ENVIRONMENTS, SECRET_VERSION.SEALED)
                .from(SECRET)
                .join(SECRET_VERSION)
                .on(SECRET_VERSION.NAME.eq(SECRET.NAME))
                .where(SECRET.NAME.eq(name))
                .and(version == null ? SECRET_VERSION.VERSION.eq(SECRET.NEWEST) : SECRET_VERSION.VERSION.eq(version))
                .fetchOptional(row -> new Sealed(name, row.value1(), List.of(row.value2()), row.value3()));
    }

    Optional<KeptSecret> get(Transaction transaction, String name, Instant usedSince) {
        return read(transaction, SECRET.NAME.eq(name), 1, usedSince).stream().findFirst();
    }

    Page<KeptSecret> list(Transaction transaction, PageRequest page, Instant usedSince) {
        String after = page.after();
        Condition next = after == null ? noCondition() : SECRET.NAME.gt(after);
        return Page.of(read(transaction, next, page.limitAndOne(), usedSince), page, KeptSecret::name);
    }

    private static List<KeptSecret> read(Transaction transaction, Condition which, int limit, Instant usedSince) {
        List<? extends Record> rows = transaction
                .sql()
                .select(
                        SECRET.NAME,
                        SECRET.NEWEST,
                        SECRET_VERSION.ENVIRONMENTS,
                        SECRET_VERSION.PUT_BY,
                        SECRET_VERSION.PUT_AT)
                .from(SECRET)
                .join(SECRET_VERSION)
                .on(SECRET_VERSION.NAME.eq(SECRET.NAME).and(SECRET_VERSION.VERSION.eq(SECRET.NEWEST)))
                .where(which)
                .and(SECRET.REMOVED_AT.isNull())
                .orderBy(SECRET.NAME)
                .limit(limit)
                .fetch();
        Map<String, List<Use>> uses =
                uses(transaction, rows.stream().map(row -> row.get(SECRET.NAME)).toList(), usedSince);
        return rows.stream()
                .map(row -> new KeptSecret(
                        row.get(SECRET.NAME),
                        row.get(SECRET.NEWEST),
                        List.of(row.get(SECRET_VERSION.ENVIRONMENTS)),
                        row.get(SECRET_VERSION.PUT_BY),
                        row.get(SECRET_VERSION.PUT_AT),
                        List.copyOf(uses.getOrDefault(row.get(SECRET.NAME), List.of()))))
                .toList();
    }

    private static Map<String, List<Use>> uses(Transaction transaction, Collection<String> names, Instant since) {
        Map<String, List<Use>> uses = new HashMap<>();
        transaction
                .sql()
                .selectFrom(SECRET_USE)
                .where(SECRET_USE.NAME.in(names))
                .and(SECRET_USE.LENT_AT.ge(since))
                .orderBy(SECRET_USE.LENT_AT.desc(), SECRET_USE.STACK_ID)
                .forEach(row -> uses.computeIfAbsent(row.getName(), _ -> new ArrayList<>())
                        .add(new Use(
                                new StackId(row.getStackId()),
                                row.getEnvironment(),
                                row.getVersion(),
                                row.getLentAt())));
        return uses;
    }

    Page<Version> history(Transaction transaction, String name, PageRequest page) {
        String after = page.after();
        List<Version> versions = transaction
                .sql()
                .select(
                        SECRET_VERSION.VERSION,
                        SECRET_VERSION.ENVIRONMENTS,
                        SECRET_VERSION.PUT_BY,
                        SECRET_VERSION.PUT_AT,
                        SECRET_VERSION.SEALED.isNotNull())
                .from(SECRET_VERSION)
                .where(SECRET_VERSION.NAME.eq(name))
                .and(after == null ? noCondition() : SECRET_VERSION.VERSION.lt(PageRequest.number(after)))
                .orderBy(SECRET_VERSION.VERSION.desc())
                .limit(page.limitAndOne())
                .fetch(row ->
                        new Version(row.value1(), List.of(row.value2()), row.value3(), row.value4(), row.value5()));
        return Page.of(versions, page, version -> Integer.toString(version.version()));
    }

    void used(Transaction transaction, Sealed secret, StackId stack, String environment, Instant at) {
        transaction
                .sql()
                .insertInto(SECRET_USE)
                .set(SECRET_USE.TENANT_ID, transaction.scope().tenant().value())
                .set(SECRET_USE.NAME, secret.name())
                .set(SECRET_USE.STACK_ID, stack.value())
                .set(SECRET_USE.VERSION, secret.version())
                .set(SECRET_USE.ENVIRONMENT, environment)
                .set(SECRET_USE.LENT_AT, at)
                .onConflict(SECRET_USE.TENANT_ID, SECRET_USE.NAME, SECRET_USE.STACK_ID)
                .doUpdate()
                .set(SECRET_USE.VERSION, secret.version())
                .set(SECRET_USE.ENVIRONMENT, environment)
                .set(SECRET_USE.LENT_AT, at)
                .execute();
    }
}
