package io.binome.drivers.opentofu;

import io.binome.repositories.CommitTree;
import io.binome.runs.RunLog;
import io.binome.stacks.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears what a command prints with {@code -json} (one object a line, the
 * <a href="https://developer.hashicorp.com/terraform/internals/machine-readable-ui">machine-readable UI</a>), or without: it
 * goes into the run's log as a person reads it, errors with a place in a file become findings.
 */
final class Messages {
    private static final Pattern PLAIN_ERROR = Pattern.compile("(?:│ )?Error: (.{1,500})");
    private static final Pattern PLAIN_PLACE =
            Pattern.compile("(?:│ )?\\s+on (\\S{1,300}) line (\\d{1,7})(?:, in .*)?:");
    private static final int MOST_ERRORS = 100;
    private static final int LONGEST_DETAIL = 4_000;

    private final RunLog log;
    private final String folder;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private @Nullable String plainError;

    /** An error that was printed; {@code file} null when it stands nowhere. */
    record Problem(String summary, String detail, @Nullable String file, int line, int column) {
        String sentence() {
            return detail.isBlank() ? summary : summary + ": " + detail.strip();
        }
    }

    /** @param folder of the stack in the repository: files are named from there */
    Messages(RunLog log, String folder) {
        this.log = log;
        this.folder = folder;
    }

    /** From the threads of both outputs. */
    synchronized void line(String line) {
        if (line.startsWith("{")) {
            try {
                json(JsonMapper.shared().readTree(line));
                return;
            } catch (JacksonException notJson) {
                // Printed as it is, below: a provider or an older version writes what it likes.
            }
        }
        plain(line);
        log.line(line);
    }

    private void json(JsonNode message) {
        String type = message.path("type").asString("");
        switch (type) {
            case "diagnostic" -> diagnostic(message.path("diagnostic"));
            // The plan itself is shown in full elsewhere, and who reads the log waits for what happens.
            case "version", "outputs" -> {}
            case "apply_complete" -> {
                done.add(message.path("hook").path("resource").path("addr").asString(""));
                log.line(text(message));
            }
            case "change_summary", "resource_drift", "planned_change" -> log.line(text(message));
            default -> {
                String text = text(message);
                if (!text.isBlank()) {
                    log.line(text);
                }
            }
        }
    }

    private static String text(JsonNode message) {
        return message.path("@message").asString("");
    }

    private void diagnostic(JsonNode diagnostic) {
        String summary = diagnostic.path("summary").asString("");
        String detail = cut(diagnostic.path("detail").asString(""));
        boolean error = diagnostic.path("severity").asString("error").equals("error");
        JsonNode range = diagnostic.path("range");
        String file = range.path("filename").isString() ? range.path("filename").stringValue() : null;
        int line = range.path("start").path("line").asInt(0);
        int column = range.path("start").path("column").asInt(0);
        log.line((error ? "Error: " : "Warning: ")
                + summary
                + (file == null ? "" : " (" + file + " line " + line + ")"));
        detail.lines().forEach(part -> log.line("  " + part));
        if (error && problems.size() < MOST_ERRORS) {
            problems.add(new Problem(summary, detail, file, line, column));
        }
    }

    /** Of versions that do not know {@code -json} for the command. */
    private void plain(String line) {
        Matcher error = PLAIN_ERROR.matcher(line);
        if (error.matches()) {
            forgetPlace();
            plainError = error.group(1);
            return;
        }
        Matcher place = PLAIN_PLACE.matcher(line);
        if (plainError != null && place.matches()) {
            problems.add(new Problem(plainError, "", place.group(1), Integer.parseInt(place.group(2)), 0));
            plainError = null;
        }
    }

    private void forgetPlace() {
        if (plainError != null && problems.size() < MOST_ERRORS) {
            problems.add(new Problem(plainError, "", null, 0, 0));
        }
        plainError = null;
    }

    private static String cut(String detail) {
        return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
    }

    /** Addresses of the resources that an apply is done with. */
    synchronized List<String> done() {
        return List.copyOf(done);
    }

    synchronized List<Problem> problems() {
        forgetPlace();
        return List.copyOf(problems);
    }

    /** Whether this error was printed, as the program words it. */
    boolean says(String summary) {
        return problems().stream().anyMatch(problem -> problem.summary().contains(summary));
    }

    /** Errors that stand in files of the repository. */
    List<Finding> findings() {
        return problems().stream()
                .filter(problem -> problem.file() != null)
                .map(problem -> new Finding(
                        "opentofu-error",
                        CommitTree.resolve(folder, problem.file()).orElse(problem.file()),
                        problem.line(),
                        problem.column(),
                        null,
                        problem.sentence(),
                        null))
                .toList();
    }

    /** The first error, for people. */
    String reason(String otherwise) {
        return problems().stream().findFirst().map(Problem::sentence).orElse(otherwise);
    }
}
