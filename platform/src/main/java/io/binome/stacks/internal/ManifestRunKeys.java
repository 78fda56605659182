package io.binome.stacks.internal;

import io.binome.kernel.Names;
import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretReference;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import io.binome.stacks.StackDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the keys of a stack that say what its runs are given: other stacks' outputs, secrets, a program, hosts. */
final class ManifestRunKeys {
    static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern OUTPUT = Pattern.compile("([a-z0-9-]{1,40})\\.([A-Za-z_][A-Za-z0-9_-]{0,99})");
    private static final Pattern VERSION =
            Pattern.compile("((tofu|terraform) )?\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(-[0-9A-Za-z.]{1,20})?");
    private static final Pattern WORKSPACE = Pattern.compile("(?!lock$)[A-Za-z0-9][A-Za-z0-9_.-]{0,79}");
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))*");

    private final DocumentNodes nodes;

    ManifestRunKeys(DocumentNodes nodes) {
        this.nodes = nodes;
    }

    /** {@code variable: stack.output}. */
    SortedMap<String, StackDeclaration.Output> inputs(@Nullable Entry entry, String where) {
        SortedMap<String, StackDeclaration.Output> inputs = new TreeMap<>();
        mapping(entry, where, "a mapping from variables to outputs of other stacks")
                .forEach((variable, value) -> {
                    String at = where + "." + variable;
                    variable(variable, value, at);
                    nodes.text(value.value(), at).ifPresent(text -> {
                        var output = OUTPUT.matcher(text);
                        if (output.matches()) {
                            inputs.put(variable, new StackDeclaration.Output(output.group(1), output.group(2)));
                        } else {
                            nodes.wrong(
                                    "manifest-value",
                                    value.value(),
                                    at,
                                    "This is no output of a stack.",
                                    "Write the stack's name, a point, and the output's name: network.subnet_id.");
                        }
                    });
                });
        return inputs;
    }

    /** Those that are named, and those whose outputs are taken in. */
    SortedSet<String> after(@Nullable Entry entry, String where, SortedMap<String, StackDeclaration.Output> inputs) {
        SortedSet<String> after = new TreeSet<>();
        for (Node item : list(entry, where)) {
            nodes.text(item, where).ifPresent(name -> {
                if (!Names.isName(name)) {
                    nodes.wrong("manifest-name", item, where, "This is not the name of a stack.", null);
                }
                after.add(name);
            });
        }
        inputs.values().forEach(output -> after.add(output.stack()));
        return after;
    }

    /** {@code variable: secret}, or {@code variable: {secret: …, as: variable | environment | file}}. */
    List<StackDeclaration.SecretUse> secrets(@Nullable Entry entry, String where) {
        List<StackDeclaration.SecretUse> uses = new ArrayList<>();
        mapping(entry, where, "a mapping from variables to secrets").forEach((variable, value) -> {
            String at = where + "." + variable;
            variable(variable, value, at);
            if (value.value() instanceof ScalarNode) {
                secret(value.value(), at)
                        .ifPresent(secret -> uses.add(
                                new StackDeclaration.SecretUse(variable, secret, StackDeclaration.As.VARIABLE)));
                return;
            }
            Map<String, Entry> fields = nodes.mapping(value.value(), at, "a secret's name, or 'secret' and 'as'")
                    .orElse(Map.of());
            nodes.onlyKnown(fields, List.of("secret", "as"), at);
            Entry secret = fields.get("secret");
            if (secret == null) {
                if (value.value() instanceof MappingNode) {
                    nodes.wrong("manifest-missing", value.key(), at, "It is not said which secret.", null);
                }
                return;
            }
            StackDeclaration.As as = as(fields.get("as"), at + ".as");
            secret(secret.value(), at + ".secret")
                    .ifPresent(name -> uses.add(new StackDeclaration.SecretUse(variable, name, as)));
        });
        return uses;
    }

    private Optional<String> secret(Node node, String at) {
        return nodes.text(node, at).filter(secret -> {
            try {
                SecretReference.parse(at, secret);
                return true;
            } catch (ProblemException malformed) {
                nodes.wrong(
                        "manifest-value",
                        node,
                        at,
                        "This is no reference to a secret.",
                        "Write a name such as database-password, database-password@3 for its third version, or"
                                + " vault:secret/shop#password.");
                return false;
            }
        });
    }

    private StackDeclaration.As as(@Nullable Entry entry, String at) {
        if (entry == null) {
            return StackDeclaration.As.VARIABLE;
        }
        String written = nodes.text(entry.value(), at).orElse("variable");
        for (StackDeclaration.As as : StackDeclaration.As.values()) {
            if (as.name().toLowerCase(java.util.Locale.ROOT).equals(written)) {
                return as;
            }
        }
        nodes.wrong(
                "manifest-value",
                entry.value(),
                at,
                "A secret does not reach a run so.",
                "Write variable, environment or file.");
        return StackDeclaration.As.VARIABLE;
    }

    @Nullable
    String version(@Nullable Entry entry, String where) {
        return matching(
                        entry,
                        where,
                        VERSION,
                        "This is not one version.",
                        "Write for example \"1.11.4\", or tofu 1.9.0. For a range use required_version in the configuration.")
                .orElse(null);
    }

    String workspace(@Nullable Entry entry, String where) {
        return matching(
                        entry,
                        where,
                        WORKSPACE,
                        "This cannot be the name of a workspace.",
                        "Write 1 to 80 letters, digits, underscores, hyphens and points, beginning with a letter or a digit; not"
                                + " lock.")
                .orElse(StackDeclaration.Tool.DEFAULT_WORKSPACE);
    }

    /** Null for all that the operator admits; empty for none. */
    @Nullable
    List<String> network(@Nullable Entry entry, String where) {
        if (entry == null) {
            return null;
        }
        if (entry.value() instanceof ScalarNode scalar && scalar.getValue().equals("none")) {
            return List.of();
        }
        List<String> hosts = new ArrayList<>();
        for (Node item : list(entry, where)) {
            nodes.text(item, where).ifPresent(host -> {
                if (!HOST.matcher(host).matches()) {
                    nodes.wrong(
                            "manifest-value",
                            item,
                            where,
                            "This is not a host.",
                            "Write api.example.com, or *.example.com for all below it.");
                }
                hosts.add(host);
            });
        }
        return hosts;
    }

    private Optional<String> matching(
            @Nullable Entry entry, String where, Pattern pattern, String reason, String instead) {
        if (entry == null) {
            return Optional.empty();
        }
        return nodes.text(entry.value(), where).filter(text -> {
            boolean fits = pattern.matcher(text).matches();
            if (!fits) {
                nodes.wrong("manifest-value", entry.value(), where, reason, instead);
            }
            return fits;
        });
    }

    private void variable(String name, Entry entry, String at) {
        if (!VARIABLE.matcher(name).matches()) {
            nodes.wrong(
                    "manifest-name",
                    entry.key(),
                    at,
                    "This cannot be the name of a variable.",
                    "Write letters, digits and underscores, not beginning with a digit.");
        }
    }

    private Map<String, Entry> mapping(@Nullable Entry entry, String where, String shape) {
        return entry == null || DocumentNodes.isNull(entry.value())
                ? Map.of()
                : nodes.mapping(entry.value(), where, shape).orElse(Map.of());
    }

    private List<Node> list(@Nullable Entry entry, String where) {
        return entry == null || DocumentNodes.isNull(entry.value())
                ? List.of()
                : nodes.list(entry.value(), where).orElse(List.of());
    }
}
