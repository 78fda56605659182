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
}
