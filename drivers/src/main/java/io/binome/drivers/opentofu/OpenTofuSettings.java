package io.binome.drivers.opentofu;

import io.binome.runs.Confinement;
import io.binome.runs.NetworkPolicy;
import io.binome.secrets.Borrower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How OpenTofu and Terraform are run.
 *
 * @param versions folder with more programs than the PATH has; null for none
 * @param mirror folder with provider packages of the operator's own (a filesystem mirror); null for none
 * @param network what the operator lets runs reach; a stack may ask for less
 * @param limits of each run
 * @param grace how long an apply that is cancelled gets to end in good order
 * @param patience for how long a run waits for Vault, where it is sealed or does not answer
 */
public record OpenTofuSettings(
        @Nullable Path versions,
        @Nullable Path mirror,
        NetworkPolicy network,
        Confinement.Limits limits,
        Duration grace,
        Duration patience) {
    /** Where providers and modules come from. */
    public static final Set<String> REGISTRIES = Set.of(
            "registry.terraform.io",
            "releases.hashicorp.com",
            "registry.opentofu.org",
            "github.com",
            "codeload.github.com",
            "*.githubusercontent.com");

    public static OpenTofuSettings usual() {
        return new OpenTofuSettings(
                null,
                null,
                new NetworkPolicy.Hosts(REGISTRIES),
                Confinement.Limits.usual(),
                Duration.ofMinutes(2),
                Borrower.PATIENCE);
    }
}
