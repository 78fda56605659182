package io.binome.workloads.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.kernel.ProblemException;
import io.binome.kernel.VolumeId;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Finding;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.internal.WantedService.Condition;
import io.binome.workloads.internal.WantedService.WantedMount;
import io.binome.workloads.internal.WantedStack.WantedNetwork;
import io.binome.workloads.internal.WantedStack.WantedVolume;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a normalised Compose project into what is wanted, or says all that keeps it from being so. Pure. */
final class StackReader {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}) ?(MiB|GiB|TiB)");

    private StackReader() {}

    /** What came of reading. */
    sealed interface Outcome {
        record Read(WantedStack stack) implements Outcome {}

        record Wrong(List<Finding> findings) implements Outcome {}
    }

    /**
     * @param platform of the host, such as {@code linux/amd64}
     * @param secrets that come from outside of the file
     */
    static Outcome read(
            Mapping project,
            CommitTree tree,
            StackDeclaration declaration,
            TenantLimits limits,
            String platform,
            StackSecrets secrets) {
        Findings findings = new Findings();
        SortedMap<String, WantedVolume> volumes = volumes(project, findings);
        SortedMap<String, WantedNetwork> networks = networks(project, findings);
        RepositoryFiles files = new RepositoryFiles(tree, declaration.path());
        Map<String, Set<Condition>> needed = needed(project);
        SortedMap<String, WantedService> services = new TreeMap<>();
        project.mapping("services").entries().forEach((name, value) -> {
            if (value instanceof Mapping node) {
                MountReader mounts = new MountReader(
                        project,
                        files,
                        declaration.variables(),
                        limits.maximumMemoryBytes(),
                        volumes,
                        secrets,
                        findings);
                services.put(
                        name,
                        new ServiceReader(files, mounts, limits, platform, findings)
                                .read(name, node, declaration.name(), needed));
            }
        });
        addLinkAliases(project, services);
        keepUsed(services, volumes, networks);
        return findings.isEmpty()
                ? new Outcome.Read(new WantedStack(services, volumes, networks))
                : new Outcome.Wrong(findings.all());
    }

    private static Map<String, Set<Condition>> needed(Mapping project) {
        Map<String, Set<Condition>> needed = new HashMap<>();
        project.mapping("services").entries().values().forEach(value -> {
            if (value instanceof Mapping service) {
                service.mapping("depends_on").entries().forEach((name, options) -> needed.computeIfAbsent(
                                name, _ -> EnumSet.noneOf(Condition.class))
                        .add(ServiceReader.condition(
                                options instanceof Mapping mapping ? mapping.text("condition") : null)));
            }
        });
        return needed;
    }

    private static SortedMap<String, WantedVolume> volumes(Mapping project, Findings findings) {
        SortedMap<String, WantedVolume> volumes = new TreeMap<>();
        project.mapping("volumes").entries().forEach((name, value) -> {
            String at = "volumes." + name;
            Mapping node = value instanceof Mapping mapping ? mapping : Mapping.empty(value.origin());
            List<String> notes = new ArrayList<>();
            if (isExternal(node)) {
                findings.isolation(
                        IsolationRules.at(node, "external"),
                        at + ".external",
                        "Volumes belong to one stack.",
                        "Leave it out; to take over a kept volume, name its id as x-binome-volume.");
            }
            String driver = node.text("driver");
            if (driver != null && !driver.isEmpty() && !driver.equals("local")) {
                findings.unsupported(
                        IsolationRules.at(node, "driver"), at + ".driver", "There is no such driver.", "Leave it out.");
            }
            if (!node.mapping("driver_opts").entries().isEmpty()) {
                findings.isolation(
                        IsolationRules.at(node, "driver_opts"),
                        at + ".driver_opts",
                        "Options of the driver could bind paths of the host.",
                        "Leave them out; use tmpfs for memory.");
            }
            if (!node.mapping("labels").entries().isEmpty()) {
                notes.add("labels have no effect on a volume");
            }
            volumes.put(name, new WantedVolume(name, attach(at, node, findings), size(at, node, findings), notes));
        });
        return volumes;
    }

    private static @Nullable VolumeId attach(String at, Mapping node, Findings findings) {
        String text = node.text("x-binome-volume");
        if (text == null) {
            return null;
        }
        try {
            return VolumeId.parse(text);
        } catch (ProblemException noId) {
            findings.invalid(
                    IsolationRules.at(node, "x-binome-volume"),
                    at + ".x-binome-volume",
                    "'" + text + "' is no id of a volume.",
                    "Write the id that the list of kept volumes shows.");
            return null;
        }
    }

    private static @Nullable Long size(String at, Mapping node, Findings findings) {
        String text = node.text("x-binome-size");
        if (text == null) {
            return null;
        }
        Matcher size = SIZE.matcher(text);
        if (size.matches() && Long.parseLong(size.group(1)) > 0) {
            return Long.parseLong(size.group(1))
                    << switch (size.group(2)) {
                        case "MiB" -> 20;
                        case "GiB" -> 30;
                        default -> 40;
                    };
        }
        findings.invalid(
                IsolationRules.at(node, "x-binome-size"),
                at + ".x-binome-size",
                "'" + text + "' is no size of a volume.",
                "Write the number and the unit: 512 MiB, 10 GiB or 1 TiB.");
        return null;
    }

    private static SortedMap<String, WantedNetwork> networks(Mapping project, Findings findings) {
        SortedMap<String, WantedNetwork> networks = new TreeMap<>();
        project.mapping("networks").entries().forEach((name, value) -> {
            String at = "networks." + name;
            Mapping node = value instanceof Mapping mapping ? mapping : Mapping.empty(value.origin());
            List<String> notes = new ArrayList<>();
            if (isExternal(node)) {
                findings.isolation(
                        IsolationRules.at(node, "external"),
                        at + ".external",
                        "Networks belong to one stack.",
                        "Leave it out; reach other stacks by their published addresses.");
            }
            String driver = node.text("driver");
            if (driver != null && !driver.isEmpty() && !driver.equals("bridge") && !driver.equals("default")) {
                findings.isolation(
                        IsolationRules.at(node, "driver"),
                        at + ".driver",
                        "'" + driver + "' would connect to the host's network or to others.",
                        "Leave it out.");
            }
            if (!node.mapping("driver_opts").entries().isEmpty()) {
                findings.isolation(
                        IsolationRules.at(node, "driver_opts"),
                        at + ".driver_opts",
                        "Options of the driver could undo the isolation of the network.",
                        "Leave them out.");
            }
            if (!node.mapping("ipam").items("config").isEmpty()) {
                notes.add("ipam has no effect: addresses are given by Binome");
            }
            for (String key : List.of("attachable", "enable_ipv6", "labels")) {
                ComposeNode option = node.get(key);
                if (node.isTrue(key)
                        || option instanceof Mapping mapping
                                && !mapping.entries().isEmpty()) {
                    notes.add(key + " has no effect on a network");
                }
            }
            networks.put(name, new WantedNetwork(name, node.isTrue("internal"), notes));
        });
        return networks;
    }

    private static boolean isExternal(Mapping node) {
        return node.isTrue("external") || node.get("external") instanceof Mapping;
    }

    /** A link with an alias is one more name of the other service on the networks that it is on. */
    private static void addLinkAliases(Mapping project, SortedMap<String, WantedService> services) {
        project.mapping("services").entries().values().forEach(value -> {
            if (value instanceof Mapping node) {
                for (ComposeNode link : node.items("links")) {
                    String[] parts = IsolationRules.text(link).split(":", 2);
                    WantedService target = services.get(parts[0]);
                    if (target != null && parts.length == 2 && !parts[1].equals(parts[0])) {
                        target.shape().networks().replaceAll((_, aliases) -> {
                            Set<String> more = new TreeSet<>(aliases);
                            more.add(parts[1]);
                            return List.copyOf(more);
                        });
                    }
                }
            }
        });
    }

    /** Like Compose, makes no network or volume that no service uses; a volume that is declared stays, though. */
    private static void keepUsed(
            SortedMap<String, WantedService> services,
            SortedMap<String, WantedVolume> volumes,
            SortedMap<String, WantedNetwork> networks) {
        Set<String> used = new TreeSet<>();
        for (WantedService service : services.values()) {
            used.addAll(service.shape().networks().keySet());
            for (WantedMount mount : service.shape().mounts()) {
                if (mount instanceof WantedMount.Named named) {
                    volumes.putIfAbsent(named.volume(), new WantedVolume(named.volume(), null, List.of()));
                }
            }
        }
        networks.keySet().retainAll(used);
        used.forEach(name -> networks.putIfAbsent(name, new WantedNetwork(name, false, List.of())));
    }
}
