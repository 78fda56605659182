package io.binome.drivers.opentofu;

import io.binome.runs.LogMask;
import io.binome.runs.RunLog;

/** A run's log without the secrets that were lent to the run. Closing it leaves the run's own log open. */
record MaskedLog(RunLog log, LogMask mask) implements RunLog {
    @Override
    public void line(String text) {
        log.line(mask.mask(text));
    }

    @Override
    public void close() {}
}
