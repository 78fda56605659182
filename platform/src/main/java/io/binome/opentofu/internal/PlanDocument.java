package io.binome.opentofu.internal;

import io.binome.opentofu.Fingerprinter;
import io.binome.opentofu.TerraformPlan;
import java.io.InputStream;

/** Placeholder. */
public final class PlanDocument {
    private PlanDocument() {}

    public static TerraformPlan read(InputStream json, TerraformPlan.Subject subject, Fingerprinter fingerprinter) {
        throw new UnsupportedOperationException();
    }
}
