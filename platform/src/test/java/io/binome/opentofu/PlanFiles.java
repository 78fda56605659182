package io.binome.opentofu;

import io.binome.kernel.Sha256;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The plans beside the tests, and such as are written in a test. */
final class PlanFiles {
    static final TerraformPlan.Subject SUBJECT = new TerraformPlan.Subject("opentofu", "network", "production");
    static final Fingerprinter FINGERPRINTER = json -> Sha256.hex(json.getBytes(StandardCharsets.UTF_8));

    private PlanFiles() {}

    static byte[] bytes(String name) {
        try (InputStream file = Objects.requireNonNull(PlanFiles.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static TerraformPlan file(String name) {
        return read(bytes(name));
    }

    static TerraformPlan read(byte[] json) {
        try {
            return TerraformPlan.read(new ByteArrayInputStream(json), SUBJECT, FINGERPRINTER);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static TerraformPlan text(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A plan of one resource; {@code more} are its members beside the address. */
    static ResourceChange one(String change, String... more) {
        String rest = more.length == 0 ? "" : "," + String.join(",", more);
        return text("{\"format_version\":\"1.2\",\"resource_changes\":[{\"address\":\"a.b\",\"mode\":\"managed\",\"type\":\"a\","
                        + "\"name\":\"b\",\"change\":" + change + rest + "}]}")
                .plan()
                .changes()
                .getFirst();
    }

    static ResourceChange of(Plan plan, String address) {
        return plan.changes().stream()
                .filter(change -> change.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + address + " in "
                        + plan.changes().stream().map(ResourceChange::address).toList()));
    }
}
