package io.binome.runs.internal;

import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;

/** Where the pieces of a log go. A port, so that a test can take it away. */
interface LogStore {
    /** Bytes of UTF-8 that are kept. */
    long length(TenantScope scope, RunId run);

    /** Whether the piece was added; false when something else stands at this offset already. */
    boolean append(TenantScope scope, RunId run, long offset, String text);
}
