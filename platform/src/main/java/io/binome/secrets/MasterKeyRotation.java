package io.binome.secrets;

import io.binome.database.OwnerTransaction;
import io.binome.secrets.internal.Rewrapping;

/** What another master key means for the database: every tenant's keys are wrapped anew, and nothing that they sealed. */
public final class MasterKeyRotation {
    /**
     * How far it is.
     *
     * @param wrapped how many keys were wrapped anew now
     * @param before how many were under the next master key already
     */
    public record Wrapped(int wrapped, int before) {
        /** An attempt before committed this, and did not come to the files. */
        public boolean committedBefore() {
            return wrapped == 0 && before > 0;
        }
    }

    private MasterKeyRotation() {}

    /**
     * Nobody else reads or makes a tenant's key until the transaction ends.
     *
     * @throws io.binome.kernel.ProblemException with {@link SecretsProblem.OtherMasterKey} when a key is under neither
     */
    public static Wrapped wrap(OwnerTransaction transaction, MasterKey present, MasterKey next) {
        return new Rewrapping(present, next).run(transaction);
    }
}
