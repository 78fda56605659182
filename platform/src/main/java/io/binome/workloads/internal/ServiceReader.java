package io.binome.workloads.internal;

import static io.binome.workloads.internal.IsolationRules.text;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.ContainerSpec.HealthCheck;
import io.binome.workloads.ContainerSpec.Ulimit;
import io.binome.workloads.internal.WantedService.Condition;
import io.binome.workloads.internal.WantedService.Dependency;
import io.binome.workloads.internal.WantedService.FailureAction;
import io.binome.workloads.internal.WantedService.ImageSource;
import io.binome.workloads.internal.WantedService.Restart;
import io.binome.workloads.internal.WantedService.Shape;
import io.binome.workloads.internal.WantedService.Update;
import io.binome.workloads.internal.WantedService.WantedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one service of a normalised Compose project. */
final class ServiceReader {
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
    private static final Duration DEFAULT_MONITOR = Duration.ofSeconds(1);
    private static final HealthCheck DEFAULT_CHECK =
            new HealthCheck(List.of(), Duration.ofSeconds(30), Duration.ofSeconds(30), 3, Duration.ZERO);

    private final RepositoryFiles files;
    private final MountReader mounts;
    private final LimitsReader limits;
    private final TenantLimits tenant;
    private final Findings findings;
    private final String platform;

    ServiceReader(RepositoryFiles files, MountReader mounts, TenantLimits tenant, String platform, Findings findings) {
        this.files = files;
        this.mounts = mounts;
        this.limits = new LimitsReader(tenant, findings);
        this.tenant = tenant;
        this.platform = platform;
        this.findings = findings;
    }

    /** @param needed services whose completion, health or start others wait for, with what they wait for */
    WantedService read(String name, Mapping node, String stack, java.util.Map<String, Set<Condition>> needed) {
        List<String> notes = new ArrayList<>();
        new IsolationRules(findings).check(name, node, notes);
        List<WantedPort> ports = new PortReader(tenant, findings).read(name, node, notes);
        HealthCheck check = healthCheck(name, node.mapping("healthcheck"));
        Set<Condition> waits = needed.getOrDefault(name, Set.of());
        boolean serves = !ports.isEmpty()
                || check != null
                || !node.items("expose").isEmpty()
                || waits.contains(Condition.STARTED)
                || waits.contains(Condition.HEALTHY);
        Shape shape = shape(name, node, check, notes);
        return new WantedService(
                name,
                image(name, node, stack),
                shape,
                ports,
                dependsOn(node),
                replicas(name, node, notes),
                restart(name, node, serves, waits.contains(Condition.COMPLETED)),
                serves,
                update(name, node.mapping("deploy").mapping("update_config")),
                List.copyOf(new LinkedHashSet<>(notes)));
    }

    private Shape shape(String name, Mapping node, @Nullable HealthCheck check, List<String> notes) {
        String at = "services." + name;
        SortedMap<String, Ulimit> ulimits = new TreeMap<>();
        node.mapping("ulimits").entries().forEach((key, value) -> {
            if (value instanceof Mapping both) {
                long hard = ComposeValues.longAt(both, "hard", 0);
                ulimits.put(key, new Ulimit(ComposeValues.longAt(both, "soft", hard), hard));
            } else if (text(value).matches("-?\\d{1,18}")) {
                long both = Long.parseLong(text(value));
                ulimits.put(key, new Ulimit(both, both));
            }
        });
        return new Shape(
                ComposeValues.words(node.get("command")),
                ComposeValues.words(node.get("entrypoint")),
                ComposeValues.pairs(node.get("environment")),
                ComposeValues.pairs(node.get("labels")),
                node.text("working_dir"),
                node.text("user"),
                node.text("hostname"),
                limits.read(name, node),
                capabilities(node, "cap_add"),
                capabilities(node, "cap_drop"),
                node.isTrue("read_only"),
                node.isTrue("init"),
                node.isTrue("tty"),
                node.isTrue("stdin_open"),
                node.text("stop_signal"),
                duration(at, node, "stop_grace_period", DEFAULT_GRACE),
                networks(name, node),
                mounts.read(name, node, notes),
                check,
                extraHosts(node),
                ComposeValues.strings(node.get("dns")),
                ulimits);
    }

    private static Set<String> capabilities(Mapping node, String key) {
        Set<String> names = new TreeSet<>();
        node.items(key).forEach(item -> names.add(IsolationRules.capability(text(item))));
        return names;
    }

    private ImageSource image(String name, Mapping node, String stack) {
        String reference = node.text("image");
        if (!(node.get("build") instanceof Mapping build)) {
            String wanted = node.text("platform");
            return new ImageSource.Named(
                    reference == null ? "" : reference, wanted == null || wanted.isEmpty() ? platform : wanted);
        }
        String context = build.text("context");
        Optional<String> path = files.resolve(context == null ? "." : context);
        if (path.isEmpty()) {
            findings.isolation(
                    IsolationRules.at(build, "context"),
                    "services." + name + ".build.context",
                    "'" + context + "' is not a folder of the repository.",
                    "Build from a folder of the repository.");
        } else if (files.kind(path.get()).orElse(null) != io.binome.repositories.CommitTree.Kind.FOLDER) {
            findings.invalid(
                    IsolationRules.at(build, "context"),
                    "services." + name + ".build.context",
                    "There is no folder '" + path.get() + "' in the repository.",
                    "Add the folder, or name another.");
        }
        String dockerfile = build.text("dockerfile");
        return new ImageSource.Built(
                reference == null || reference.isEmpty() ? stack + "-" + name : reference,
                path.orElse(""),
                dockerfile == null || dockerfile.isEmpty() ? "Dockerfile" : dockerfile,
                build.text("dockerfile_inline"),
                build.text("target"),
                ComposeValues.pairs(build.get("args")));
    }

    private SortedMap<String, Dependency> dependsOn(Mapping node) {
        SortedMap<String, Dependency> dependencies = new TreeMap<>();
        node.mapping("depends_on").entries().forEach((service, value) -> {
            Mapping options = value instanceof Mapping mapping ? mapping : Mapping.empty(value.origin());
            boolean required =
                    !(options.get("required") instanceof Scalar scalar) || !Boolean.FALSE.equals(scalar.value());
            dependencies.put(service, new Dependency(condition(options.text("condition")), required));
        });
        node.items("links")
                .forEach(link ->
                        dependencies.putIfAbsent(text(link).split(":", 2)[0], new Dependency(Condition.STARTED, true)));
        return dependencies;
    }

    static Condition condition(@Nullable String text) {
        return switch (text == null ? "" : text) {
            case "service_healthy" -> Condition.HEALTHY;
            case "service_completed_successfully" -> Condition.COMPLETED;
            default -> Condition.STARTED;
        };
    }

    private int replicas(String name, Mapping node, List<String> notes) {
        Mapping deploy = node.mapping("deploy");
        String mode = deploy.text("mode");
        if (mode != null && mode.startsWith("global")) {
            notes.add("deploy.mode " + mode + " is one replica");
            return 1;
        }
        String key = deploy.text("replicas") != null ? "deploy.replicas" : "scale";
        String text = deploy.text("replicas") != null ? deploy.text("replicas") : node.text("scale");
        if (text == null) {
            return 1;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > tenant.maximumReplicas()) {
            findings.invalid(
                    key.equals("scale") ? IsolationRules.at(node, "scale") : IsolationRules.at(deploy, "replicas"),
                    "services." + name + "." + key,
                    "One service may have 0 to " + tenant.maximumReplicas() + " replicas.",
                    "Write a smaller number.");
            return 1;
        }
        return Integer.parseInt(text);
    }

    private Restart restart(String name, Mapping node, boolean serves, boolean awaited) {
        String policy = node.mapping("deploy").mapping("restart_policy").text("condition");
        String text = policy != null ? policy : node.text("restart");
        String word = text == null ? "" : text.split(":", 2)[0];
        return switch (word) {
            case "always", "unless-stopped", "any" -> awaited ? Restart.ON_FAILURE : Restart.ALWAYS;
            case "on-failure" -> Restart.ON_FAILURE;
            case "no", "none" -> Restart.NEVER;
            case "" -> serves && !awaited ? Restart.KEPT : awaited ? Restart.NEVER : Restart.ON_FAILURE;
            default -> {
                findings.invalid(
                        IsolationRules.at(node, "restart"),
                        "services." + name + ".restart",
                        "'" + text + "' is no restart policy.",
                        "Write always, on-failure, unless-stopped or \"no\".");
                yield Restart.ALWAYS;
            }
        };
    }

    private Update update(String name, Mapping node) {
        String at = "services." + name + ".deploy.update_config";
        String action = node.text("failure_action");
        return new Update(
                (int) Math.max(0, ComposeValues.longAt(node, "parallelism", 0)),
                duration(at, node, "delay", Duration.ZERO),
                "stop-first".equals(node.text("order")),
                action == null
                        ? FailureAction.ROLLBACK
                        : switch (action) {
                            case "continue" -> FailureAction.CONTINUE;
                            case "pause" -> FailureAction.PAUSE;
                            default -> FailureAction.ROLLBACK;
                        },
                duration(at, node, "monitor", DEFAULT_MONITOR));
    }

    private @Nullable HealthCheck healthCheck(String name, Mapping node) {
        if (node.entries().isEmpty()) {
            return null;
        }
        if (node.isTrue("disable")) {
            return new HealthCheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);
        }
        String at = "services." + name + ".healthcheck";
        List<String> test = ComposeValues.strings(node.get("test"));
        if (node.get("test") instanceof Scalar scalar && scalar.value() != null) {
            test = List.of("CMD-SHELL", scalar.text());
        }
        return new HealthCheck(
                test,
                duration(at, node, "interval", DEFAULT_CHECK.interval()),
                duration(at, node, "timeout", DEFAULT_CHECK.timeout()),
                (int) ComposeValues.longAt(node, "retries", DEFAULT_CHECK.retries()),
                duration(at, node, "start_period", DEFAULT_CHECK.startPeriod()));
    }

    private SortedMap<String, List<String>> networks(String name, Mapping node) {
        SortedMap<String, List<String>> networks = new TreeMap<>();
        if ("none".equals(node.text("network_mode"))) {
            return networks;
        }
        node.mapping("networks").entries().forEach((network, value) -> {
            Mapping options = value instanceof Mapping mapping ? mapping : Mapping.empty(value.origin());
            for (String key : List.of("ipv4_address", "ipv6_address", "link_local_ips", "mac_address")) {
                ComposeNode fixed = options.get(key);
                if (fixed != null
                        && !(fixed instanceof Sequence list && list.items().isEmpty())
                        && !isBlank(fixed)) {
                    findings.unsupported(
                            fixed.origin(),
                            "services." + name + ".networks." + network + "." + key,
                            "Addresses are given by Binome and change with each update.",
                            "Reach the service by its name.");
                }
            }
            Set<String> aliases = new TreeSet<>(ComposeValues.strings(options.get("aliases")));
            aliases.add(name);
            networks.put(network, List.copyOf(aliases));
        });
        if (networks.isEmpty()) {
            networks.put("default", List.of(name));
        }
        return networks;
    }

    private static boolean isBlank(ComposeNode node) {
        return node instanceof Scalar scalar && scalar.text().isEmpty();
    }

    private SortedMap<String, String> extraHosts(Mapping node) {
        SortedMap<String, String> hosts = new TreeMap<>();
        ComposeNode value = node.get("extra_hosts");
        if (value instanceof Mapping mapping) {
            mapping.entries()
                    .forEach((host, address) -> hosts.put(
                            host,
                            address instanceof Sequence list && !list.items().isEmpty()
                                    ? text(list.items().getFirst())
                                    : text(address)));
        } else {
            for (String entry : ComposeValues.strings(value)) {
                String[] parts = entry.split(entry.contains("=") ? "=" : ":", 2);
                hosts.put(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
        return hosts;
    }

    private Duration duration(String at, Mapping node, String key, Duration otherwise) {
        String text = node.text(key);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        return ComposeUnits.duration(text).orElseGet(() -> {
            findings.invalid(
                    IsolationRules.at(node, key),
                    at + "." + key,
                    "'" + text + "' is no duration.",
                    "Write one such as 1m30s.");
            return otherwise;
        });
    }
}
