package io.binome.stacks;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One stack in {@code binome.yaml}.
 *
 * @param path folder in the repository, "" for its root
 * @param files what the engine reads, relative to {@code path}; empty for the engine's usual names
 * @param variables plain values for the engine
 * @param after stacks of the same repository that are planned and applied before this one
 * @param inputs variables whose values are outputs of stacks in {@code after}
 * @param secrets what is lent to each run of it
 * @param tool which program carries it out, where the engine has several
 */
public record StackDeclaration(
        String name,
        String path,
        String engine,
        String environment,
        String site,
        List<String> files,
        List<String> profiles,
        SortedMap<String, String> variables,
        SortedSet<String> after,
        SortedMap<String, Output> inputs,
        List<SecretUse> secrets,
        Tool tool) {
    public StackDeclaration {
        files = List.copyOf(files);
        profiles = List.copyOf(profiles);
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
        // Declarations that were kept before these were thought of have none of them.
        after = Collections.unmodifiableSortedSet(after == null ? new TreeSet<>() : new TreeSet<>(after));
        inputs = Collections.unmodifiableSortedMap(inputs == null ? new TreeMap<>() : new TreeMap<>(inputs));
        secrets = secrets == null ? List.of() : List.copyOf(secrets);
        tool = Objects.requireNonNullElse(tool, Tool.ANY);
    }

    /** One that stands alone and borrows nothing. */
    public StackDeclaration(
            String name,
            String path,
            String engine,
            String environment,
            String site,
            List<String> files,
            List<String> profiles,
            SortedMap<String, String> variables) {
        this(
                name,
                path,
                engine,
                environment,
                site,
                files,
                profiles,
                variables,
                new TreeSet<>(),
                new TreeMap<>(),
                List.of(),
                Tool.ANY);
    }

    /** An output of another stack. */
    public record Output(String stack, String name) {}

    /**
     * A secret that a run borrows.
     *
     * @param name of the variable: of the engine's configuration, or of the environment
     * @param secret which one, as {@link io.binome.secrets} names it
     */
    public record SecretUse(String name, String secret, As as) {}

    /** How a secret reaches a run. */
    public enum As {
        /** As the value of a variable of the configuration. */
        VARIABLE,
        /** As a variable of the process's environment. */
        ENVIRONMENT,
        /** In a file; the variable of the configuration says where. */
        FILE
    }

    /**
     * What carries the stack out.
     *
     * @param version exactly this one, such as {@code 1.11.4}, with the program's name before it where it matters
     *     ({@code tofu 1.9.0}); null for what the configuration asks for
     * @param workspace which of the states of the configuration
     * @param network hosts that runs may reach, of those that the operator admits; null for all of these
     */
    public record Tool(
            @Nullable String version,
            String workspace,
            @Nullable List<String> network) {
        public static final String DEFAULT_WORKSPACE = "default";
        public static final Tool ANY = new Tool(null, DEFAULT_WORKSPACE, null);

        public Tool {
            workspace = Objects.requireNonNullElse(workspace, DEFAULT_WORKSPACE);
            network = network == null ? null : List.copyOf(network);
        }
    }
}
