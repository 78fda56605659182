package io.binome.secrets.internal;

import static io.binome.database.tables.RegistryLogin.REGISTRY_LOGIN;

import io.binome.database.Transaction;
import io.binome.database.tables.records.RegistryLoginRecord;
import io.binome.secrets.RegistryCredentials.KeptLogin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Logins at registries, with sealed passwords. */
final class RegistryLoginStore {
    record SealedLogin(String registry, String user, byte[] password) {}

    void put(Transaction transaction, SealedLogin login, Instant at) {
        transaction
                .sql()
                .insertInto(REGISTRY_LOGIN)
                .set(REGISTRY_LOGIN.TENANT_ID, transaction.scope().tenant().value())
                .set(REGISTRY_LOGIN.REGISTRY, login.registry())
                .set(REGISTRY_LOGIN.USER_NAME, login.user())
                .set(REGISTRY_LOGIN.PASSWORD_SEALED, login.password())
                .set(REGISTRY_LOGIN.CHANGED_AT, at)
                .onConflict(REGISTRY_LOGIN.TENANT_ID, REGISTRY_LOGIN.REGISTRY)
                .doUpdate()
                .set(REGISTRY_LOGIN.USER_NAME, login.user())
                .set(REGISTRY_LOGIN.PASSWORD_SEALED, login.password())
                .set(REGISTRY_LOGIN.CHANGED_AT, at)
                .execute();
    }

    boolean remove(Transaction transaction, String registry) {
        return transaction
                        .sql()
                        .deleteFrom(REGISTRY_LOGIN)
                        .where(REGISTRY_LOGIN.REGISTRY.eq(registry))
                        .execute()
                == 1;
    }

    Optional<SealedLogin> find(Transaction transaction, String registry) {
        return transaction
                .sql()
                .selectFrom(REGISTRY_LOGIN)
                .where(REGISTRY_LOGIN.REGISTRY.eq(registry))
                .fetchOptional(RegistryLoginStore::read);
    }

    List<SealedLogin> list(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(REGISTRY_LOGIN)
                .orderBy(REGISTRY_LOGIN.REGISTRY)
                .fetch(RegistryLoginStore::read);
    }

    List<KeptLogin> kept(Transaction transaction) {
        return transaction
                .sql()
                .select(REGISTRY_LOGIN.REGISTRY, REGISTRY_LOGIN.USER_NAME, REGISTRY_LOGIN.CHANGED_AT)
                .from(REGISTRY_LOGIN)
                .orderBy(REGISTRY_LOGIN.REGISTRY)
                .fetch(row -> new KeptLogin(row.value1(), row.value2(), row.value3()));
    }

    private static SealedLogin read(RegistryLoginRecord row) {
        return new SealedLogin(row.getRegistry(), row.getUserName(), row.getPasswordSealed());
    }
}
