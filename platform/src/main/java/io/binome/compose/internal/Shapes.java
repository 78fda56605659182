package io.binome.compose.internal;

import static io.binome.compose.internal.Decoders.ALWAYS_TRUTH;
import static io.binome.compose.internal.Decoders.BYTES;
import static io.binome.compose.internal.Decoders.COMMAND;
import static io.binome.compose.internal.Decoders.COUNT;
import static io.binome.compose.internal.Decoders.DURATION;
import static io.binome.compose.internal.Decoders.HEALTH_TEST;
import static io.binome.compose.internal.Decoders.HOSTS;
import static io.binome.compose.internal.Decoders.NUMBER;
import static io.binome.compose.internal.Decoders.OPTIONAL_DURATION;
import static io.binome.compose.internal.Decoders.OPTIONAL_TRUTH;
import static io.binome.compose.internal.Decoders.OPTIONAL_WHOLE;
import static io.binome.compose.internal.Decoders.PAIRS;
import static io.binome.compose.internal.Decoders.TEXT;
import static io.binome.compose.internal.Decoders.TEXTS;
import static io.binome.compose.internal.Decoders.TRUTH;
import static io.binome.compose.internal.Decoders.ULIMITS;
import static io.binome.compose.internal.Decoders.VARIABLES;
import static io.binome.compose.internal.Decoders.WHOLE;
import static io.binome.compose.internal.Decoders.listOf;
import static io.binome.compose.internal.Decoders.mapOf;

/** Every attribute of a Compose project with its kind, in the order in which {@code docker compose config} prints. */
final class Shapes {
    private Shapes() {}

    static Decoder project() {
        return new Shape()
                .with("name", TEXT)
                .with("services", mapOf(service()))
                .with("networks", mapOf(network()))
                .with("volumes", mapOf(volume()))
                .with("secrets", mapOf(fileObject()))
                .with("configs", mapOf(fileObject()))
                .orEmpty();
    }

    private static Decoder service() {
        return new Shape()
                .with("profiles", TEXTS)
                .with("annotations", PAIRS)
                .with("attach", OPTIONAL_TRUTH)
                .with("build", build())
                .with("develop", develop())
                .with("blkio_config", blockIo())
                .with(TEXTS, "cap_add", "cap_drop")
                .with(TEXT, "cgroup_parent", "cgroup")
                .with("cpu_count", WHOLE)
                .with("cpu_percent", NUMBER)
                .with(WHOLE, "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime")
                .with("cpus", NUMBER)
                .with("cpuset", TEXT)
                .with("cpu_shares", WHOLE)
                .with("command", COMMAND)
                .with("configs", listOf(fileMount()))
                .with("container_name", TEXT)
                .with(
                        "credential_spec",
                        new Shape().with(TEXT, "config", "file", "registry").orEmpty())
                .with("depends_on", mapOf(dependency()))
                .with("deploy", deploy())
                .with(TEXTS, "device_cgroup_rules", "devices", "dns", "dns_opt", "dns_search")
                .with(TEXT, "domainname")
                .with("entrypoint", COMMAND)
                .with("environment", VARIABLES)
                .with("env_file", listOf(envFile()))
                .with("expose", TEXTS)
                .with("external_links", TEXTS)
                .with("extra_hosts", HOSTS)
                .with("group_add", TEXTS)
                .with("hostname", TEXT)
                .with("healthcheck", healthCheck())
                .with("image", TEXT)
                .with("init", OPTIONAL_TRUTH)
                .with(TEXT, "ipc", "isolation")
                .with("labels", PAIRS)
                .with("links", TEXTS)
                .with(
                        "logging",
                        new Shape().with("driver", TEXT).with("options", PAIRS).orEmpty())
                .with(BYTES, "mem_limit", "mem_reservation", "memswap_limit", "mem_swappiness")
                .with(TEXT, "mac_address", "network_mode")
                .with("networks", mapOf(attachment()))
                .with("oom_kill_disable", TRUTH)
                .with("oom_score_adj", WHOLE)
                .with("pid", TEXT)
                .with("pids_limit", WHOLE)
                .with("platform", TEXT)
                .with("ports", listOf(port()))
                .with("privileged", TRUTH)
                .with("pull_policy", TEXT)
                .with("read_only", TRUTH)
                .with(TEXT, "restart", "runtime")
                .with("scale", OPTIONAL_WHOLE)
                .with("secrets", listOf(fileMount()))
                .with("security_opt", TEXTS)
                .with("shm_size", BYTES)
                .with("stdin_open", TRUTH)
                .with("stop_grace_period", OPTIONAL_DURATION)
                .with("stop_signal", TEXT)
                .with(PAIRS, "storage_opt", "sysctls")
                .with("tmpfs", TEXTS)
                .with("tty", TRUTH)
                .with("ulimits", ULIMITS)
                .with(TEXT, "user", "userns_mode", "uts")
                .with("volumes", listOf(mount()))
                .with("volumes_from", TEXTS)
                .with("working_dir", TEXT)
                .orEmpty();
    }

    private static Decoder build() {
        return new Shape()
                .with(TEXT, "context", "dockerfile", "dockerfile_inline")
                .with("args", VARIABLES)
                .with("ssh", Ssh.DECODER)
                .with("labels", PAIRS)
                .with(TEXTS, "cache_from", "cache_to")
                .with("no_cache", TRUTH)
                .with("additional_contexts", PAIRS)
                .with("pull", TRUTH)
                .with("extra_hosts", HOSTS)
                .with(TEXT, "isolation", "network", "target")
                .with("secrets", listOf(fileMount()))
                .with("shm_size", BYTES)
                .with("tags", TEXTS)
                .with("ulimits", ULIMITS)
                .with("platforms", TEXTS)
                .with("privileged", TRUTH)
                .orEmpty();
    }

    private static Decoder develop() {
        return new Shape()
                .with(
                        "watch",
                        listOf(new Shape()
                                .with(TEXT, "path", "action", "target")
                                .with("ignore", TEXTS)
                                .closed()
                                .orEmpty()))
                .orEmpty();
    }

    private static Decoder blockIo() {
        Decoder throttles =
                listOf(new Shape().with("path", TEXT).with("rate", BYTES).orEmpty());
        return new Shape()
                .with("weight", WHOLE)
                .with(
                        "weight_device",
                        listOf(new Shape()
                                .with("path", TEXT)
                                .with("weight", OPTIONAL_WHOLE)
                                .orEmpty()))
                .with(throttles, "device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops")
                .orEmpty();
    }

    private static Decoder deploy() {
        Decoder update = new Shape()
                .with("parallelism", OPTIONAL_WHOLE)
                .with("delay", DURATION)
                .with("failure_action", TEXT)
                .with("monitor", DURATION)
                .with("max_failure_ratio", NUMBER)
                .with("order", TEXT)
                .orEmpty();
        Decoder restart = new Shape()
                .with("condition", TEXT)
                .with("delay", OPTIONAL_DURATION)
                .with("max_attempts", OPTIONAL_WHOLE)
                .with("window", OPTIONAL_DURATION)
                .orEmpty();
        Decoder placement = new Shape()
                .with("constraints", TEXTS)
                .with("preferences", listOf(new Shape().with("spread", TEXT).orEmpty()))
                .with("max_replicas_per_node", WHOLE)
                .orNothing();
        Decoder resources =
                new Shape().with(resource(), "limits", "reservations").orNothing();
        return new Shape()
                .with("mode", TEXT)
                .with("replicas", OPTIONAL_WHOLE)
                .with("labels", PAIRS)
                .with(update, "update_config", "rollback_config")
                .with("resources", resources)
                .with("restart_policy", restart)
                .with("placement", placement)
                .with("endpoint_mode", TEXT)
                .orEmpty();
    }

    private static Decoder resource() {
        Decoder device = new Shape()
                .with("capabilities", TEXTS)
                .with("driver", TEXT)
                .with("count", COUNT)
                .with("device_ids", TEXTS)
                .closed()
                .orEmpty();
        Decoder discrete =
                new Shape().with("kind", TEXT).with("value", OPTIONAL_WHOLE).orEmpty();
        return new Shape()
                .with("cpus", NUMBER)
                .with("memory", BYTES)
                .with("pids", WHOLE)
                .with("devices", listOf(device))
                .with(
                        "generic_resources",
                        listOf(new Shape()
                                .with("discrete_resource_spec", discrete)
                                .orEmpty()))
                .orEmpty();
    }

    private static Decoder healthCheck() {
        return new Shape()
                .with("test", HEALTH_TEST)
                .with(OPTIONAL_DURATION, "timeout", "interval")
                .with("retries", OPTIONAL_WHOLE)
                .with(OPTIONAL_DURATION, "start_period", "start_interval")
                .with("disable", TRUTH)
                .orEmpty();
    }

    private static Decoder dependency() {
        return new Shape()
                .with("condition", TEXT)
                .with("restart", TRUTH)
                .with("required", ALWAYS_TRUTH)
                .orEmpty();
    }

    private static Decoder envFile() {
        return new Shape()
                .with("path", TEXT)
                .with("required", ALWAYS_TRUTH)
                .closed()
                .orEmpty();
    }

    private static Decoder attachment() {
        return new Shape()
                .with("priority", WHOLE)
                .with("aliases", TEXTS)
                .with(TEXT, "ipv4_address", "ipv6_address")
                .with("link_local_ips", TEXTS)
                .with("mac_address", TEXT)
                .orEmpty();
    }

    private static Decoder port() {
        return new Shape()
                .with(TEXT, "name", "mode", "host_ip")
                .with("target", WHOLE)
                .with(TEXT, "published", "protocol", "app_protocol")
                .orEmpty();
    }

    private static Decoder mount() {
        return new Shape()
                .with(TEXT, "type", "source", "target")
                .with("read_only", TRUTH)
                .with("consistency", TEXT)
                .with(
                        "bind",
                        new Shape()
                                .with(TEXT, "selinux", "propagation")
                                .with("create_host_path", TRUTH)
                                .orEmpty())
                .with(
                        "volume",
                        new Shape().with("nocopy", TRUTH).with("subpath", TEXT).orEmpty())
                .with(
                        "tmpfs",
                        new Shape().with("size", BYTES).with("mode", WHOLE).orEmpty())
                .orEmpty();
    }

    private static Decoder fileMount() {
        return new Shape()
                .with(TEXT, "source", "target", "uid", "gid")
                .with("mode", OPTIONAL_WHOLE)
                .orEmpty();
    }

    private static Decoder network() {
        Decoder pool = new Shape()
                .with(TEXT, "subnet", "gateway", "ip_range")
                .with("aux_addresses", PAIRS)
                .orEmpty();
        return new Shape()
                .with(TEXT, "name", "driver")
                .with("driver_opts", PAIRS)
                .with(
                        "ipam",
                        new Shape()
                                .with("driver", TEXT)
                                .with("config", listOf(pool))
                                .orNothing())
                .with(TRUTH, "external", "internal", "attachable")
                .with("labels", PAIRS)
                .with("enable_ipv6", TRUTH)
                .orEmpty();
    }

    private static Decoder volume() {
        return new Shape()
                .with(TEXT, "name", "driver")
                .with("driver_opts", PAIRS)
                .with("external", TRUTH)
                .with("labels", PAIRS)
                .orEmpty();
    }

    private static Decoder fileObject() {
        return new Shape()
                .with(TEXT, "name", "file", "environment", "content")
                .with("external", TRUTH)
                .with("labels", PAIRS)
                .with("driver", TEXT)
                .with("driver_opts", PAIRS)
                .with("template_driver", TEXT)
                .orEmpty();
    }
}
