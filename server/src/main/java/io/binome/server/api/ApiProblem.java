package io.binome.server.api;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.util.Map;

/** What can go wrong at the door itself, before or between the rooms. */
public sealed interface ApiProblem extends Problem {
    /** @param thing what was looked for, such as {@code run} */
    record NotFound(String thing, String name) implements ApiProblem {
        @Override
        public String code() {
            return thing.replace(' ', '-') + "-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no " + thing + " " + name + " here that you can see.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("name", name);
        }
    }

    @ProblemType(code = "token-too-narrow", status = 403)
    record TokenTooNarrow() implements ApiProblem {
        @Override
        public String message() {
            return "The token that you used may not do this, and makes no token that may do more than itself. Nothing"
                    + " was changed. Sign in with your password, or use a token with the scope api.";
        }
    }

    /** The tenant is there, but the person who should lead it could not be named. */
    record TenantWithoutLead(String tenant, Problem cause) implements ApiProblem {
        @Override
        public String code() {
            return "tenant-without-lead";
        }

        @Override
        public int status() {
            return cause.status();
        }

        @Override
        public String message() {
            return "The tenant " + tenant + " was created, but not its first lead: " + cause.message()
                    + " Invite the lead by itself.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("tenant", tenant, "cause", cause.code());
        }
    }

    @ProblemType(code = "body-too-large", status = 413)
    record BodyTooLarge(long maximumBytes) implements ApiProblem {
        @Override
        public String message() {
            return "The body is larger than the " + maximumBytes + " bytes that are read here. Nothing was changed.";
        }
    }
}
