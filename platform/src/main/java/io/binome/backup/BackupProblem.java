package io.binome.backup;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import io.binome.secrets.MasterKey;

/** What the administrator may be told. */
public sealed interface BackupProblem extends Problem {
    /** No server was ever started with this home, and no other database was named. */
    @ProblemType(code = "nothing-to-back-up", status = 422)
    record NothingToBackUp(String home) implements BackupProblem {
        @Override
        public String message() {
            return "There is no Binome in " + home
                    + ". Set BINOME_HOME to its folder, or name its database where that is an external one.";
        }
    }

    /** A file is in the way. */
    @ProblemType(code = "backup-file-there", status = 422)
    record FileThere(String file) implements BackupProblem {
        @Override
        public String message() {
            return file + " is there already and is kept as it is. Choose another name.";
        }
    }

    /** A file cannot be written, or a folder cannot be moved. */
    @ProblemType(code = "backup-file-troubled", status = 422)
    record FileTroubled(String file, String reason) implements BackupProblem {
        @Override
        public String message() {
            return file + " cannot be used: " + reason + ". Nothing was changed.";
        }
    }

    /** The file is no backup, not all of one, or not as it was written. */
    @ProblemType(code = "backup-damaged", status = 422)
    record BackupDamaged(String file, String reason) implements BackupProblem {
        @Override
        public String message() {
            return file + " is not a whole backup: " + reason + ". Nothing was changed. Use another copy of it.";
        }
    }

    /** The manifest was not written by somebody who had the master key. */
    @ProblemType(code = "backup-forged", status = 422)
    record BackupForged(String file) implements BackupProblem {
        @Override
        public String message() {
            return file + " was altered after it was written, by somebody without the master key. Nothing was changed."
                    + " Use another copy of it.";
        }
    }

    /** The archive's form is of a later version. */
    @ProblemType(code = "backup-newer", status = 422)
    record BackupNewer(String file, long format) implements BackupProblem {
        @Override
        public String message() {
            return file + " has form " + format + ", which only a newer Binome reads. Nothing was changed.";
        }
    }

    /** The master key is needed and is not there. */
    @ProblemType(code = "backup-key-missing", status = 422)
    record KeyMissing(String masterKey, String keys) implements BackupProblem {
        @Override
        public String message() {
            return "The backup needs master key " + masterKey + ", and there is no " + keys
                    + ". Nothing was changed. Name the file with --keys, or give the key itself in "
                    + MasterKey.VARIABLE
                    + ".";
        }
    }

    /** A master key is there, and it is another one. */
    @ProblemType(code = "backup-key-other", status = 422)
    record KeyOther(String wanted, String given, String from) implements BackupProblem {
        @Override
        public String message() {
            return "Master key " + wanted + " is needed, and " + from + " holds " + given + ". Nothing was changed.";
        }
    }

    /** Something is kept where the backup should go. */
    @ProblemType(code = "home-in-use", status = 422)
    record HomeInUse(String home, String found) implements BackupProblem {
        @Override
        public String message() {
            return home + " holds a Binome already (" + found
                    + "). Nothing was changed. Restore into another BINOME_HOME, or"
                    + " set the present one aside with --replace.";
        }
    }

    /** A server uses the home. */
    @ProblemType(code = "server-runs", status = 422)
    record ServerRuns(String home) implements BackupProblem {
        @Override
        public String message() {
            return "A server runs on " + home + ". Nothing was changed. Stop it first: ./binome down";
        }
    }

    /** A ledger of the backup does not hold. */
    @ProblemType(code = "restored-ledger-broken", status = 422)
    record LedgerBroken(String tenant, long index, String reason) implements BackupProblem {
        @Override
        public String message() {
            return "The ledger of " + tenant + " in this backup does not hold at entry " + index + ": " + reason
                    + ". Nothing was changed. Use an older backup.";
        }
    }

    /** Servers of another machine use the database. */
    @ProblemType(code = "server-connected", status = 422)
    record ServerConnected() implements BackupProblem {
        @Override
        public String message() {
            return "A server of Binome is connected to this database. Nothing was changed. Stop all of its servers first.";
        }
    }

    /** The master key is in no file that could be replaced. */
    @ProblemType(code = "master-key-in-environment", status = 422)
    record KeyInEnvironment(String file) implements BackupProblem {
        @Override
        public String message() {
            return "The master key comes from " + MasterKey.VARIABLE
                    + ", which no command can change. Nothing was changed."
                    + " Write it as the only line of " + file
                    + " (chmod 600), run this again without the variable, and then"
                    + " set the variable of every server to the key that is in that file.";
        }
    }

    /** A rotation of the master key was cut off between its commit and its last step. */
    @ProblemType(code = "key-rotation-unfinished", status = 422)
    record RotationUnfinished(String home) implements BackupProblem {
        @Override
        public String message() {
            return "The master key of " + home
                    + " was being rotated, and that was cut off. Nothing is lost. Run binome keys"
                    + " rotate, which finishes it, or start the server; then do this again.";
        }
    }

    /** It is to go to Vault, and no Vault is set. */
    @ProblemType(code = "no-vault-key", status = 422)
    record NoVaultKey() implements BackupProblem {
        @Override
        public String message() {
            return "The settings name no key in Vault. Nothing was changed. Set binome.vault-key.address and what"
                    + " belongs to it first: docs/how-to/rotate-or-lose-the-master-key.md.";
        }
    }

    /** A key is to be given up that is there. */
    @ProblemType(code = "key-at-hand", status = 422)
    record KeyAtHand(String masterKey) implements BackupProblem {
        @Override
        public String message() {
            return "Master key " + masterKey
                    + " is at hand (binome keys status says where). Nothing was changed. To put"
                    + " everything under another one: binome keys rotate. A key in Vault that is lost for good is given"
                    + " up when its settings are gone.";
        }
    }

    /** Nothing is under that key. */
    @ProblemType(code = "key-unknown", status = 422)
    record KeyUnknown(String masterKey) implements BackupProblem {
        @Override
        public String message() {
            return "Nothing is sealed under a master key " + masterKey + ", or it was given up before. Nothing was"
                    + " changed. Which there are: binome keys status.";
        }
    }

    /** Somebody asked for a copy of a key that never leaves Vault. */
    @ProblemType(code = "key-stays-in-vault", status = 422)
    record KeyStaysInVault(String masterKey) implements BackupProblem {
        @Override
        public String message() {
            return "The master key (" + masterKey + ") never leaves Vault, so there is no copy to write. Nothing was"
                    + " written. Run it with --without-keys, and back Vault up.";
        }
    }
}
