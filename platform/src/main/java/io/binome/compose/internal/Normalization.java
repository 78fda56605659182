package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes out what a project leaves to be understood: default network, full names, implied dependencies. */
final class Normalization {
    private static final List<String> NAMESPACES = List.of("network_mode", "ipc", "pid", "uts", "cgroup");
    private static final String SERVICE = "service:";

    private final String name;
    private final Map<String, String> variables;

    Normalization(String name, Map<String, String> variables) {
        this.name = name;
        this.variables = variables;
    }

    /** Defaults that must stand before paths are resolved. */
    static Mapping defaults(Mapping model) {
        if (!(model.get("services") instanceof Mapping services)) {
            return model;
        }
        Map<String, ComposeNode> result = new LinkedHashMap<>();
        services.entries()
                .forEach((key, node) -> result.put(key, node instanceof Mapping service ? defaultsOf(service) : node));
        return model.with("services", new Mapping(result, services.origin()));
    }

    private static Mapping defaultsOf(Mapping service) {
        Mapping result = service;
        if (service.get("build") instanceof Mapping build && !build.has("context")) {
            result = result.with("build", build.with("context", ComposeNode.scalar(".", build.origin())));
        }
        if (service.get("secrets") instanceof Sequence secrets) {
            List<ComposeNode> items = new ArrayList<>();
            for (ComposeNode item : secrets.items()) {
                boolean bare = item instanceof Mapping secret && !secret.has("target");
                items.add(
                        bare && item instanceof Mapping secret
                                ? secret.with(
                                        "target",
                                        ComposeNode.scalar("/run/secrets/" + secret.text("source"), secret.origin()))
                                : item);
            }
            result = result.with("secrets", new Sequence(items, secrets.origin()));
        }
        if (service.get("ports") instanceof Sequence ports) {
            List<ComposeNode> items = new ArrayList<>();
            for (ComposeNode item : ports.items()) {
                items.add(item instanceof Mapping port ? portDefaults(port) : item);
            }
            result = result.with("ports", new Sequence(items, ports.origin()));
        }
        return result;
    }

    private static Mapping portDefaults(Mapping port) {
        Mapping result = port.has("mode") ? port : port.with("mode", ComposeNode.scalar("ingress", port.origin()));
        return result.has("protocol") ? result : result.with("protocol", ComposeNode.scalar("tcp", port.origin()));
    }

    Mapping apply(Mapping model) {
        Map<String, ComposeNode> networks =
                new LinkedHashMap<>(model.mapping("networks").entries());
        networks.putIfAbsent("default", ComposeNode.scalar(null, Origin.NONE));
        Mapping result = model.with(
                "networks", new Mapping(networks, model.mapping("networks").origin()));
        Map<String, ComposeNode> services = new LinkedHashMap<>();
        model.mapping("services")
                .entries()
                .forEach((key, node) -> services.put(key, node instanceof Mapping service ? service(service) : node));
        result = result.with(
                "services", new Mapping(services, model.mapping("services").origin()));
        for (String kind : List.of("networks", "volumes", "configs", "secrets")) {
            if (result.get(kind) instanceof Mapping resources) {
                result = result.with(kind, named(resources));
            }
        }
        return result.with("name", ComposeNode.scalar(name, Origin.NONE));
    }

    private Mapping service(Mapping service) {
        Mapping result = service;
        Origin origin = service.origin();
        if (!service.has("networks") && !service.has("network_mode")) {
            result = result.with("networks", new Mapping(Map.of("default", ComposeNode.scalar(null, origin)), origin));
        }
        if ("if_not_present".equals(service.text("pull_policy"))) {
            result = result.with("pull_policy", ComposeNode.scalar("missing", origin));
        }
        if (service.get("build") instanceof Mapping build) {
            if (!build.has("dockerfile") && !build.has("dockerfile_inline")) {
                build = build.with("dockerfile", ComposeNode.scalar("Dockerfile", build.origin()));
            }
            ComposeNode arguments = build.get("args");
            if (arguments != null) {
                build = build.with("args", resolved(arguments, false));
            }
            result = result.with("build", build);
        }
        ComposeNode environment = service.get("environment");
        if (environment != null) {
            result = result.with("environment", resolved(environment, true));
        }
        Map<String, ComposeNode> dependencies =
                new LinkedHashMap<>(result.mapping("depends_on").entries());
        impliedDependencies(service, dependencies);
        return dependencies.isEmpty()
                ? result
                : result.with(
                        "depends_on",
                        new Mapping(dependencies, result.mapping("depends_on").origin()));
    }

    private static void impliedDependencies(Mapping service, Map<String, ComposeNode> dependencies) {
        for (ComposeNode link : service.items("links")) {
            String text = Decoders.text(link);
            dependencies.putIfAbsent(text.split(":", -1)[0], implied(link, true));
        }
        for (String namespace : NAMESPACES) {
            ComposeNode node = service.get(namespace);
            if (node != null && Decoders.text(node).startsWith(SERVICE)) {
                dependencies.putIfAbsent(Decoders.text(node).substring(SERVICE.length()), implied(node, true));
            }
        }
        for (ComposeNode from : service.items("volumes_from")) {
            String text = Decoders.text(from);
            if (!text.startsWith("container:")) {
                dependencies.putIfAbsent(text.split(":", -1)[0], implied(from, false));
            }
        }
    }

    private static Mapping implied(ComposeNode by, boolean restart) {
        Mapping started = Merge.started(by.origin());
        return restart ? started.with("restart", ComposeNode.scalar(true, by.origin())) : started;
    }

    /** Gives names without a value the one of the project's variables; those that have none are kept or dropped. */
    private ComposeNode resolved(ComposeNode node, boolean keep) {
        if (node instanceof Mapping mapping) {
            Map<String, ComposeNode> entries = new LinkedHashMap<>();
            mapping.entries().forEach((key, value) -> {
                String known = variables.get(key);
                if (Decoders.isNull(value) && known != null) {
                    entries.put(key, ComposeNode.scalar(known, value.origin()));
                } else if (keep || !Decoders.isNull(value)) {
                    entries.put(key, value);
                }
            });
            return new Mapping(entries, mapping.origin());
        }
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        List<ComposeNode> items = new ArrayList<>();
        for (ComposeNode item : sequence.items()) {
            String text = item instanceof Scalar scalar ? scalar.text() : "";
            String known = text.indexOf('=') < 0 ? variables.get(text) : null;
            if (known != null) {
                items.add(ComposeNode.scalar(text + "=" + known, item.origin()));
            } else if (keep || text.indexOf('=') >= 0) {
                items.add(item);
            }
        }
        return new Sequence(items, sequence.origin());
    }

    private Mapping named(Mapping resources) {
        Map<String, ComposeNode> result = new LinkedHashMap<>();
        resources.entries().forEach((key, node) -> {
            Mapping resource = node instanceof Mapping mapping ? mapping : Mapping.empty(node.origin());
            String full = resource.isTrue("external") ? key : name + "_" + key;
            result.put(
                    key,
                    resource.text("name") == null
                            ? resource.with("name", ComposeNode.scalar(full, resource.origin()))
                            : resource);
        });
        return new Mapping(result, resources.origin());
    }
}
