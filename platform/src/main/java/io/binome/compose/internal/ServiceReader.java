package io.binome.compose.internal;

import static io.binome.compose.internal.Values.bytes;
import static io.binome.compose.internal.Values.duration;
import static io.binome.compose.internal.Values.list;
import static io.binome.compose.internal.Values.map;
import static io.binome.compose.internal.Values.nanos;
import static io.binome.compose.internal.Values.optional;
import static io.binome.compose.internal.Values.pairs;
import static io.binome.compose.internal.Values.small;
import static io.binome.compose.internal.Values.texts;
import static io.binome.compose.internal.Values.textsOrNull;
import static io.binome.compose.internal.Values.truth;
import static io.binome.compose.internal.Values.whole;

import io.binome.compose.ComposeBuild;
import io.binome.compose.ComposeDeploy;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeService;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one service of a project in normal form. */
final class ServiceReader {
    private ServiceReader() {}

    static ComposeService service(String name, Mapping node) {
        return new ComposeService(
                name,
                node.text("image"),
                optional(node, "build", ServiceReader::build),
                node.text("platform"),
                node.text("pull_policy"),
                node.text("container_name"),
                texts(node, "profiles"),
                replicas(node),
                node.text("restart"),
                process(node),
                map(
                        node,
                        "depends_on",
                        (other, on) -> new ComposeService.Dependency(
                                String.valueOf(on.text("condition")), on.isTrue("restart"), on.isTrue("required"))),
                optional(node, "healthcheck", ServiceReader::healthCheck),
                networking(node),
                storage(node),
                isolation(node),
                limits(node),
                optional(node, "deploy", ServiceReader::deploy),
                optional(
                        node,
                        "logging",
                        logging -> new ComposeService.Logging(logging.text("driver"), pairs(logging, "options"))),
                pairs(node, "labels"),
                pairs(node, "annotations"),
                node);
    }

    private static int replicas(Mapping node) {
        Integer scale = small(node, "scale");
        Integer replicas = scale == null ? small(node.mapping("deploy"), "replicas") : scale;
        return replicas == null ? 1 : replicas;
    }

    private static ComposeService.Process process(Mapping node) {
        return new ComposeService.Process(
                textsOrNull(node, "command"),
                textsOrNull(node, "entrypoint"),
                pairs(node, "environment"),
                node.text("user"),
                texts(node, "group_add"),
                node.text("working_dir"),
                node.isTrue("tty"),
                node.isTrue("stdin_open"),
                truth(node, "init"),
                node.text("stop_signal"),
                duration(node, "stop_grace_period"));
    }

    private static ComposeService.HealthCheck healthCheck(Mapping node) {
        return new ComposeService.HealthCheck(
                texts(node, "test"),
                duration(node, "interval"),
                duration(node, "timeout"),
                duration(node, "start_period"),
                duration(node, "start_interval"),
                small(node, "retries"),
                node.isTrue("disable"));
    }

    private static ComposeService.Networking networking(Mapping node) {
        return new ComposeService.Networking(
                map(node, "networks", (name, attachment) -> attachment(attachment)),
                node.text("network_mode"),
                list(node, "ports", ServiceReader::port),
                texts(node, "expose"),
                texts(node, "links"),
                texts(node, "external_links"),
                texts(node, "extra_hosts"),
                node.text("hostname"),
                node.text("domainname"),
                node.text("mac_address"),
                texts(node, "dns"),
                texts(node, "dns_search"),
                texts(node, "dns_opt"));
    }

    private static ComposeService.Attachment attachment(Mapping node) {
        Integer priority = small(node, "priority");
        return new ComposeService.Attachment(
                texts(node, "aliases"),
                node.text("ipv4_address"),
                node.text("ipv6_address"),
                texts(node, "link_local_ips"),
                node.text("mac_address"),
                priority == null ? 0 : priority);
    }

    private static ComposeService.Port port(Mapping node) {
        Integer target = small(node, "target");
        String protocol = node.text("protocol");
        return new ComposeService.Port(
                node.text("name"),
                node.text("mode"),
                node.text("host_ip"),
                target == null ? 0 : target,
                node.text("published"),
                protocol == null ? "tcp" : protocol,
                node.text("app_protocol"));
    }

    private static ComposeService.Storage storage(Mapping node) {
        return new ComposeService.Storage(
                list(node, "volumes", ServiceReader::mount),
                texts(node, "tmpfs"),
                texts(node, "volumes_from"),
                list(node, "secrets", ServiceReader::fileMount),
                list(node, "configs", ServiceReader::fileMount),
                pairs(node, "storage_opt"));
    }

    private static ComposeService.Mount mount(Mapping node) {
        Mapping bind = node.mapping("bind");
        Mapping volume = node.mapping("volume");
        Mapping tmpfs = node.mapping("tmpfs");
        return new ComposeService.Mount(
                String.valueOf(node.text("type")),
                node.text("source"),
                text(node, "target"),
                node.isTrue("read_only"),
                node.text("consistency"),
                bind.text("propagation"),
                bind.text("selinux"),
                bind.isTrue("create_host_path"),
                volume.isTrue("nocopy"),
                volume.text("subpath"),
                bytes(tmpfs, "size"),
                small(tmpfs, "mode"));
    }

    private static ComposeService.FileMount fileMount(Mapping node) {
        return new ComposeService.FileMount(
                text(node, "source"), node.text("target"), node.text("uid"), node.text("gid"), small(node, "mode"));
    }

    private static ComposeService.Isolation isolation(Mapping node) {
        return new ComposeService.Isolation(
                node.isTrue("privileged"),
                node.isTrue("read_only"),
                texts(node, "cap_add"),
                texts(node, "cap_drop"),
                texts(node, "security_opt"),
                node.text("pid"),
                node.text("ipc"),
                node.text("uts"),
                node.text("userns_mode"),
                node.text("cgroup"),
                node.text("cgroup_parent"),
                texts(node, "devices"),
                texts(node, "device_cgroup_rules"),
                pairs(node, "sysctls"),
                node.text("runtime"),
                node.text("isolation"));
    }

    private static ComposeService.Limits limits(Mapping node) {
        return new ComposeService.Limits(
                bytes(node, "mem_limit"),
                bytes(node, "mem_reservation"),
                bytes(node, "memswap_limit"),
                bytes(node, "mem_swappiness"),
                nanos(node, "cpus"),
                whole(node, "cpu_shares"),
                whole(node, "cpu_period"),
                whole(node, "cpu_quota"),
                node.text("cpuset"),
                whole(node, "pids_limit"),
                bytes(node, "shm_size"),
                ulimits(node),
                node.isTrue("oom_kill_disable"),
                small(node, "oom_score_adj"));
    }

    private static Map<String, ComposeService.Ulimit> ulimits(Mapping node) {
        Map<String, ComposeService.Ulimit> ulimits = new LinkedHashMap<>();
        node.mapping("ulimits").entries().forEach((name, value) -> {
            if (value instanceof Mapping both) {
                Long soft = whole(both, "soft");
                Long hard = whole(both, "hard");
                ulimits.put(name, new ComposeService.Ulimit(soft == null ? 0 : soft, hard == null ? 0 : hard));
            } else if (value instanceof Scalar scalar && scalar.value() instanceof Long one) {
                ulimits.put(name, new ComposeService.Ulimit(one, one));
            }
        });
        return Collections.unmodifiableMap(ulimits);
    }

    private static ComposeBuild build(Mapping node) {
        return new ComposeBuild(
                text(node, "context"),
                node.text("dockerfile"),
                node.text("dockerfile_inline"),
                pairs(node, "args"),
                node.text("target"),
                pairs(node, "additional_contexts"),
                pairs(node, "labels"),
                texts(node, "cache_from"),
                texts(node, "cache_to"),
                texts(node, "tags"),
                texts(node, "platforms"),
                texts(node, "extra_hosts"),
                texts(node, "ssh"),
                list(node, "secrets", ServiceReader::fileMount),
                node.text("network"),
                node.text("isolation"),
                bytes(node, "shm_size"),
                ulimits(node),
                node.isTrue("no_cache"),
                node.isTrue("pull"),
                node.isTrue("privileged"));
    }

    private static ComposeDeploy deploy(Mapping node) {
        Mapping resources = node.mapping("resources");
        return new ComposeDeploy(
                node.text("mode"),
                small(node, "replicas"),
                pairs(node, "labels"),
                optional(node, "update_config", ServiceReader::update),
                optional(node, "rollback_config", ServiceReader::update),
                optional(resources, "limits", ServiceReader::resources),
                optional(resources, "reservations", ServiceReader::resources),
                optional(
                        node,
                        "restart_policy",
                        restart -> new ComposeDeploy.Restart(
                                restart.text("condition"),
                                duration(restart, "delay"),
                                small(restart, "max_attempts"),
                                duration(restart, "window"))),
                texts(node.mapping("placement"), "constraints"),
                node.text("endpoint_mode"));
    }

    private static ComposeDeploy.Update update(Mapping node) {
        return new ComposeDeploy.Update(
                small(node, "parallelism"),
                duration(node, "delay"),
                node.text("failure_action"),
                duration(node, "monitor"),
                Values.number(node, "max_failure_ratio"),
                node.text("order"));
    }

    private static ComposeDeploy.Resources resources(Mapping node) {
        return new ComposeDeploy.Resources(
                nanos(node, "cpus"),
                bytes(node, "memory"),
                whole(node, "pids"),
                node.has("devices") || node.has("generic_resources"));
    }

    private static String text(Mapping node, String key) {
        String text = node.text(key);
        return text == null ? "" : text;
    }
}
