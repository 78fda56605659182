package io.binome.workloads.internal;

import io.binome.compose.ComposeLoader;
import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeProject;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Finding;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.StackDeclaration;
import io.binome.workloads.ComposeFilePlan;
import io.binome.workloads.LimitEdit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Edits the limits of a service where its Compose files write them, and holds the outcome against what was meant. */
public final class LimitEditor {
    private static final List<String> DEPLOYED = List.of("deploy", "resources", "limits");
    private static final long MOST_BYTES = 1 << 20;

    private final CommitTree tree;
    private final StackDeclaration declaration;
    private final String service;
    private final String byHand;

    private LimitEditor(CommitTree tree, StackDeclaration declaration, String service, String byHand) {
        this.tree = tree;
        this.declaration = declaration;
        this.service = service;
        this.byHand = byHand;
    }

    /** Why it is not edited. */
    private static final class NotPlain extends Exception {
        private static final long serialVersionUID = 1L;

        NotPlain(String reason) {
            super(reason, null, false, false);
        }
    }

    /** One limit: its keys below {@code deploy} and outside of it, and what is to be written. */
    private record Limit(String deployed, String plain, String value) {}

    public static LimitEdit set(
            CommitTree tree, StackDeclaration declaration, String service, LimitEdit.Limits limits) {
        List<Limit> wanted = limits(limits);
        LimitEditor editor = new LimitEditor(tree, declaration, service, lines(service, wanted));
        return editor.attempt(() -> editor.set(wanted));
    }

    public static LimitEdit remove(CommitTree tree, StackDeclaration declaration, String service) {
        LimitEditor editor = new LimitEditor(
                tree,
                declaration,
                service,
                "# Take out the service and all that depends on it:\nservices:\n  " + service + ":\n");
        return editor.attempt(editor::remove);
    }

    private static List<Limit> limits(LimitEdit.Limits limits) {
        List<Limit> wanted = new java.util.ArrayList<>();
        if (limits.memoryBytes() != null) {
            wanted.add(new Limit("memory", "mem_limit", bytes(limits.memoryBytes())));
        }
        if (limits.cpuMillis() != null) {
            wanted.add(new Limit("cpus", "cpus", LimitsReader.decimal(limits.cpuMillis())));
        }
        return wanted;
    }

    private static String lines(String service, List<Limit> wanted) {
        StringBuilder lines =
                new StringBuilder("services:\n  " + service + ":\n    deploy:\n      resources:\n        limits:\n");
        wanted.forEach(limit -> lines.append("          ")
                .append(limit.deployed())
                .append(": ")
                .append(quoted(limit))
                .append('\n'));
        return lines.toString();
    }

    /** Compose wants the CPUs of {@code deploy} as a text. */
    private static String quoted(Limit limit) {
        return limit.deployed().equals("cpus") ? '"' + limit.value() + '"' : limit.value();
    }

    private static String bytes(long bytes) {
        return bytes % (1L << 30) == 0 ? (bytes >> 30) + "g" : (bytes >> 20) + "m";
    }

    private interface Edit {
        LimitEdit made() throws NotPlain;
    }

    private LimitEdit attempt(Edit edit) {
        try {
            return edit.made();
        } catch (NotPlain reason) {
            return new LimitEdit.ByHand(String.valueOf(reason.getMessage()), byHand);
        } catch (PlanningStopped stopped) {
            return new LimitEdit.ByHand("The Compose files cannot be read as they are: " + first(stopped), byHand);
        }
    }

    private static String first(PlanningStopped stopped) {
        return stopped.outcome() instanceof PlanOutcome.Refused(List<Finding> findings) && !findings.isEmpty()
                ? findings.getFirst().reason()
                : "see the plan of the stack.";
    }

    private LimitEdit set(List<Limit> wanted) throws NotPlain {
        ComposeProject before = load(tree);
        Mapping node = service(before);
        String path = null;
        ComposeText text = null;
        for (Limit limit : wanted) {
            Mapping deployed = node.mapping("deploy").mapping("resources").mapping("limits");
            ComposeNode present =
                    deployed.has(limit.deployed()) ? deployed.get(limit.deployed()) : node.get(limit.plain());
            String file = (present == null ? node : present).origin().file();
            if (path != null && !path.equals(file)) {
                throw new NotPlain("The limits of " + service + " are written in two files.");
            }
            path = file;
            text = written(text == null ? read(file) : text, deployed, present, limit);
        }
        if (path == null || text == null) {
            throw new NotPlain("There is nothing to be changed.");
        }
        ComposeText edited = text;
        return held(
                before,
                path,
                edited.text(),
                after -> without(before, wanted).sameAs(without(after, wanted))
                        && wanted.stream().allMatch(limit -> says(after, limit)));
    }

    private ComposeText written(
            ComposeText text, Mapping deployed, @org.jspecify.annotations.Nullable ComposeNode present, Limit limit)
            throws NotPlain {
        List<String> deploy = below(DEPLOYED);
        Optional<ComposeText> edited;
        if (present == null) {
            edited = deployed.entries().isEmpty()
                    ? text.added(below(List.of()), limit.plain(), limit.value())
                    : text.added(deploy, limit.deployed(), quoted(limit));
        } else if (deployed.has(limit.deployed())) {
            edited = text.replaced(and(deploy, limit.deployed()), limit.value());
        } else {
            edited = text.replaced(below(List.of(limit.plain())), limit.value());
        }
        return edited.orElseThrow(() -> new NotPlain("The Compose files write the limits of " + service
                + " in a way that Binome does not edit: by a variable, an anchor, or from another file."));
    }

    private LimitEdit remove() throws NotPlain {
        ComposeProject before = load(tree);
        String path = service(before).origin().file();
        String edited = read(path)
                .removed(List.of("services"), service)
                .orElseThrow(() -> new NotPlain(service + " is not written in a way that Binome takes out."))
                .text();
        return held(before, path, edited, after -> before.tree()
                .mapping("services")
                .without(service)
                .sameAs(after.tree().mapping("services")));
    }

    private interface Meant {
        boolean holds(ComposeProject after);
    }

    private LimitEdit held(ComposeProject before, String path, String edited, Meant meant) throws NotPlain {
        if (edited.equals(read(path).text())) {
            throw new NotPlain("The files on the default branch say so already: apply them.");
        }
        CommitTree changed = new EditedTree(tree, path, edited);
        if (!meant.holds(load(changed))) {
            throw new NotPlain(
                    "The change would reach more than " + service + ": the Compose files share what is written there.");
        }
        if (ComposeFilePlan.of(tree, declaration) instanceof ComposeFilePlan.Planned
                && ComposeFilePlan.of(changed, declaration)
                        instanceof ComposeFilePlan.Refused(List<Finding> findings)) {
            throw new NotPlain(
                    "The plan would refuse it: " + findings.getFirst().reason());
        }
        return new LimitEdit.Written(path, edited);
    }

    private Mapping service(ComposeProject project) throws NotPlain {
        if (project.tree().mapping("services").get(service) instanceof Mapping node) {
            return node;
        }
        throw new NotPlain("The files on the default branch have no service " + service + ".");
    }

    /** The services without these limits of this one, wherever they are written. */
    private Mapping without(ComposeProject project, List<Limit> wanted) {
        Mapping services = project.tree().mapping("services");
        Mapping node = services.mapping(service);
        for (Limit limit : wanted) {
            node = node.without(limit.plain());
        }
        UnaryOperator<Mapping> trimmed = limits -> {
            Mapping rest = limits;
            for (Limit limit : wanted) {
                rest = rest.without(limit.deployed());
            }
            return rest;
        };
        if (node.has("deploy")) {
            Mapping deploy = node.mapping("deploy");
            Mapping resources = deploy.mapping("resources");
            node = node.with(
                    "deploy",
                    deploy.with("resources", resources.with("limits", trimmed.apply(resources.mapping("limits")))));
        }
        return services.with(service, node);
    }

    private boolean says(ComposeProject project, Limit limit) {
        Mapping node = project.tree().mapping("services").mapping(service);
        Mapping deployed = node.mapping("deploy").mapping("resources").mapping("limits");
        String text = deployed.has(limit.deployed()) ? deployed.text(limit.deployed()) : node.text(limit.plain());
        return text != null
                && (limit.deployed().equals("memory")
                        ? ComposeUnits.bytes(text).equals(ComposeUnits.bytes(limit.value()))
                        : ComposeUnits.cpuMillis(text).equals(ComposeUnits.cpuMillis(limit.value())));
    }

    private ComposeProject load(CommitTree files) {
        return StackPreparation.load(ComposeLoader.create(), files, declaration);
    }

    private ComposeText read(String path) throws NotPlain {
        return new ComposeText(tree.read(path, MOST_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> new NotPlain(path + " is not a file of the repository.")));
    }

    private List<String> below(List<String> path) {
        List<String> all = new java.util.ArrayList<>(List.of("services", service));
        all.addAll(path);
        return all;
    }

    private static List<String> and(List<String> path, String key) {
        List<String> all = new java.util.ArrayList<>(path);
        all.add(key);
        return all;
    }
}
