package io.binome.secrets.internal;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The one form of a registry's name: host in lower case, with port if any. */
final class RegistryName {
    private static final String DOCKER = "docker.io";
    private static final Set<String> DOCKER_TOO =
            Set.of("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com");
    private static final int LONGEST = 255;
    private static final Pattern HOST_AND_PORT = Pattern.compile(
            "(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

    private RegistryName() {}

    /** @throws ProblemException with {@link InvalidInput} when it is no name of a registry */
    static String of(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        // As docker login is given it: https://index.docker.io/v1/
        name = name.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
        if (name.length() > LONGEST || !HOST_AND_PORT.matcher(name).matches()) {
            throw new ProblemException(
                    InvalidInput.of("registry", "must be a host name, with a port if it is not the usual one"));
        }
        return DOCKER_TOO.contains(name) ? DOCKER : name;
    }
}
