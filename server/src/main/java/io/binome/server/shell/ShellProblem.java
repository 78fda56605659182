package io.binome.server.shell;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.time.Duration;
import java.util.Map;

/** Why there is no shell, or none any more. */
public sealed interface ShellProblem extends Problem {
    /** Code of the close frame (RFC 6455, section 7.4) after this problem. */
    default int closeCode() {
        return 1008;
    }

    /** Somebody asked for the address as for a page. */
    @ProblemType(code = "websocket-only", status = 426)
    record WebSocketOnly() implements ShellProblem {
        @Override
        public String message() {
            return "A shell is opened as a WebSocket (RFC 6455, version 13). `binome service shell` does, and so does"
                    + " the service's page in the console.";
        }
    }

    /** Another site's page made the browser ask. */
    @ProblemType(code = "foreign-origin", status = 403)
    record ForeignOrigin() implements ShellProblem {
        @Override
        public String message() {
            return "The request did not come from a page of this console, so that no shell was opened.";
        }
    }

    @ProblemType(code = "too-many-shells", status = 429)
    record TooManyShells(int most) implements ShellProblem {
        @Override
        public String message() {
            return "The tenant has " + most + " shells open, which is the most. Close one and try again.";
        }
    }

    @ProblemType(code = "bad-frame", status = 400)
    record BadFrame(String what) implements ShellProblem {
        @Override
        public String message() {
            return "The shell was closed: " + what;
        }
    }

    @ProblemType(code = "shell-idle", status = 408)
    record Idle(Duration after) implements ShellProblem {
        @Override
        public String message() {
            return "The shell was closed: nothing was typed or shown for " + words(after) + ".";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("seconds", Long.toString(after.toSeconds()));
        }
    }

    @ProblemType(code = "shell-too-long", status = 408)
    record TooLong(Duration longest) implements ShellProblem {
        @Override
        public String message() {
            return "The shell was closed: none stays open for longer than " + words(longest) + ". Open another.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("seconds", Long.toString(longest.toSeconds()));
        }
    }

    /** The token was revoked, the session ended, the member was removed or has another role. */
    @ProblemType(code = "no-longer-allowed", status = 403)
    record NoLongerAllowed() implements ShellProblem {
        @Override
        public String message() {
            return "The shell was closed: you may not be in it any more. Sign in again, or ask a lead of the tenant.";
        }
    }

    @ProblemType(code = "server-stops", status = 503)
    record ServerStops() implements ShellProblem {
        @Override
        public int closeCode() {
            return 1001;
        }

        @Override
        public String message() {
            return "The shell was closed: the server stops. The service goes on. Open another in a minute.";
        }
    }

    @ProblemType(code = "shell-broken", status = 500)
    record Broken() implements ShellProblem {
        @Override
        public int closeCode() {
            return 1011;
        }

        @Override
        public String message() {
            return "The shell was closed: something went wrong that should not have. It is in the server's log.";
        }
    }

    private static String words(Duration duration) {
        return duration.toMinutes() > 0 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " seconds";
    }
}
