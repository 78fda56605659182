package io.binome.secrets;

import io.binome.kernel.Problem;
import java.util.Map;

/** What a caller of this room may be told. */
public sealed interface SecretsProblem extends Problem {
    /** The tenant's key was wrapped by a master key that this server was not given. Both by their public ids. */
    record OtherMasterKey(String wanted, String given) implements SecretsProblem {
        @Override
        public String code() {
            return "other-master-key";
        }

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            return "The secrets kept here were sealed under master key " + wanted + ", and this server was given "
                    + given + ". Nothing is lost: give it the former key again, by its file or by "
                    + MasterKey.VARIABLE + ", and start it anew.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("wanted", wanted, "given", given);
        }
    }

    /** There is no login for that registry. */
    record RegistryLoginNotFound(String registry) implements SecretsProblem {
        @Override
        public String code() {
            return "registry-login-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "No login for " + registry + " is kept here. Nothing was changed.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("registry", registry);
        }
    }
}
