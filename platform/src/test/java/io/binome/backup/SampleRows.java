package io.binome.backup;

import io.binome.database.OpenDatabase;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.MasterKey;
import io.binome.secrets.WrappingKey;
import io.binome.secrets.internal.SecretRoom;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A small installation, with values that a careless copy would lose. */
final class SampleRows {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z"));
    static final TenantScope TENANT =
            new TenantScope(new TenantId(UUID.fromString("0195a000-0000-7000-8000-000000000001")));
    static final String SECRET = "s3cret";
    static final int LEDGER_ENTRIES = 3;
    /** What a text format would have to escape, and what is longer than a buffer. */
    private static final String AWKWARD =
            "tab\t line\n\\N \\. \\x00 'quote' \"double\" é 漢字 \uD83D\uDE80 ".repeat(4_000);

    private SampleRows() {}

    /** @param packBytes so much of a repository that no compression makes smaller */
    static void fill(TestDatabase database, MasterKey key, int packBytes) {
        UUID tenant = TENANT.tenant().value();
        UUID repository = UUID.randomUUID();
        UUID pack = UUID.randomUUID();
        UUID member = UUID.randomUUID();
        UUID run = UUID.randomUUID();
        database.asOwner(sql -> {
            sql.execute("INSERT INTO tenant VALUES (?, 'provider', 'The provider: é', true, now())", tenant);
            sql.execute(
                    "INSERT INTO member VALUES (?, ?, 'owner@example.org', 'Owner', 'OWNER', 'hash', false, now(), NULL)",
                    member,
                    tenant);
            sql.execute(
                    "INSERT INTO access_token VALUES (?, ?, ?, 't', ARRAY['READ', 'GIT'], 'h', now(), 'infinity', NULL)",
                    UUID.randomUUID(),
                    tenant,
                    member);
            sql.execute("INSERT INTO session VALUES ('secret', ?, ?, now(), now())", tenant, member);
            sql.execute("INSERT INTO repository VALUES (?, ?, 'shop', 'main', now(), NULL)", repository, tenant);
            sql.execute(
                    "INSERT INTO repository_pack VALUES"
                            + " (?, ?, ?, 'STORED', 'RECEIVE', now(), 1, 0, ARRAY['pack'], ARRAY[3::bigint])",
                    pack,
                    repository,
                    tenant);
            for (int at = 0; at < packBytes; at += 256 * 1024) {
                byte[] bytes = new byte[Math.min(256 * 1024, packBytes - at)];
                new SecureRandom().nextBytes(bytes);
                sql.execute(
                        "INSERT INTO repository_pack_chunk VALUES (?, 'pack', ?, ?, ?)",
                        pack,
                        at / (256 * 1024),
                        tenant,
                        bytes);
            }
            sql.execute(
                    "INSERT INTO job VALUES (?, ?, 'plan', 'k', ?::jsonb, 'RUNNING', now(), NULL, 3, 1, 7, ?, now(), false,"
                            + " now(), NULL)",
                    UUID.randomUUID(),
                    tenant,
                    "{\"a\": [1.50, -0, 1e300, null, \"\\u00e9\\n\"]}",
                    UUID.randomUUID());
            sql.execute(
                    "INSERT INTO run VALUES (?, ?, 'PLAN', ?, NULL, NULL, 'RUNNING', 'binome:x', '-infinity', NULL, NULL)",
                    run,
                    tenant,
                    UUID.randomUUID());
            sql.execute("INSERT INTO run_log_chunk VALUES (?, ?, 0, ?)", tenant, run, AWKWARD);
            sql.execute("SELECT setval('stack_claim_position', 4711)");
        });
        SecretRoom secrets = secrets(database.database(), key);
        secrets.prepare(List.of(TENANT));
        byte[] sealed = secrets.sealing().seal(TENANT, "registry", SECRET.getBytes(StandardCharsets.UTF_8));
        database.asOwner(sql -> sql.execute(
                "INSERT INTO registry_login VALUES (?, 'registry.example', 'robot', ?, now())", tenant, sealed));
        byte[] value = secrets.sealing()
                .seal(TENANT, "secrets.value:shop/password@1", SECRET.getBytes(StandardCharsets.UTF_8));
        database.asOwner(sql -> {
            sql.execute("INSERT INTO secret VALUES (?, 'shop/password', 1, NULL)", tenant);
            sql.execute(
                    "INSERT INTO secret_version VALUES (?, 'shop/password', 1, ARRAY['dev'], ?, 'binome:x', now())",
                    tenant,
                    value);
        });
        for (int i = 0; i < LEDGER_ENTRIES; i++) {
            append(database.database(), new LedgerEvent("thing.done", "thing:" + i, Map.of("text", "é\n")));
        }
    }

    static void append(OpenDatabase database, LedgerEvent event) {
        Ledger ledger = Ledger.in(database, CLOCK);
        database.inTenant(TENANT, transaction -> ledger.append(transaction, new Actor.Machine("test"), event));
    }

    static SecretRoom secrets(OpenDatabase database, WrappingKey key) {
        return new SecretRoom(database, Ledger.in(database, CLOCK), CLOCK, key, new SecureRandom());
    }
}
