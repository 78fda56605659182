package io.binome.secrets;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What a caller of this room may be told. */
public sealed interface SecretsProblem extends Problem {
    /** The tenant's key was wrapped by a master key that this server was not given. Both by their public ids. */
    @ProblemType(code = "other-master-key", status = 503)
    record OtherMasterKey(String wanted, String given) implements SecretsProblem {
        @Override
        public String message() {
            return "The secrets kept here were sealed under master key " + wanted + ", and this server was given "
                    + given + ". Nothing is lost: give it the former key again, by its file or by "
                    + MasterKey.VARIABLE + ", and start it anew.";
        }
    }

    /** There is no login for that registry. */
    @ProblemType(code = "registry-login-not-found", status = 404)
    record RegistryLoginNotFound(String registry) implements SecretsProblem {
        @Override
        public String message() {
            return "No login for " + registry + " is kept here. Nothing was changed.";
        }
    }

    /** A copy of the master key does not open: by far most likely the passphrase is another one. */
    @ProblemType(code = "master-key-copy-closed", status = 422)
    record MasterKeyCopyClosed(String copy) implements SecretsProblem {
        @Override
        public String message() {
            return "The passphrase does not open " + copy + ", or that file was altered. Nothing was changed.";
        }
    }

    /** A file is no copy of a master key, or asks for more work than any copy of ours. */
    @ProblemType(code = "master-key-copy-unreadable", status = 422)
    record MasterKeyCopyUnreadable(String copy) implements SecretsProblem {
        @Override
        public String message() {
            return copy + " is no copy of a master key that this version of Binome reads. Nothing was changed.";
        }
    }

    /** The file of the master key is not its owner's alone. */
    @ProblemType(code = "master-key-open", status = 503)
    record MasterKeyOpenToOthers(String file) implements SecretsProblem {
        @Override
        public String message() {
            return "Others may read the master key " + file + ". Nothing was changed. Run: chmod 600 " + file;
        }
    }

    /** The file of the master key cannot be read, made or put in place. */
    @ProblemType(code = "master-key-unreadable", status = 503)
    record MasterKeyUnreadable(String file, String reason) implements SecretsProblem {
        @Override
        public String message() {
            return "The master key " + file + " could not be read or made: " + reason
                    + ". Nothing was changed. It must belong to the user that runs Binome.";
        }
    }

    /** Where the master key should be is something else; it is not in the message, since it may be a part of one. */
    @ProblemType(code = "master-key-malformed", status = 503)
    record MasterKeyMalformed(String from) implements SecretsProblem {
        @Override
        public String message() {
            return from
                    + " holds no master key: one line of 32 bytes in Base64 is wanted, as from openssl rand -base64 32."
                    + " Nothing was changed. Restore it from its copy: a new key would open nothing.";
        }
    }
}
