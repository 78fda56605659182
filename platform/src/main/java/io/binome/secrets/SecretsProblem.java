package io.binome.secrets;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What a caller of this room may be told. */
public sealed interface SecretsProblem extends Problem {
    /** Something outside is away, and may come back by itself: worth waiting for. */
    sealed interface Passing extends SecretsProblem {
        /** What is the matter now, without a full stop: for the log of a run that waits. */
        String now();
    }

    /** The tenant's key was wrapped by a master key that this server was not given. Both by their public ids. */
    @ProblemType(code = "other-master-key", status = 503)
    record OtherMasterKey(String wanted, String given) implements SecretsProblem {
        @Override
        public String message() {
            return "The secrets kept here were sealed under master key " + wanted + ", and this server was given "
                    + given + ". Nothing is lost, nothing was changed. Give it that key again (its file, "
                    + MasterKey.VARIABLE + ", or the settings " + VaultKeySettings.PREFIX + "*) and start it anew;"
                    + " or, with both keys at hand, put everything under the other one: binome keys rotate. What there"
                    + " is: binome keys status. If the key is lost: docs/how-to/rotate-or-lose-the-master-key.md.";
        }
    }

    /** Vault keeps the master key, and does not answer, or is sealed. */
    @ProblemType(code = "master-key-away", status = 503)
    record MasterKeyAway(String place, String reason) implements Passing {
        @Override
        public String now() {
            return "Vault, which keeps the master key (" + place + "), is away: " + reason;
        }

        @Override
        public String message() {
            return now() + ". What needs no key goes on; nothing was changed and nothing is lost. Try again when it is"
                    + " back.";
        }
    }

    /** Vault keeps the master key, and refuses the login or the request. */
    @ProblemType(code = "master-key-refused", status = 503)
    record MasterKeyRefused(String place, String asked, String reason) implements SecretsProblem {
        @Override
        public String message() {
            return "Vault refused " + asked + " with the master key (" + place + "): " + reason
                    + ". Nothing was changed and nothing is lost. Its policy, its key or the settings "
                    + VaultKeySettings.PREFIX + "* must be put right.";
        }
    }

    /** It was sealed under a master key that was lost, and that was said with binome keys forget. */
    @ProblemType(code = "key-forgotten", status = 410)
    record KeyForgotten(String masterKey) implements SecretsProblem {
        @Override
        public String message() {
            return "This was sealed under master key " + masterKey + ", which was given up for lost. It is kept, but"
                    + " cannot be opened; nothing was changed. Put it in again; or, should the key turn up, bring it back:"
                    + " binome keys rotate.";
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

    /** There is none of that name, or none of that version. */
    @ProblemType(code = "secret-not-found", status = 404)
    record SecretNotFound(String secret) implements SecretsProblem {
        @Override
        public String message() {
            return "There is no secret " + secret
                    + ", or it was removed. Nothing was changed. Put it with: binome secret" + " put NAME --file FILE";
        }
    }

    /** It is kept for other environments. */
    @ProblemType(code = "secret-not-for-environment", status = 422)
    record SecretNotForEnvironment(String secret, String environment) implements SecretsProblem {
        @Override
        public String message() {
            return "The secret " + secret + " may not be used in the environment " + environment
                    + ". Nothing was changed. Use one that is kept for it, or put this one again with --environment "
                    + environment + " among its environments.";
        }
    }

    /** A stack used it lately. */
    @ProblemType(code = "secret-in-use", status = 409)
    record SecretInUse(String secret, int stacks) implements SecretsProblem {
        @Override
        public String message() {
            return "The secret " + secret + " was lent to " + (stacks == 1 ? "a stack" : stacks + " stacks")
                    + " in the last 30 days. Nothing was removed. Take it out of their files first, or insist with"
                    + " --even-if-used: what runs goes on, the next plan that needs it fails.";
        }
    }

    /** The value is empty or too large. */
    @ProblemType(code = "secret-size", status = 413)
    record SecretSize(String secret, int maximumBytes) implements SecretsProblem {
        @Override
        public String message() {
            return "The value of " + secret + " must have 1 to " + maximumBytes + " bytes. Nothing was changed.";
        }
    }

    /** A reference leads to Vault, and the tenant has no connection to any. */
    @ProblemType(code = "vault-not-connected", status = 422)
    record VaultNotConnected(String secret) implements SecretsProblem {
        @Override
        public String message() {
            return "The secret " + secret + " is to come from Vault, and this tenant is connected to none. Nothing was"
                    + " changed. The provider connects it with: binome vault set --address ADDRESS";
        }
    }

    /** There is no connection to Vault for that environment; "" stands for the one for all others. */
    @ProblemType(code = "vault-connection-not-found", status = 404)
    record VaultConnectionNotFound(String environment) implements SecretsProblem {
        @Override
        public String message() {
            return (environment.isEmpty()
                            ? "This tenant has no connection to Vault for all its environments"
                            : "This tenant has no connection to Vault of its own for the environment " + environment)
                    + ". Nothing was changed.";
        }
    }

    /** Vault answers, and is sealed: people with its keys must open it. */
    @ProblemType(code = "vault-sealed", status = 503)
    record VaultSealed(String address) implements Passing {
        @Override
        public String now() {
            return "Vault at " + address + " is sealed";
        }

        @Override
        public String message() {
            return now() + ". Nothing was applied. Try again when it was unsealed.";
        }
    }

    /** Vault does not answer, or only with failures of its own. */
    @ProblemType(code = "vault-unreachable", status = 503)
    record VaultUnreachable(String address, String reason) implements Passing {
        @Override
        public String now() {
            return "Vault at " + address + " does not answer as it should: " + reason;
        }

        @Override
        public String message() {
            return now() + ". Nothing was applied. Try again when it is back.";
        }
    }

    /** Vault refuses the login, or what was asked for. */
    @ProblemType(code = "vault-refused", status = 422)
    record VaultRefused(String address, String asked, String reason) implements SecretsProblem {
        @Override
        public String message() {
            return "Vault at " + address + " refused " + asked + ": " + reason
                    + ". Nothing was applied. Its policies or the connection's login must be put right.";
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
