package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules between the parts of a project: what a service names must be declared, and what is said twice must agree. */
final class Consistency {
    private final Mapping project;
    private final Set<String> disabled;
    private final Problems problems;
    private final Map<String, String> containerNames = new HashMap<>();

    /**
     * @param project in its final form, with active services only
     * @param disabled names of services whose profiles are not active
     */
    Consistency(Mapping project, Set<String> disabled, Problems problems) {
        this.project = project;
        this.disabled = disabled;
        this.problems = problems;
    }

    void check() {
        Mapping services = project.mapping("services");
        services.entries().forEach((name, node) -> {
            if (node instanceof Mapping service) {
                service(KeyPath.of("services", name), name, service);
            }
        });
        project.mapping("secrets").entries().forEach((name, node) -> {
            if (node instanceof Mapping secret
                    && !secret.isTrue("external")
                    && secret.text("file") == null
                    && secret.text("environment") == null) {
                wrong(
                        KeyPath.of("secrets", name),
                        node,
                        "a secret needs file or environment",
                        "Add file: or environment:, or external: true");
            }
        });
        Set<String> done = new HashSet<>();
        for (String name : services.entries().keySet()) {
            cycle(name, services, new ArrayList<>(), done);
        }
    }

    private void service(KeyPath path, String name, Mapping service) {
        Mapping build = service.mapping("build");
        if (!service.has("build") && service.text("image") == null) {
            wrong(path, service, "the service has neither an image nor a build", "Add image: or build:");
        }
        if (build.has("dockerfile") && build.has("dockerfile_inline")) {
            wrong(
                    path.then("build"),
                    build,
                    "dockerfile and dockerfile_inline cannot stand together",
                    "Keep one of them");
        }
        String platform = service.text("platform");
        List<ComposeNode> platforms = build.items("platforms");
        if (platform != null
                && !platforms.isEmpty()
                && platforms.stream().noneMatch(one -> Decoders.text(one).equals(platform))) {
            wrong(
                    path.then("build").then("platforms"),
                    build,
                    "the platforms of the build lack the service's own, " + platform,
                    "Add " + platform);
        }
        references(path, service);
        dependencies(path, service);
        healthCheck(path, service);
        agreements(path, service);
        containerName(path, name, service);
        List<ComposeNode> watch = service.mapping("develop").items("watch");
        for (int i = 0; i < watch.size(); i++) {
            if (watch.get(i) instanceof Mapping rule
                    && !"rebuild".equals(rule.text("action"))
                    && rule.text("target") == null) {
                wrong(path.then("develop").then("watch").item(i), rule, "the target is missing", "Add target:");
            }
        }
    }

    private void references(KeyPath path, Mapping service) {
        ComposeNode mode = service.get("network_mode");
        if (mode != null && service.has("networks")) {
            wrong(
                    path.then("network_mode"),
                    mode,
                    "network_mode and networks cannot stand together",
                    "Keep one of them");
        }
        service.mapping("networks").entries().forEach((network, node) -> {
            if (!project.mapping("networks").has(network)) {
                undeclared(path.then("networks").then(network), node, "network", network);
            }
        });
        List<ComposeNode> mounts = service.items("volumes");
        for (int i = 0; i < mounts.size(); i++) {
            if (mounts.get(i) instanceof Mapping mount && "volume".equals(mount.text("type"))) {
                String source = mount.text("source");
                if (source != null && !project.mapping("volumes").has(source)) {
                    undeclared(path.then("volumes").item(i), mount, "volume", source);
                }
            }
        }
        declared(path.then("secrets"), service.items("secrets"), "secret");
        declared(path.then("configs"), service.items("configs"), "config");
        declared(path.then("build").then("secrets"), service.mapping("build").items("secrets"), "secret");
    }

    private void declared(KeyPath path, List<ComposeNode> mounts, String kind) {
        for (int i = 0; i < mounts.size(); i++) {
            if (mounts.get(i) instanceof Mapping mount) {
                String source = String.valueOf(mount.text("source"));
                if (!project.mapping(kind + "s").has(source)) {
                    undeclared(path.item(i), mount, kind, source);
                }
            }
        }
    }

    private void dependencies(KeyPath path, Mapping service) {
        service.mapping("depends_on").entries().forEach((name, node) -> {
            if (project.mapping("services").has(name)) {
                return;
            }
            boolean required = !(node instanceof Mapping dependency) || dependency.isTrue("required");
            if (disabled.contains(name)) {
                if (required) {
                    wrong(
                            path.then("depends_on").then(name),
                            node,
                            "the service '" + name + "' is needed but none of its profiles is active",
                            "Activate a profile of '" + name + "', or say required: false");
                }
                return;
            }
            undeclared(path.then("depends_on").then(name), node, "service", name);
        });
    }

    private void healthCheck(KeyPath path, Mapping service) {
        List<ComposeNode> test = service.mapping("healthcheck").items("test");
        if (!test.isEmpty() && !List.of("CMD", "CMD-SHELL", "NONE").contains(Decoders.text(test.getFirst()))) {
            wrong(
                    path.then("healthcheck").then("test"),
                    test.getFirst(),
                    "a list must begin with CMD, CMD-SHELL or NONE",
                    "Write [\"CMD\", ...] or one text for a shell");
        }
    }

    private void agreements(KeyPath path, Mapping service) {
        Mapping deploy = service.mapping("deploy");
        Mapping limits = deploy.mapping("resources").mapping("limits");
        Mapping reservations = deploy.mapping("resources").mapping("reservations");
        ComposeNode scale = service.get("scale");
        ComposeNode replicas = deploy.get("replicas");
        if (scale != null && replicas != null && !scale.sameAs(replicas)) {
            wrong(path.then("scale"), scale, "scale and deploy.replicas differ", "Keep deploy.replicas");
        }
        boolean hasLimits = deploy.mapping("resources").has("limits");
        agree(path, service, "cpus", hasLimits, limits, "cpus", "deploy.resources.limits.cpus");
        agree(path, service, "mem_limit", hasLimits, limits, "memory", "deploy.resources.limits.memory");
        agree(path, service, "pids_limit", hasLimits, limits, "pids", "deploy.resources.limits.pids");
        agree(
                path,
                service,
                "mem_reservation",
                deploy.mapping("resources").has("reservations"),
                reservations,
                "memory",
                "deploy.resources.reservations.memory");
    }

    private void agree(
            KeyPath path, Mapping service, String key, boolean there, Mapping other, String otherKey, String words) {
        ComposeNode own = service.get(key);
        if (own != null && there && !own.sameAs(other.get(otherKey))) {
            wrong(path.then(key), own, key + " and " + words + " differ", "Keep " + words);
        }
    }

    private void containerName(KeyPath path, String name, Mapping service) {
        ComposeNode node = service.get("container_name");
        if (node == null) {
            return;
        }
        String other = containerNames.putIfAbsent(Decoders.text(node), name);
        if (other != null) {
            wrong(
                    path.then("container_name"),
                    node,
                    "the service '" + other + "' has the same container name",
                    "Use another name, or leave it out");
        }
        ComposeNode scale = service.get("scale");
        ComposeNode replicas = scale == null ? service.mapping("deploy").get("replicas") : scale;
        if (replicas instanceof ComposeNode.Scalar scalar && scalar.value() instanceof Long count && count > 1) {
            wrong(
                    path.then("container_name"),
                    node,
                    "several replicas cannot share one container name",
                    "Leave container_name out");
        }
    }

    private void cycle(String name, Mapping services, List<String> way, Set<String> done) {
        int from = way.indexOf(name);
        if (from >= 0) {
            List<String> circle = new ArrayList<>(way.subList(from, way.size()));
            circle.add(name);
            ComposeNode node = services.get(circle.getFirst());
            problems.add(new ComposeProblem.Cycle(
                    KeyPath.of("services", circle.getFirst(), "depends_on")
                            .place(node instanceof Mapping service ? service.mapping("depends_on") : services),
                    "services depend on each other in a circle: " + String.join(" -> ", circle)));
            return;
        }
        if (done.contains(name) || !(services.get(name) instanceof Mapping service)) {
            return;
        }
        way.add(name);
        if (way.size() <= 500) {
            service.mapping("depends_on").entries().keySet().forEach(next -> cycle(next, services, way, done));
        }
        way.removeLast();
        done.add(name);
    }

    private void undeclared(KeyPath path, @Nullable ComposeNode node, String kind, String name) {
        String article =
                kind.equals("service") ? "Add the service, or correct the name" : "Declare it under " + kind + "s:";
        wrong(path, node == null ? project : node, "the " + kind + " '" + name + "' is not declared", article);
    }

    private void wrong(KeyPath path, ComposeNode node, String reason, String advice) {
        problems.add(new ComposeProblem.Inconsistent(path.place(node), reason, advice));
    }
}
