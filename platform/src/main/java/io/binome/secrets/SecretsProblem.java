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
}
