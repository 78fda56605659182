package io.binome.states.internal;

import static io.binome.database.tables.StateCredential.STATE_CREDENTIAL;

import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.states.StateAccess;
import io.binome.states.StateKey;
import io.binome.states.internal.StateStore.RunLock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Credentials of runs, by the hash of their password. */
final class RunCredentialStore {
    /** @param change null for a run that is for none */
    record Stored(
            StateKey key,
            RunId run,
            @Nullable ChangeId change,
            String actor,
            StateAccess access,
            String passwordHash) {}

    void insert(Transaction transaction, UUID id, Stored credential, Instant now) {
        transaction
                .sql()
                .insertInto(STATE_CREDENTIAL)
                .set(STATE_CREDENTIAL.ID, id)
                .set(STATE_CREDENTIAL.TENANT_ID, transaction.scope().tenant().value())
                .set(STATE_CREDENTIAL.STACK_ID, credential.key().stack().value())
                .set(STATE_CREDENTIAL.WORKSPACE, credential.key().workspace())
                .set(STATE_CREDENTIAL.RUN_ID, credential.run().value())
                .set(
                        STATE_CREDENTIAL.CHANGE_ID,
                        credential.change() == null ? null : credential.change().value())
                .set(STATE_CREDENTIAL.ACTOR, credential.actor())
                .set(STATE_CREDENTIAL.ACCESS, credential.access().name())
                .set(STATE_CREDENTIAL.PASSWORD_HASH, credential.passwordHash())
                .set(STATE_CREDENTIAL.ISSUED_AT, now)
                .execute();
    }

    /** One that has not ended. */
    Optional<Stored> find(Transaction transaction, UUID id) {
        return transaction
                .sql()
                .selectFrom(STATE_CREDENTIAL)
                .where(STATE_CREDENTIAL.ID.eq(id), STATE_CREDENTIAL.ENDED_AT.isNull())
                .fetchOptional(found -> new Stored(
                        new StateKey(new StackId(found.getStackId()), found.getWorkspace()),
                        new RunId(found.getRunId()),
                        found.getChangeId() == null ? null : new ChangeId(found.getChangeId()),
                        found.getActor(),
                        StateAccess.valueOf(found.getAccess()),
                        found.getPasswordHash()));
    }

    /** Whether the run still has one that writes this state. */
    boolean writes(Transaction transaction, RunId run, StateKey key) {
        return transaction
                .sql()
                .fetchExists(
                        STATE_CREDENTIAL,
                        STATE_CREDENTIAL
                                .RUN_ID
                                .eq(run.value())
                                .and(STATE_CREDENTIAL.STACK_ID.eq(key.stack().value()))
                                .and(STATE_CREDENTIAL.WORKSPACE.eq(key.workspace()))
                                .and(STATE_CREDENTIAL.ACCESS.eq(StateAccess.WRITE.name()))
                                .and(STATE_CREDENTIAL.ENDED_AT.isNull()));
    }

    void endThoseOf(Transaction transaction, RunId run, Instant now) {
        transaction
                .sql()
                .update(STATE_CREDENTIAL)
                .set(STATE_CREDENTIAL.ENDED_AT, now)
                .where(STATE_CREDENTIAL.RUN_ID.eq(run.value()), STATE_CREDENTIAL.ENDED_AT.isNull())
                .execute();
    }

    /** As a dispatcher: runs with a credential that has not ended. */
    List<RunLock> open(Transaction transaction) {
        return transaction
                .sql()
                .selectDistinct(STATE_CREDENTIAL.TENANT_ID, STATE_CREDENTIAL.RUN_ID)
                .from(STATE_CREDENTIAL)
                .where(STATE_CREDENTIAL.ENDED_AT.isNull())
                .fetch(found -> new RunLock(new TenantScope(new TenantId(found.value1())), new RunId(found.value2())));
    }
}
