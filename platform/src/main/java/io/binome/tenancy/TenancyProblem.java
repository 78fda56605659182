package io.binome.tenancy;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

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

    /** Says whose matter it is. */
    static TenancyProblem lacking(Permission permission) {
        return permission.ofProviderAlone() ? new ProviderOnly(permission) : new NotAllowed(permission);
    }

    /** What no role of a client may. */
    @ProblemType(code = "provider-only", status = 403)
    record ProviderOnly(Permission permission) implements TenancyProblem {
        @Override
        public String message() {
            return "Your role or your token does not allow this ("
                    + permission.name().toLowerCase(java.util.Locale.ROOT)
                    + "). Nothing was changed. It is a matter of the provider; its owners can change its people's roles.";
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

    /** Nothing is changed any more in a tenant whose stay has ended. */
    @ProblemType(code = "stay-ended", status = 403)
    record StayEnded(String name, Instant at) implements TenancyProblem {
        @Override
        public String message() {
            return "The tenant " + name + " was closed at " + at
                    + ". Nothing was changed: it can be read and exported, and nothing else.";
        }
    }

    @ProblemType(code = "reading-ended", status = 403)
    record ReadingEnded(String name, Instant until) implements TenancyProblem {
        @Override
        public String message() {
            return "The tenant " + name + " is closed, and its people could read until " + until
                    + ". Nothing was destroyed by that. Ask the provider for what you still need.";
        }
    }

    @ProblemType(code = "provider-stays", status = 409)
    record ProviderStays() implements TenancyProblem {
        @Override
        public String message() {
            return "The provider's own tenant is never closed. Nothing was changed.";
        }
    }

    /** What is typed to confirm a closing is not the name. */
    @ProblemType(code = "closing-not-confirmed", status = 400)
    record ClosingNotConfirmed(String name) implements TenancyProblem {
        @Override
        public String message() {
            return "To close the tenant " + name + ", confirm it with its name. Nothing was changed.";
        }
    }

    /** The stay cannot end now. */
    @ProblemType(code = "closing-hindered", status = 409)
    record ClosingHindered(String name, List<String> obstacles) implements TenancyProblem {
        private static final int NAMED = 10;

        public ClosingHindered {
            obstacles = List.copyOf(obstacles);
        }

        @Override
        public String message() {
            return "The tenant " + name + " cannot be closed now: "
                    + obstacles.stream().limit(NAMED).collect(Collectors.joining("; "))
                    + (obstacles.size() > NAMED ? "; there is more" : "")
                    + ". Nothing was changed.";
        }
    }

    @ProblemType(code = "closing-not-announced", status = 409)
    record ClosingNotAnnounced(String name) implements TenancyProblem {
        @Override
        public String message() {
            return "No closing of the tenant " + name + " is announced. Nothing was changed.";
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
