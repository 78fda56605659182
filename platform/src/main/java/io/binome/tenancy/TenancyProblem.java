package io.binome.tenancy;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.time.Instant;

/** What can go wrong with companies and people. */
public sealed interface TenancyProblem extends Problem {
    @ProblemType(code = "tenant-not-found", status = 404)
    record TenantNotFound(String name) implements TenancyProblem {
        @Override
        public String message() {
            return "There is no tenant " + name
                    + " that you can see. Check the name, or ask a lead of it to invite you.";
        }
    }

    @ProblemType(code = "not-allowed", status = 403)
    record NotAllowed(Permission permission) implements TenancyProblem {
        @Override
        public String message() {
            return "Your role or your token does not allow this ("
                    + permission.name().toLowerCase(java.util.Locale.ROOT)
                    + "). Nothing was changed. A lead of the tenant can change your role.";
        }
    }

    @ProblemType(code = "sign-in-refused", status = 401)
    record SignInRefused() implements TenancyProblem {
        @Override
        public String message() {
            return "The e-mail address or the password is not right.";
        }
    }

    @ProblemType(code = "locked-out", status = 429)
    record LockedOut(Instant until) implements TenancyProblem {
        @Override
        public String message() {
            return "Too many attempts. Try again after " + until + ".";
        }
    }

    @ProblemType(code = "tenant-name-taken", status = 409)
    record NameTaken(String name) implements TenancyProblem {
        @Override
        public String message() {
            return "There is a tenant " + name + " already. Choose another name.";
        }
    }

    @ProblemType(code = "email-taken", status = 409)
    record EmailTaken() implements TenancyProblem {
        @Override
        public String message() {
            return "This e-mail address belongs to a member already; one address signs in to one tenant.";
        }
    }

    @ProblemType(code = "role-misplaced", status = 400)
    record RoleMisplaced(Role role) implements TenancyProblem {
        @Override
        public String message() {
            return "The role " + role.name().toLowerCase(java.util.Locale.ROOT)
                    + " does not exist in this tenant: a client has readers, developers and leads, the provider"
                    + " operators and owners.";
        }
    }

    @ProblemType(code = "last-of-role", status = 409)
    record LastOfRole(Role role) implements TenancyProblem {
        @Override
        public String message() {
            return "This is the last " + role.name().toLowerCase(java.util.Locale.ROOT)
                    + " of the tenant. Name another one first.";
        }
    }

    @ProblemType(code = "link-invalid", status = 410)
    record LinkInvalid() implements TenancyProblem {
        @Override
        public String message() {
            return "This link has expired or has been used. Ask for a new one.";
        }
    }

    @ProblemType(code = "member-not-found", status = 404)
    record MemberNotFound() implements TenancyProblem {
        @Override
        public String message() {
            return "There is no such member in this tenant.";
        }
    }

    @ProblemType(code = "access-token-not-found", status = 404)
    record TokenNotFound() implements TenancyProblem {
        @Override
        public String message() {
            return "There is no such access token of yours. It may have been revoked already.";
        }
    }

    @ProblemType(code = "invitation-not-found", status = 404)
    record InvitationNotFound() implements TenancyProblem {
        @Override
        public String message() {
            return "There is no such open invitation. It may have been used, withdrawn or replaced.";
        }
    }

    /** The provider names a tenant's first lead and nobody else. */
    @ProblemType(code = "membership-closed", status = 403)
    record MembershipClosed() implements TenancyProblem {
        @Override
        public String message() {
            return "The provider names a tenant's first lead; all others are named by its own leads. Nothing was changed.";
        }
    }

    @ProblemType(code = "password-change-required", status = 403)
    record PasswordChangeRequired() implements TenancyProblem {
        @Override
        public String message() {
            return "Choose a password of your own first: the one you have was chosen for you. Nothing was changed.";
        }
    }

    @ProblemType(code = "ports-exhausted", status = 409)
    record PortsExhausted() implements TenancyProblem {
        @Override
        public String message() {
            return "All port ranges for published services are given to tenants. Nothing was changed.";
        }
    }

    @ProblemType(code = "token-scope-missing", status = 403)
    record TokenScopeMissing(TokenScope scope) implements TenancyProblem {
        @Override
        public String message() {
            return "Your access token is not for this: it lacks the scope " + scope
                    + ". Nothing was changed. Use a token that has it, or sign in.";
        }
    }
}
