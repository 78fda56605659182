package io.binome.advice.internal;

import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import io.binome.kernel.Risk;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Changes cells of the autonomy in the text of a {@code contract.yaml}: everything else, comments too, stays as people
 * wrote it. What came out is read again, and nothing is returned unless exactly the cells that were meant differ.
 */
final class ContractEdit {
    private ContractEdit() {}

    /** @param cells what is to stand at each of these risks */
    static Optional<String> set(String source, String environment, Map<Risk, String> cells) {
        String text = source;
        for (Map.Entry<Risk, String> cell : cells.entrySet()) {
            Optional<String> next = one(text, environment, cell.getKey(), cell.getValue());
            if (next.isEmpty()) {
                return Optional.empty();
            }
            text = next.get();
        }
        return onlyThose(source, text, environment, cells) ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> one(String source, String environment, Risk risk, String words) {
        try {
            return Optional.ofNullable(new Yaml(new LoaderOptions()).compose(new StringReader(source)))
                    .flatMap(root -> value(root, "environments"))
                    .flatMap(environments -> value(environments, environment))
                    .flatMap(terms -> value(terms, "autonomy"))
                    .flatMap(autonomy -> edited(source, autonomy, risk, words));
        } catch (YAMLException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<String> edited(String source, Node autonomy, Risk risk, String words) {
        if (autonomy instanceof ScalarNode all) {
            // One word for all risks becomes a word for each.
            String cells = Arrays.stream(Risk.values())
                    .map(one -> name(one) + ": " + (one == risk ? words : all.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            return Optional.of(replaced(source, all, cells));
        }
        return value(autonomy, name(risk))
                .filter(ScalarNode.class::isInstance)
                .map(node -> replaced(source, node, words));
    }

    private static String replaced(String source, Node node, String text) {
        // Marks count code points.
        int from = source.offsetByCodePoints(0, node.getStartMark().getIndex());
        int to = source.offsetByCodePoints(0, node.getEndMark().getIndex());
        return source.substring(0, from) + text + source.substring(to);
    }

    private static Optional<Node> value(Node node, String key) {
        if (!(node instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key))
                .map(tuple -> tuple.getValueNode())
                .findFirst();
    }

    private static boolean onlyThose(String before, String after, String environment, Map<Risk, String> cells) {
        if (!(read(before) instanceof ContractReading.Read(Contract old))
                || !(read(after) instanceof ContractReading.Read(Contract edited))) {
            return false;
        }
        Contract.Environment now = edited.environments().get(environment);
        Contract.Environment was = old.environments().get(environment);
        if (now == null || was == null) {
            return false;
        }
        boolean asMeant = Arrays.stream(Risk.values()).allMatch(one -> words(now, one)
                .equals(cells.containsKey(one) ? Optional.ofNullable(cells.get(one)) : words(was, one)));
        if (!asMeant) {
            return false;
        }
        Map<String, Contract.Environment> environments = new TreeMap<>(edited.environments());
        environments.put(
                environment, new Contract.Environment(now.name(), now.sites(), was.autonomy(), now.calendar()));
        return new Contract(
                        edited.currency(),
                        new TreeMap<>(environments),
                        edited.paths(),
                        edited.owners(),
                        edited.budgets(),
                        edited.priceBook(),
                        edited.limits(),
                        edited.serviceLevels(),
                        edited.contacts(),
                        edited.growth(),
                        edited.overrides(),
                        edited.breakGlass(),
                        edited.invoicing())
                .equals(old);
    }

    private static Optional<String> words(Contract.Environment environment, Risk risk) {
        return Optional.ofNullable(environment.autonomy().get(risk)).map(Contract.Approvals::words);
    }

    private static ContractReading read(String source) {
        return ContractReading.of("contract.yaml", source.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(Risk risk) {
        return risk.name().toLowerCase(Locale.ROOT);
    }
}
