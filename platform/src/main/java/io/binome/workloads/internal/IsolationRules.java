package io.binome.workloads.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Refuses what the platform must not run for anybody. Goes through a service key by key: what it does not know, it refuses. */
final class IsolationRules {
    /** Capabilities that change nothing outside of the container. */
    static final Set<String> CAPABILITIES = Set.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT",
            "AUDIT_WRITE");

    /** All that Linux has: what a service may drop, whether it had it or not. */
    private static final Set<String> EVERY_CAPABILITY = Set.of(
            "ALL",
            "AUDIT_CONTROL",
            "AUDIT_READ",
            "AUDIT_WRITE",
            "BLOCK_SUSPEND",
            "BPF",
            "CHECKPOINT_RESTORE",
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "IPC_LOCK",
            "IPC_OWNER",
            "KILL",
            "LEASE",
            "LINUX_IMMUTABLE",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "MKNOD",
            "NET_ADMIN",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_RAW",
            "PERFMON",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYSLOG",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_CHROOT",
            "SYS_MODULE",
            "SYS_NICE",
            "SYS_PACCT",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "WAKE_ALARM");

    private static final Set<String> LOCAL_LOGGING = Set.of("", "json-file", "local", "journald", "none");
    private static final Map<String, Long> ULIMIT_CEILINGS = Map.ofEntries(
            Map.entry("core", Long.MAX_VALUE),
            Map.entry("cpu", Long.MAX_VALUE),
            Map.entry("data", Long.MAX_VALUE),
            Map.entry("fsize", Long.MAX_VALUE),
            Map.entry("memlock", 64L << 20),
            Map.entry("nofile", 1_048_576L),
            Map.entry("nproc", 32_768L),
            Map.entry("stack", 1L << 30),
            Map.entry("sigpending", 65_536L),
            Map.entry("locks", 65_536L));

    private final Findings findings;

    IsolationRules(Findings findings) {
        this.findings = findings;
    }

    void check(String service, Mapping node, List<String> notes) {
        String at = "services." + service;
        keys(at, node, ComposeSupport.service(), notes);
        if (node.get("build") instanceof Mapping build) {
            keys(at + ".build", build, ComposeSupport.build(), notes);
            checkBuild(at + ".build", build);
        }
        Mapping deploy = node.mapping("deploy");
        keys(at + ".deploy", deploy, ComposeSupport.deploy(), notes);
        checkDevices(at, deploy);
        checkNamespaces(at, node);
        checkCapabilities(at, node);
        checkSecurity(at, node);
        checkLogging(at, node, notes);
        checkMemory(at, node);
        checkHosts(at, node);
        checkUlimits(at, node);
    }

    private void keys(String at, Mapping node, Map<String, ComposeSupport.Rule> rules, List<String> notes) {
        node.entries().forEach((key, value) -> {
            if (key.startsWith("x-") || isEmpty(value)) {
                return;
            }
            ComposeSupport.Rule rule = rules.get(key);
            String place = at + "." + key;
            if (rule == null) {
                findings.unsupported(value.origin(), place, "Binome does not know this key", "Leave it out.");
                return;
            }
            switch (rule.treatment()) {
                case REFUSED ->
                    findings.isolation(value.origin(), place, sentence(rule.sentence()), sentence(rule.instead()));
                case NOTED ->
                    notes.add(place.substring(place.indexOf('.', 9) + 1) + " has no effect: " + rule.sentence());
                case SUPPORTED, CHECKED -> {}
            }
        });
    }

    private void checkBuild(String at, Mapping build) {
        refuseIf(build, at, "privileged", build.isTrue("privileged"), ComposeSupport.build());
        String network = build.text("network");
        refuseIf(
                build,
                at,
                "network",
                network != null && !network.equals("default") && !network.equals("none"),
                ComposeSupport.build());
    }

    private void checkDevices(String at, Mapping deploy) {
        Mapping reservations = deploy.mapping("resources").mapping("reservations");
        for (String key : List.of("devices", "generic_resources")) {
            ComposeNode value = reservations.get(key);
            if (value != null && !isEmpty(value)) {
                findings.isolation(
                        value.origin(),
                        at + ".deploy.resources.reservations." + key,
                        "Devices of the host are not given to services.",
                        "Leave it out.");
            }
        }
    }

    private void checkNamespaces(String at, Mapping node) {
        refuseUnless(node, at, "pid", Set.of());
        refuseUnless(node, at, "uts", Set.of());
        refuseUnless(node, at, "userns_mode", Set.of());
        refuseUnless(node, at, "cgroup", Set.of("private"));
        refuseUnless(node, at, "ipc", Set.of("private", "shareable", "none"));
        refuseUnless(node, at, "isolation", Set.of("default"));
        refuseUnless(node, at, "network_mode", Set.of("none"));
    }

    private void checkCapabilities(String at, Mapping node) {
        int index = 0;
        for (ComposeNode item : node.items("cap_add")) {
            String name = capability(text(item));
            if (!CAPABILITIES.contains(name)) {
                findings.isolation(
                        item.origin(),
                        at + ".cap_add[" + index + "]",
                        "The capability " + name + " reaches beyond the container.",
                        "Leave it out; allowed are "
                                + String.join(
                                        ", ", CAPABILITIES.stream().sorted().toList()) + ".");
            }
            index++;
        }
        index = 0;
        for (ComposeNode item : node.items("cap_drop")) {
            String name = capability(text(item));
            if (!EVERY_CAPABILITY.contains(name)) {
                findings.invalid(
                        item.origin(),
                        at + ".cap_drop[" + index + "]",
                        "Linux has no capability " + name + ".",
                        "Write ALL, or one such as NET_BIND_SERVICE; man 7 capabilities lists them.");
            }
            index++;
        }
    }

    /** Without {@code CAP_}, in capitals. */
    static String capability(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper.substring(4) : upper;
    }

    private void checkSecurity(String at, Mapping node) {
        refuseIf(node, at, "privileged", node.isTrue("privileged"), ComposeSupport.service());
        int index = 0;
        for (ComposeNode item : node.items("security_opt")) {
            String option = text(item).replace('=', ':').toLowerCase(Locale.ROOT);
            if (!Set.of("no-new-privileges", "no-new-privileges:true").contains(option)) {
                findings.isolation(
                        item.origin(),
                        at + ".security_opt[" + index + "]",
                        "'" + text(item) + "' changes how the container is kept apart.",
                        "Leave it out; no-new-privileges and the engine's profiles are always on.");
            }
            index++;
        }
    }

    private void checkLogging(String at, Mapping node, List<String> notes) {
        Mapping logging = node.mapping("logging");
        String driver = logging.text("driver");
        if (driver != null && !LOCAL_LOGGING.contains(driver)) {
            findings.isolation(
                    at(logging, "driver"),
                    at + ".logging.driver",
                    "The engine must not send logs elsewhere: it would do so from the host's network.",
                    "Leave it out; logs are kept by Binome, or send them from within the service.");
        } else if (!logging.entries().isEmpty()) {
            notes.add("logging has no effect: logs are kept by Binome, limited in size");
        }
    }

    private void checkMemory(String at, Mapping node) {
        refuseIf(node, at, "oom_kill_disable", node.isTrue("oom_kill_disable"), ComposeSupport.service());
        String adjustment = node.text("oom_score_adj");
        refuseIf(node, at, "oom_score_adj", adjustment != null && adjustment.startsWith("-"), ComposeSupport.service());
        pids(at, node, "pids_limit");
        pids(
                at + ".deploy.resources.limits",
                node.mapping("deploy").mapping("resources").mapping("limits"),
                "pids");
    }

    private void pids(String at, Mapping node, String key) {
        String text = node.text(key);
        if (text != null && !text.matches("[1-9]\\d{0,3}|[12]\\d{4}|3[01]\\d{3}|32[0-6]\\d{2}|327[0-5]\\d|3276[0-8]")) {
            findings.isolation(
                    at(node, key),
                    at + "." + key,
                    "The number of processes is always limited, and " + text + " is no limit from 1 to 32768.",
                    "Write a number from 1 to 32768, or leave it out for the tenant's default.");
        }
    }

    private void checkHosts(String at, Mapping node) {
        ComposeNode hosts = node.get("extra_hosts");
        if (hosts instanceof Sequence sequence) {
            int index = 0;
            for (ComposeNode item : sequence.items()) {
                checkHost(at + ".extra_hosts[" + index++ + "]", item);
            }
        } else if (hosts instanceof Mapping mapping) {
            mapping.entries().forEach((name, value) -> {
                if (value instanceof Sequence addresses) {
                    addresses.items().forEach(item -> checkHost(at + ".extra_hosts." + name, item));
                } else {
                    checkHost(at + ".extra_hosts." + name, value);
                }
            });
        }
    }

    private void checkHost(String key, ComposeNode item) {
        if (text(item).contains("host-gateway")) {
            findings.isolation(
                    item.origin(),
                    key,
                    "A service must not reach the host that it runs on.",
                    "Name the published address of the other service.");
        }
    }

    private void checkUlimits(String at, Mapping node) {
        node.mapping("ulimits").entries().forEach((name, value) -> {
            Long ceiling = ULIMIT_CEILINGS.get(name);
            String key = at + ".ulimits." + name;
            if (ceiling == null) {
                findings.isolation(value.origin(), key, "This limit is not given to services.", "Leave it out.");
            } else if (value instanceof Mapping both) {
                ulimit(key + ".soft", both.get("soft"), ceiling);
                ulimit(key + ".hard", both.get("hard"), ceiling);
            } else {
                ulimit(key, value, ceiling);
            }
        });
    }

    private void ulimit(String key, @org.jspecify.annotations.Nullable ComposeNode value, long ceiling) {
        if (value == null) {
            return;
        }
        String text = text(value);
        boolean fits;
        try {
            long number = Long.parseLong(text);
            fits = number >= 0 ? number <= ceiling : ceiling == Long.MAX_VALUE;
        } catch (NumberFormatException noNumber) {
            fits = false;
        }
        if (!fits) {
            findings.isolation(
                    value.origin(),
                    key,
                    "The limit " + text + " is above what one service may have (" + ceiling + ").",
                    "Write a number up to " + ceiling + ".");
        }
    }

    private void refuseUnless(Mapping node, String at, String key, Set<String> allowed) {
        String text = node.text(key);
        refuseIf(node, at, key, text != null && !text.isEmpty() && !allowed.contains(text), ComposeSupport.service());
    }

    private void refuseIf(
            Mapping node, String at, String key, boolean refused, Map<String, ComposeSupport.Rule> rules) {
        ComposeSupport.Rule rule = rules.get(key);
        if (refused && rule != null) {
            findings.isolation(at(node, key), at + "." + key, sentence(rule.sentence()), sentence(rule.instead()));
        }
    }

    static io.binome.compose.Origin at(Mapping node, String key) {
        ComposeNode value = node.get(key);
        return value == null ? node.origin() : value.origin();
    }

    static String text(ComposeNode node) {
        return node instanceof Scalar scalar ? scalar.text() : "";
    }

    static String sentence(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    /** Written but saying nothing: such keys are how normalised files show what was left out. */
    private static boolean isEmpty(ComposeNode value) {
        return switch (value) {
            case Scalar scalar ->
                scalar.value() == null || scalar.text().isEmpty() || Boolean.FALSE.equals(scalar.value());
            case Sequence sequence -> sequence.items().isEmpty();
            case Mapping mapping -> mapping.entries().isEmpty();
        };
    }
}
