package io.binome.workloads.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes of each key of the Compose Specification. The one table behind the rules and behind
 * {@code docs/reference/compose-support.md}; nothing is ignored without a note in the plan.
 */
final class ComposeSupport {
    enum Treatment {
        /** Does what the specification says. */
        SUPPORTED,
        /** Has no effect here, and the plan says so. */
        NOTED,
        /** Some values are carried out, others refused. */
        CHECKED,
        /** Refused with its place and what to write instead. */
        REFUSED
    }

    /** @param sentence why, or what happens; {@code instead} what to write, empty where nothing is refused */
    record Rule(String key, Treatment treatment, String sentence, String instead) {}

    private static final Map<String, Rule> SERVICE = new TreeMap<>();
    private static final Map<String, Rule> BUILD = new TreeMap<>();
    private static final Map<String, Rule> DEPLOY = new TreeMap<>();

    static {
        supported(
                SERVICE,
                "build",
                "command",
                "configs",
                "depends_on",
                "deploy",
                "dns",
                "entrypoint",
                "env_file",
                "environment",
                "expose",
                "extends",
                "healthcheck",
                "hostname",
                "image",
                "init",
                "labels",
                "links",
                "networks",
                "platform",
                "profiles",
                "read_only",
                "restart",
                "scale",
                "secrets",
                "stdin_open",
                "stop_grace_period",
                "stop_signal",
                "tmpfs",
                "tty",
                "user",
                "working_dir");
        noted(SERVICE, "annotations", "annotations are for other engines and have no effect");
        noted(SERVICE, "attach", "all output goes to the service's log");
        noted(SERVICE, "blkio_config", "disk weights are not given to services");
        noted(
                SERVICE,
                "container_name",
                "containers are named by Binome; other services reach it by the service's name");
        noted(SERVICE, "cpu_count", "it is for Windows; the limit is cpus");
        noted(SERVICE, "cpu_percent", "it is for Windows; the limit is cpus");
        noted(SERVICE, "cpu_shares", "weights have no effect; the limit is cpus");
        noted(SERVICE, "cpuset", "services are not bound to processors; the limit is cpus");
        noted(SERVICE, "develop", "it is for a developer's machine and has no effect");
        noted(SERVICE, "domainname", "services reach each other by name, without a domain");
        noted(SERVICE, "mem_reservation", "memory is limited, not reserved");
        noted(SERVICE, "mem_swappiness", "services have no swap");
        noted(SERVICE, "memswap_limit", "services have no swap; the limit is mem_limit");
        noted(SERVICE, "pull_policy", "images are pinned when planned, and pulled when missing");
        noted(SERVICE, "storage_opt", "the size of the container's own file system is not limited by it");
        checked(SERVICE, "cap_add", "only capabilities that stay within the container are given", "Leave it out");
        checked(
                SERVICE,
                "cap_drop",
                "it takes away from the short list that every service is given",
                "Write a capability of Linux, or ALL");
        checked(SERVICE, "cgroup", "a service always has a cgroup namespace of its own", "Leave it out");
        checked(SERVICE, "cpu_period", "it counts together with cpu_quota", "Write cpus");
        checked(SERVICE, "cpu_quota", "it counts together with cpu_period", "Write cpus");
        checked(SERVICE, "cpus", "within the tenant's limits", "Write a smaller number");
        checked(
                SERVICE,
                "extra_hosts",
                "a service must not reach the host that it runs on",
                "Name an address outside of the host");
        checked(SERVICE, "ipc", "a service always has an IPC namespace of its own", "Leave it out");
        checked(SERVICE, "isolation", "it is for Windows", "Leave it out");
        checked(SERVICE, "logging", "logs are kept by Binome", "Leave it out");
        checked(SERVICE, "mem_limit", "within the tenant's limits", "Write a smaller number");
        checked(
                SERVICE,
                "network_mode",
                "a service is on networks of its own stack only",
                "List its networks under networks");
        checked(SERVICE, "oom_kill_disable", "a service that has used up its memory is ended", "Leave it out");
        checked(SERVICE, "oom_score_adj", "a service must not be spared when memory runs out", "Leave it out");
        checked(SERVICE, "pid", "a service always has a PID namespace of its own", "Leave it out");
        checked(SERVICE, "pids_limit", "the number of processes is always limited", "Write a number from 1 to 32768");
        checked(
                SERVICE,
                "ports",
                "TCP ports are published at the edge; the host port is given from the tenant's range",
                "Write the container's port alone");
        checked(SERVICE, "privileged", "a privileged container is not isolated from the host", "Leave it out");
        checked(
                SERVICE,
                "security_opt",
                "options that weaken isolation are refused; no-new-privileges is always on",
                "Leave it out");
        checked(SERVICE, "shm_size", "within the service's memory", "Write a smaller number");
        checked(SERVICE, "ulimits", "within fixed ceilings", "Write a smaller number");
        checked(SERVICE, "userns_mode", "the user namespace is chosen by Binome", "Leave it out");
        checked(SERVICE, "uts", "a service always has a host name of its own", "Leave it out");
        checked(
                SERVICE,
                "volumes",
                "named volumes, tmpfs, and files and folders of the repository, these read-only",
                "Use a named volume");
        refused(SERVICE, "cgroup_parent", "limits and accounts hang on the cgroup that Binome chooses", "Leave it out");
        refused(SERVICE, "cpu_rt_period", "real-time scheduling starves other services", "Write cpus");
        refused(SERVICE, "cpu_rt_runtime", "real-time scheduling starves other services", "Write cpus");
        refused(SERVICE, "credential_spec", "credentials of the host are not given to services", "Use a secret");
        refused(SERVICE, "device_cgroup_rules", "devices of the host are not given to services", "Leave it out");
        refused(SERVICE, "devices", "devices of the host are not given to services", "Leave it out");
        refused(SERVICE, "dns_opt", "resolver options are not given to containers", "Leave it out");
        refused(SERVICE, "dns_search", "search domains are not given to containers", "Use full names");
        refused(
                SERVICE,
                "external_links",
                "containers outside of the stack cannot be reached",
                "Use the published address of the other service");
        refused(SERVICE, "gpus", "devices of the host are not given to services", "Leave it out");
        refused(SERVICE, "group_add", "additional groups are not given to containers", "Write user: \"UID:GID\"");
        refused(SERVICE, "label_file", "labels are read from the Compose file alone", "Write them under labels");
        refused(SERVICE, "mac_address", "network addresses are given by Binome", "Leave it out");
        refused(SERVICE, "models", "models are not provided", "Run the model as a service");
        refused(SERVICE, "post_start", "commands after the start are not run", "Make it part of the image's command");
        refused(
                SERVICE,
                "pre_stop",
                "commands before the stop are not run",
                "Handle the stop signal in the image's command");
        refused(SERVICE, "provider", "programs on the host are not run for a service", "Use an image");
        refused(SERVICE, "runtime", "the container runtime is chosen by Binome", "Leave it out");
        refused(SERVICE, "sysctls", "kernel parameters are not changed for services", "Leave it out");
        refused(SERVICE, "use_api_socket", "the engine's API would give the whole host away", "Leave it out");
        refused(
                SERVICE,
                "volumes_from",
                "volumes are not taken from other containers",
                "Mount the same named volume in both services");

        supported(BUILD, "args", "context", "dockerfile", "dockerfile_inline", "target");
        noted(BUILD, "cache_from", "what was built once on a host is cached there");
        noted(BUILD, "cache_to", "what was built once on a host is cached there");
        noted(BUILD, "labels", "the image is labelled by Binome");
        noted(BUILD, "no_cache", "a build is done once per contents of its context");
        noted(BUILD, "provenance", "no attestation is made");
        noted(BUILD, "pull", "base images are pulled when missing");
        noted(BUILD, "sbom", "no attestation is made");
        noted(BUILD, "shm_size", "builds run under the tenant's limits");
        noted(BUILD, "tags", "the image is pinned by its id");
        noted(BUILD, "ulimits", "builds run under the tenant's limits");
        checked(BUILD, "network", "a build is never on the host's network", "Leave it out");
        checked(BUILD, "privileged", "a privileged build is not isolated from the host", "Leave it out");
        refused(BUILD, "additional_contexts", "a build reads one context", "Put everything below the context");
        refused(BUILD, "entitlements", "a build gets no entitlements", "Leave it out");
        refused(BUILD, "extra_hosts", "a build gets no additional host names", "Leave it out");
        refused(BUILD, "isolation", "it is for Windows", "Leave it out");
        refused(BUILD, "platforms", "an image is built for the host it runs on", "Leave it out");
        refused(BUILD, "secrets", "a build gets no secrets", "Use a build stage without the secret, or a ready image");
        refused(BUILD, "ssh", "a build gets no keys", "Put what is needed into the repository, or use a ready image");

        supported(DEPLOY, "replicas", "resources", "restart_policy", "update_config");
        noted(DEPLOY, "endpoint_mode", "services are reached by name");
        noted(DEPLOY, "labels", "labels of the deployment have no effect");
        noted(DEPLOY, "placement", "hosts are chosen by Binome");
        noted(DEPLOY, "rollback_config", "going back follows update_config");
        checked(DEPLOY, "mode", "global is one replica per host: one", "Write replicated");
    }

    private ComposeSupport() {}

    static Map<String, Rule> service() {
        return SERVICE;
    }

    static Map<String, Rule> build() {
        return BUILD;
    }

    static Map<String, Rule> deploy() {
        return DEPLOY;
    }

    /** The tables of {@code docs/reference/compose-support.md}, in Markdown. */
    static String reference() {
        StringBuilder out = new StringBuilder();
        table(out, "Keys of a service", SERVICE);
        table(out, "Keys of `build`", BUILD);
        table(out, "Keys of `deploy`", DEPLOY);
        return out.toString();
    }

    private static void table(StringBuilder out, String title, Map<String, Rule> rules) {
        out.append("## ").append(title).append("\n\n| key | here | |\n|---|---|---|\n");
        for (Rule rule : rules.values()) {
            String word =
                    switch (rule.treatment()) {
                        case SUPPORTED -> "supported";
                        case NOTED -> "no effect; the plan says so";
                        case CHECKED -> "supported in part";
                        case REFUSED -> "refused";
                    };
            String more =
                    String.join(". ", List.of(rule.sentence(), rule.instead())).trim();
            more = more.equals(".") ? "" : more.endsWith(".") ? more : more + ".";
            out.append("| `").append(rule.key()).append("` | ").append(word).append(" | ");
            out.append(more.isEmpty() ? "" : Character.toUpperCase(more.charAt(0)) + more.substring(1))
                    .append(" |\n");
        }
        out.append('\n');
    }

    private static void supported(Map<String, Rule> rules, String... keys) {
        for (String key : keys) {
            rules.put(key, new Rule(key, Treatment.SUPPORTED, "", ""));
        }
    }

    private static void noted(Map<String, Rule> rules, String key, String sentence) {
        rules.put(key, new Rule(key, Treatment.NOTED, sentence, ""));
    }

    private static void checked(Map<String, Rule> rules, String key, String sentence, String instead) {
        rules.put(key, new Rule(key, Treatment.CHECKED, sentence, instead));
    }

    private static void refused(Map<String, Rule> rules, String key, String sentence, String instead) {
        rules.put(key, new Rule(key, Treatment.REFUSED, sentence, instead));
    }
}
