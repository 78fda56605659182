package io.binome.workloads.internal;

import io.binome.compose.ComposeNode.Mapping;
import io.binome.kernel.ProblemException;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.secrets.Borrower;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretStore;
import io.binome.secrets.SecretStore.Lent;
import io.binome.secrets.SecretsProblem;
import io.binome.stacks.Engine;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a Compose file that are {@code external}: borrowed from the store when it is planned and applied. They
 * are then part of what is sealed with each container, so that healing does without the store.
 *
 * @param values by their key in the file
 * @param meant each with its version, by the same key
 */
record StackSecrets(SortedMap<String, byte[]> values, SortedMap<String, String> meant) {
    private static final Duration LENT_FOR = Duration.ofMinutes(10);

    static final StackSecrets NONE = new StackSecrets(Collections.emptySortedMap(), Collections.emptySortedMap());

    /** Whether a secret or a config comes from outside of the file. */
    static boolean isExternal(Mapping declared) {
        return declared.isTrue("external") || declared.get("external") instanceof Mapping;
    }

    /**
     * @param resolutions what names meant is added to these
     * @throws PlanningStopped when one is not to be had
     */
    static StackSecrets borrow(
            Mapping project,
            Engine.PlanRequest request,
            SecretStore store,
            SortedMap<String, String> resolutions,
            RunLog log,
            Cancellation cancellation) {
        Findings findings = new Findings();
        Map<String, SecretReference> asked = new LinkedHashMap<>();
        project.mapping("secrets").entries().forEach((key, value) -> {
            if (value instanceof Mapping declared && isExternal(declared)) {
                SecretReference reference = reference(key, declared, findings);
                if (reference != null) {
                    asked.put(key, reference);
                }
            }
        });
        if (!findings.isEmpty()) {
            throw PlanningStopped.refused(findings.all());
        }
        if (asked.isEmpty()) {
            return NONE;
        }
        Map<String, SecretReference> pinned = new LinkedHashMap<>();
        asked.forEach((key, reference) -> pinned.put(key, reference.pinned(request.resolutions())));
        Borrower borrower = new Borrower(request.declaration().environment(), request.stack(), log, cancellation);
        try (Lent lent = store.lend(request.scope(), pinned.values(), borrower, LENT_FOR)) {
            SortedMap<String, byte[]> values = new TreeMap<>();
            SortedMap<String, String> meant = new TreeMap<>();
            SortedMap<SecretReference, byte[]> all = lent.values();
            pinned.forEach((key, reference) -> {
                SecretReference version = reference.pinned(lent.resolutions());
                values.put(key, all.get(reference));
                meant.put(key, version.text());
                SecretReference name = asked.get(key);
                if (name != null && !name.isPinned()) {
                    resolutions.put(name.resolutionKey(), version.text());
                }
            });
            return new StackSecrets(values, meant);
        } catch (ProblemException refused) {
            throw stopped(refused, project, pinned);
        }
    }

    private static @Nullable SecretReference reference(String key, Mapping declared, Findings findings) {
        String at = "secrets." + key;
        String name = declared.get("external") instanceof Mapping former && former.text("name") != null
                ? former.text("name")
                : declared.text("name");
        try {
            SecretReference reference = SecretReference.parse("name", name == null ? key : name);
            if (!reference.isDynamic()) {
                return reference;
            }
            findings.unsupported(
                    IsolationRules.at(declared, "name"),
                    at + ".name",
                    "A login that Vault makes for each borrower ends with the run that borrows it.",
                    "Name a secret that stays, such as vault:kv/shop#password.");
        } catch (ProblemException malformed) {
            findings.invalid(
                    IsolationRules.at(declared, "name"),
                    at + ".name",
                    "This is no reference to a secret.",
                    "Write name: with a kept secret such as database-password@3, or with vault:MOUNT/PATH#FIELD.");
        }
        return null;
    }

    /** What somebody must put right is shown at its line; what may pass is not the file's fault. */
    private static RuntimeException stopped(
            ProblemException refused, Mapping project, Map<String, SecretReference> pinned) {
        String secret =
                switch (refused.problem()) {
                    case SecretsProblem.SecretNotFound problem -> problem.secret();
                    case SecretsProblem.SecretNotForEnvironment problem -> problem.secret();
                    case SecretsProblem.VaultNotConnected problem -> problem.secret();
                    case SecretsProblem.VaultRefused problem -> problem.asked();
                    case SecretsProblem problem -> throw PlanningStopped.failed(problem.message());
                    default -> throw refused;
                };
        String key = pinned.entrySet().stream()
                .filter(entry -> entry.getValue().text().equals(secret))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(pinned.keySet().iterator().next());
        Findings findings = new Findings();
        findings.invalid(
                project.mapping("secrets").mapping(key).origin(),
                "secrets." + key,
                refused.problem().message(),
                "Put it right, then plan again.");
        return PlanningStopped.refused(findings.all());
    }
}
