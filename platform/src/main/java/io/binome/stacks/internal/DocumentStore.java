package io.binome.stacks.internal;

import static io.binome.database.tables.DocumentStack.DOCUMENT_STACK;

import io.binome.database.Transaction;
import io.binome.kernel.StackId;
import java.util.UUID;

/** Which plan of each stack of documents took effect last. */
final class DocumentStore {
    boolean tookEffect(Transaction transaction, StackId stack, String commit, String planHash) {
        return transaction
                .sql()
                .fetchExists(
                        DOCUMENT_STACK,
                        DOCUMENT_STACK.TENANT_ID.eq(tenant(transaction)),
                        DOCUMENT_STACK.STACK_ID.eq(stack.value()),
                        DOCUMENT_STACK.COMMIT_ID.eq(commit),
                        DOCUMENT_STACK.PLAN_HASH.eq(planHash));
    }

    void record(Transaction transaction, StackId stack, String commit, String planHash) {
        transaction
                .sql()
                .insertInto(DOCUMENT_STACK)
                .set(DOCUMENT_STACK.TENANT_ID, tenant(transaction))
                .set(DOCUMENT_STACK.STACK_ID, stack.value())
                .set(DOCUMENT_STACK.COMMIT_ID, commit)
                .set(DOCUMENT_STACK.PLAN_HASH, planHash)
                .onConflict(DOCUMENT_STACK.TENANT_ID, DOCUMENT_STACK.STACK_ID)
                .doUpdate()
                .set(DOCUMENT_STACK.COMMIT_ID, commit)
                .set(DOCUMENT_STACK.PLAN_HASH, planHash)
                .execute();
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
