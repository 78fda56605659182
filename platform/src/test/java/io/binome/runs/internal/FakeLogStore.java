package io.binome.runs.internal;

import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import java.nio.charset.StandardCharsets;

/** One log in memory, of a store that can be told to fail. */
final class FakeLogStore implements LogStore {
    private final StringBuilder text = new StringBuilder();
    private boolean failing;
    private int failures;

    synchronized void fail(boolean failing) {
        this.failing = failing;
    }

    synchronized int failures() {
        return failures;
    }

    synchronized String text() {
        return text.toString();
    }

    @Override
    public synchronized long length(TenantScope scope, RunId run) {
        check();
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public synchronized boolean append(TenantScope scope, RunId run, long offset, String piece) {
        check();
        if (offset != length(scope, run)) {
            return false;
        }
        text.append(piece);
        return true;
    }

    private void check() {
        if (failing) {
            failures++;
            throw new IllegalStateException("the store is away");
        }
    }
}
