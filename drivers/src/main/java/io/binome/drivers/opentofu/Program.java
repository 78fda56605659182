package io.binome.drivers.opentofu;

import java.nio.file.Path;

/** OpenTofu or Terraform in one version, as it is on this machine. */
record Program(Kind kind, Version version, Path path) {
    enum Kind {
        TOFU,
        TERRAFORM;

        String command() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** As {@code binome.yaml} may ask for it, and as people say it. */
    String words() {
        return kind.command() + " " + version;
    }
}
