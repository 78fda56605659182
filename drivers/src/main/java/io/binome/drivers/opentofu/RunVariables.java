package io.binome.drivers.opentofu;

import io.binome.runs.Confined;
import io.binome.secrets.SecretReference;
import io.binome.stacks.Engine;
import io.binome.stacks.StackDeclaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The values that a run is given: plain ones as options, secret ones in a file of variables that comes last, so that no
 * {@code terraform.tfvars} of the repository takes their place, or in the environment of the process.
 *
 * @param environment of the process
 * @param options for the plan
 */
record RunVariables(Map<String, String> environment, List<String> options) {
    private static final String SECRETS = RunFolder.GIVEN + "/secrets.tfvars.json";
    private static final Set<String> OURS = Set.of(
            "PATH",
            "HOME",
            "TMPDIR",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "all_proxy");

    static SecretReference reference(StackDeclaration.SecretUse use, Engine.PlanRequest request) {
        return SecretReference.parse("secrets." + use.name(), use.secret()).pinned(request.resolutions());
    }

    /** @param lent by the references as {@link #reference} makes them */
    static RunVariables give(Engine.PlanRequest request, SortedMap<SecretReference, byte[]> lent, Confined confined)
            throws IOException, RunFolder.Unfit {
        Map<String, String> environment = new HashMap<>();
        Map<String, Object> secret = new TreeMap<>();
        for (StackDeclaration.SecretUse use : request.declaration().secrets()) {
            byte[] value = lent.get(reference(use, request));
            if (value == null) {
                throw new IllegalStateException("The secret " + use.secret() + " was not lent");
            }
            switch (use.as()) {
                case VARIABLE -> secret.put(use.name(), expression(text(use, value)));
                case ENVIRONMENT -> environment.put(admitted(use.name()), text(use, value));
                case FILE -> {
                    String file = RunFolder.GIVEN + "/" + use.name();
                    confined.write(file, value);
                    secret.put(use.name(), confined.folderInside() + "/" + file);
                }
            }
        }
        Map<String, String> plain = new LinkedHashMap<>(request.declaration().variables());
        request.inputs().forEach((name, input) -> {
            if (input.sensitive()) {
                secret.put(name, JsonMapper.shared().readTree(input.json()));
            } else {
                plain.put(name, argument(input));
            }
        });
        List<String> options = new ArrayList<>();
        request.declaration().files().forEach(file -> options.add("-var-file=" + file));
        plain.forEach((name, value) -> options.add("-var=" + name + "=" + value));
        if (!secret.isEmpty()) {
            confined.write(SECRETS, JsonMapper.shared().writeValueAsBytes(secret));
            options.add("-var-file=" + confined.folderInside() + "/" + SECRETS);
        }
        return new RunVariables(environment, options);
    }

    /** What the program itself listens to would change what it does: TF_CLI_ARGS, TF_LOG, TF_WORKSPACE. */
    private static String admitted(String name) throws RunFolder.Unfit {
        if (OURS.contains(name) || name.startsWith("TF_") && !name.startsWith("TF_VAR_")) {
            throw new RunFolder.Unfit("The variable " + name + " is not to be given to a run.");
        }
        return name;
    }

    private static String text(StackDeclaration.SecretUse use, byte[] value) throws RunFolder.Unfit {
        String text = new String(value, StandardCharsets.UTF_8);
        if (text.indexOf(0) >= 0) {
            throw new RunFolder.Unfit("The secret for " + use.name() + " is no text: give it as a file.");
        }
        return text;
    }

    /** A list or an object in JSON is meant as such; anything else is a text, which becomes what the variable's type says. */
    private static Object expression(String text) {
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                return JsonMapper.shared().readTree(text);
            } catch (JacksonException notJson) {
                return text;
            }
        }
        return text;
    }

    /** Texts stand as they are, anything else as JSON, which is an expression of the language too. */
    private static String argument(Engine.OutputValue input) {
        JsonNode value = JsonMapper.shared().readTree(input.json());
        return value.isString() ? value.stringValue() : input.json();
    }
}
