package io.binome.backup;

import io.binome.backup.internal.HomeMasterKeys;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The master keys of an installation, for who administers the machine: which there are, what is under which, and giving
 * one up that is lost.
 */
public interface MasterKeys {
    /**
     * A key that is at hand.
     *
     * @param from the file, the variable or the Vault
     * @param isUsed whether the server would seal by it
     */
    record AtHand(String id, String from, boolean isUsed) {}

    /**
     * What is under a master key.
     *
     * @param version of a key in Vault; "" for others
     * @param keys of tenants, in number
     * @param trouble why they do not open; empty when all of them do
     * @param forgotten whether it was given up for lost
     */
    record Use(String masterKey, String version, int keys, int tenants, Optional<String> trouble, boolean forgotten) {}

    /** @param uses nothing when nothing was ever sealed */
    record Status(List<AtHand> atHand, List<Use> uses) {
        /** Whether everything opens that was not given up. */
        public boolean sound() {
            return uses.stream()
                    .allMatch(use -> use.forgotten() || use.trouble().isEmpty());
        }
    }

    /**
     * What cannot be opened without a key.
     *
     * @param tenants by name, in each case how many of what; what is not there is left out
     * @param keys of tenants, in number
     */
    record Lost(String masterKey, int keys, Map<String, Map<String, Long>> tenants) {}

    static MasterKeys of(Installation installation, InstantSource clock, Consumer<String> progress) {
        return new HomeMasterKeys(installation, clock, progress);
    }

    /** Changes nothing. The server may run. */
    Status status();

    /**
     * What giving a key up would mean. Changes nothing. The server may run.
     *
     * @throws io.binome.kernel.ProblemException with {@link BackupProblem.KeyAtHand} or {@link BackupProblem.KeyUnknown}
     */
    Lost wouldLose(String masterKey);

    /**
     * Marks what is under that key as lost, with an entry in the ledger of each tenant that it concerns, so that the server
     * starts with another key. Nothing is deleted: with the key, a rotation brings it back. Every server must be stopped.
     *
     * @throws io.binome.kernel.ProblemException as {@link #wouldLose}
     */
    Lost forget(String masterKey);
}
