package io.binome.tenancy;

import io.binome.kernel.Problem;
import java.time.Instant;
import java.util.Map;

/** What can go wrong with companies and people. */
public sealed interface TenancyProblem extends Problem {
    record TenantNotFound(String name) implements TenancyProblem {
        @Override
        public String code() {
            return "tenant-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no tenant " + name
                    + " that you can see. Check the name, or ask a lead of it to invite you.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("name", name);
        }
    }

    record NotAllowed(Permission permission) implements TenancyProblem {
        @Override
        public String code() {
            return "not-allowed";
        }

        @Override
        public int status() {
            return 403;
        }

        @Override
        public String message() {
            return "Your role or your token does not allow this ("
                    + permission.name().toLowerCase(java.util.Locale.ROOT)
                    + "). Nothing was changed. A lead of the tenant can change your role.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("permission", permission.name());
        }
    }

    record SignInRefused() implements TenancyProblem {
        @Override
        public String code() {
            return "sign-in-refused";
        }

        @Override
        public int status() {
            return 401;
        }

        @Override
        public String message() {
            return "The e-mail address or the password is not right.";
        }
    }

    record LockedOut(Instant until) implements TenancyProblem {
        @Override
        public String code() {
            return "locked-out";
        }

        @Override
        public int status() {
            return 429;
        }

        @Override
        public String message() {
            return "Too many attempts. Try again after " + until + ".";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("until", until.toString());
        }
    }

    record NameTaken(String name) implements TenancyProblem {
        @Override
        public String code() {
            return "tenant-name-taken";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "There is a tenant " + name + " already. Choose another name.";
        }
    }

    record EmailTaken() implements TenancyProblem {
        @Override
        public String code() {
            return "email-taken";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "This e-mail address belongs to a member already; one address signs in to one tenant.";
        }
    }

    record RoleMisplaced(Role role) implements TenancyProblem {
        @Override
        public String code() {
            return "role-misplaced";
        }

        @Override
        public int status() {
            return 400;
        }

        @Override
        public String message() {
            return "The role " + role.name().toLowerCase(java.util.Locale.ROOT)
                    + " does not exist in this tenant: a client has readers, developers and leads, the provider"
                    + " operators and owners.";
        }
    }

    record LastOfRole(Role role) implements TenancyProblem {
        @Override
        public String code() {
            return "last-of-role";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "This is the last " + role.name().toLowerCase(java.util.Locale.ROOT)
                    + " of the tenant. Name another one first.";
        }
    }

    record LinkInvalid() implements TenancyProblem {
        @Override
        public String code() {
            return "link-invalid";
        }

        @Override
        public int status() {
            return 410;
        }

        @Override
        public String message() {
            return "This link has expired or has been used. Ask for a new one.";
        }
    }

    record MemberNotFound() implements TenancyProblem {
        @Override
        public String code() {
            return "member-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no such member in this tenant.";
        }
    }

    record TokenNotFound() implements TenancyProblem {
        @Override
        public String code() {
            return "access-token-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no such access token of yours. It may have been revoked already.";
        }
    }

    record InvitationNotFound() implements TenancyProblem {
        @Override
        public String code() {
            return "invitation-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no such open invitation. It may have been used, withdrawn or replaced.";
        }
    }

    /** The provider names a tenant's first lead and nobody else. */
    record MembershipClosed() implements TenancyProblem {
        @Override
        public String code() {
            return "membership-closed";
        }

        @Override
        public int status() {
            return 403;
        }

        @Override
        public String message() {
            return "The provider names a tenant's first lead; all others are named by its own leads. Nothing was changed.";
        }
    }

    record PasswordChangeRequired() implements TenancyProblem {
        @Override
        public String code() {
            return "password-change-required";
        }

        @Override
        public int status() {
            return 403;
        }

        @Override
        public String message() {
            return "Choose a password of your own first: the one you have was chosen for you. Nothing was changed.";
        }
    }

    record PortsExhausted() implements TenancyProblem {
        @Override
        public String code() {
            return "ports-exhausted";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "All port ranges for published services are given to tenants. Nothing was changed.";
        }
    }

    record TokenScopeMissing(TokenScope scope) implements TenancyProblem {
        @Override
        public String code() {
            return "token-scope-missing";
        }

        @Override
        public int status() {
            return 403;
        }

        @Override
        public String message() {
            return "Your access token is not for this: it lacks the scope " + scope
                    + ". Nothing was changed. Use a token that has it, or sign in.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("scope", scope.name());
        }
    }
}
