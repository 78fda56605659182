package io.binome.compose;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a Compose project cannot be read: where, what is wrong, and what to write instead. */
public sealed interface ComposeProblem extends Problem {
    /** The first place that is wrong. */
    ComposePlace place();

    /** What is wrong, without the place. */
    String reason();

    /** What to do next. */
    String advice();

    /** Each problem by itself; this one alone unless there are several. */
    default List<ComposeProblem> each() {
        return List.of(this);
    }

    @Override
    default String message() {
        return place() + ": " + reason() + ". " + advice() + ".";
    }

    @Override
    default Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("file", place().file());
        arguments.put("line", Integer.toString(place().line()));
        arguments.put("column", Integer.toString(place().column()));
        arguments.put("key", place().keyPath());
        arguments.put("reason", reason());
        arguments.put("advice", advice());
        return arguments;
    }

    /** A file that is named but is not there, is a folder, or cannot be read. */
    @ProblemType(code = "compose-unreadable-file", status = 422)
    record UnreadableFile(ComposePlace place, String reason, String advice) implements ComposeProblem {}

    /** A path that leaves the project's tree, by {@code ..}, from the root or through a symbolic link. */
    @ProblemType(code = "compose-outside-tree", status = 422)
    record OutsideTree(ComposePlace place, String path, String reason) implements ComposeProblem {
        @Override
        public String advice() {
            return "Put the file into the repository and name it by a path inside it";
        }
    }

    /** Text that is no YAML, or YAML that is no Compose file: not UTF-8, a key twice, an anchor inside itself. */
    @ProblemType(code = "compose-malformed-yaml", status = 422)
    record MalformedYaml(ComposePlace place, String reason, String advice) implements ComposeProblem {}

    /** More than the loader is willing to read: bytes, files, values after aliases, depth. */
    @ProblemType(code = "compose-limit-exceeded", status = 422)
    record LimitExceeded(ComposePlace place, String reason, String advice) implements ComposeProblem {}

    /** A key that the specification does not know here, with the nearest one that it knows. */
    @ProblemType(code = "compose-unknown-key", status = 422)
    record UnknownKey(
            ComposePlace place, String key, @Nullable String nearest) implements ComposeProblem {
        @Override
        public String reason() {
            return "the key '" + key + "' is not known here";
        }

        @Override
        public String advice() {
            return nearest == null
                    ? "Remove it, or begin it with x- to keep it as an extension"
                    : "Did you mean '" + nearest + "'?";
        }

        @Override
        public String message() {
            String advice = advice();
            return place() + ": " + reason() + ". " + advice + (advice.endsWith("?") ? "" : ".");
        }
    }

    /** A value that the specification does not allow. */
    @ProblemType(code = "compose-invalid-value", status = 422)
    record InvalidValue(ComposePlace place, String reason, String advice) implements ComposeProblem {}

    /** A variable that must have a value and has none. */
    @ProblemType(code = "compose-missing-variable", status = 422)
    record MissingVariable(ComposePlace place, String variable, String said) implements ComposeProblem {
        @Override
        public String reason() {
            return "the variable " + variable + " has no value" + (said.isEmpty() ? "" : ": " + said);
        }

        @Override
        public String advice() {
            return "Declare " + variable + " for this project or give it a default with ${" + variable + ":-value}";
        }
    }

    /** A {@code $} that begins no variable. */
    @ProblemType(code = "compose-invalid-template", status = 422)
    record InvalidTemplate(ComposePlace place, String template) implements ComposeProblem {
        @Override
        public String reason() {
            return "'" + template + "' is no valid use of a variable";
        }

        @Override
        public String advice() {
            return "Write ${NAME}, or $$ for a dollar sign";
        }
    }

    /** Services, files or dependencies that lead back to themselves. */
    @ProblemType(code = "compose-cycle", status = 422)
    record Cycle(ComposePlace place, String reason) implements ComposeProblem {
        @Override
        public String advice() {
            return "Remove one of these references";
        }
    }

    /** Parts that are valid alone but do not fit together, such as a service on an undeclared network. */
    @ProblemType(code = "compose-inconsistent", status = 422)
    record Inconsistent(ComposePlace place, String reason, String advice) implements ComposeProblem {}

    /** Several problems at once, in the order of the files. At least two. */
    @ProblemType(code = "compose-several-problems", status = 422)
    record Several(List<ComposeProblem> problems) implements ComposeProblem {
        public Several {
            problems = List.copyOf(problems);
        }

        @Override
        public ComposePlace place() {
            return problems.getFirst().place();
        }

        @Override
        public String reason() {
            return problems.getFirst().reason();
        }

        @Override
        public String advice() {
            return problems.getFirst().advice();
        }

        @Override
        public List<ComposeProblem> each() {
            return problems;
        }

        @Override
        public String message() {
            return problems.stream().map(Problem::message).collect(Collectors.joining("\n"));
        }
    }
}
