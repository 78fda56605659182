package io.binome.secrets;

import io.binome.database.OwnerTransaction;
import io.binome.secrets.internal.Rewrapping;
import java.util.Collection;

/** What another master key means for the database: every tenant's keys are wrapped anew, and nothing that they sealed. */
public final class MasterKeyRotation {
    /**
     * How far it is, in keys of tenants.
     *
     * @param wrapped were under another master key until now
     * @param renewed were under an older version of the same
     * @param before were under the next master key already
     * @param found of those wrapped had been given up for lost
     * @param lost are still: their master key is not at hand
     * @param former the master keys that those wrapped were under, with commas between
     */
    public record Wrapped(int wrapped, int renewed, int before, int found, int lost, String former) {
        /** An attempt before committed this, and did not come to the files. */
        public boolean committedBefore() {
            return wrapped == 0 && renewed == 0 && before > 0;
        }
    }

    private MasterKeyRotation() {}

    /**
     * Nobody else reads or makes a tenant's key until the transaction ends.
     *
     * @param present all master keys that are at hand
     * @throws io.binome.kernel.ProblemException with {@link SecretsProblem.OtherMasterKey} when a key is under none of
     *     them
     */
    public static Wrapped wrap(
            OwnerTransaction transaction, Collection<? extends WrappingKey> present, WrappingKey next) {
        return new Rewrapping(present, next).run(transaction);
    }
}
