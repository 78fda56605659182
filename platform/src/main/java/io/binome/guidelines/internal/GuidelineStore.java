package io.binome.guidelines.internal;

import static io.binome.database.tables.GuidelineVersion.GUIDELINE_VERSION;

import io.binome.database.Transaction;
import io.binome.database.tables.records.GuidelineVersionRecord;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Sha256;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The versions of rules and exemptions. */
final class GuidelineStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    enum Kind {
        GUIDELINES,
        EXEMPTIONS
    }

    /** @param files text by path */
    record Version(
            int number,
            String commit,
            @Nullable ChangeId change,
            SortedMap<String, String> files,
            String fingerprint,
            Instant since) {}

    Optional<Version> newest(Transaction transaction, Kind kind) {
        return transaction
                .sql()
                .selectFrom(GUIDELINE_VERSION)
                .where(GUIDELINE_VERSION.TENANT_ID.eq(tenant(transaction)), GUIDELINE_VERSION.KIND.eq(kind.name()))
                .orderBy(GUIDELINE_VERSION.NUMBER.desc())
                .limit(1)
                .fetchOptional(GuidelineStore::version);
    }

    /** As {@link #newest}, of which only the fingerprint is looked at; empty when there was never any. */
    String fingerprint(Transaction transaction, Kind kind) {
        return transaction
                .sql()
                .select(GUIDELINE_VERSION.FINGERPRINT)
                .from(GUIDELINE_VERSION)
                .where(GUIDELINE_VERSION.TENANT_ID.eq(tenant(transaction)), GUIDELINE_VERSION.KIND.eq(kind.name()))
                .orderBy(GUIDELINE_VERSION.NUMBER.desc())
                .limit(1)
                .fetchOptional(GUIDELINE_VERSION.FINGERPRINT)
                .orElse("");
    }

    /** Takes effect; nothing happens when that commit's files are in force already. */
    void add(
            Transaction transaction,
            Kind kind,
            String commit,
            @Nullable ChangeId change,
            SortedMap<String, String> files,
            Instant now) {
        Version newest = newest(transaction, kind).orElse(null);
        String fingerprint = fingerprint(files);
        if (newest != null
                && newest.commit().equals(commit)
                && newest.fingerprint().equals(fingerprint)) {
            return;
        }
        GuidelineVersionRecord row = new GuidelineVersionRecord();
        row.setTenantId(tenant(transaction));
        row.setKind(kind.name());
        row.setNumber(newest == null ? 1 : newest.number() + 1);
        row.setCommit(commit);
        row.setChangeId(change == null ? null : change.value());
        row.setFiles(JSONB.valueOf(CanonicalJson.text(files)));
        row.setFingerprint(fingerprint);
        row.setSince(now);
        transaction.sql().insertInto(GUIDELINE_VERSION).set(row).execute();
    }

    static String fingerprint(SortedMap<String, String> files) {
        return Sha256.hex(CanonicalJson.bytes(files));
    }

    private static Version version(GuidelineVersionRecord row) {
        SortedMap<String, String> files = new TreeMap<>();
        JSON.readTree(row.getFiles().data())
                .properties()
                .forEach(entry -> files.put(entry.getKey(), entry.getValue().asString()));
        UUID change = row.getChangeId();
        return new Version(
                row.getNumber(),
                row.getCommit(),
                change == null ? null : new ChangeId(change),
                files,
                row.getFingerprint(),
                row.getSince());
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
