package io.binome.server.settings;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Variables of the environment that are named like ours and that nothing reads: most likely misspelt. */
record UnreadVariables(List<String> names) {
    /** Read by the launcher, the command line or the rooms themselves. */
    private static final Set<String> OF_OTHERS = Set.of(
            "BINOME_LAUNCHER",
            "BINOME_MASTER_KEY",
            "BINOME_BACKUP_PASSPHRASE",
            "BINOME_JAVA_OPTIONS",
            "BINOME_DEMO_EMAIL",
            "BINOME_DEMO_PASSWORD",
            "BINOME_SERVER",
            "BINOME_TENANT",
            "BINOME_TOKEN");

    static UnreadVariables of(Collection<String> environment) {
        List<String> read =
                SettingKey.all().stream().map(key -> squeezed(key.variable())).toList();
        return new UnreadVariables(environment.stream()
                .filter(name -> name.startsWith("BINOME_") && !OF_OTHERS.contains(name))
                // A list's elements are numbered: BINOME_WORK_TRUSTED_NETWORKS_0.
                .filter(name -> !read.contains(squeezed(name.replaceFirst("(_\\d+_?)$", ""))))
                .sorted()
                .toList());
    }

    List<String> sentences() {
        return names.stream()
                .map(name -> "binome: the environment sets " + name
                        + ", which nothing here reads. All settings are in docs/reference/settings.md.")
                .toList();
    }

    private static String squeezed(String variable) {
        return variable.replace("_", "");
    }
}
