package io.binome.workloads.internal;

import io.binome.workloads.Runtime;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command in a container whose end is recorded, once, however it ends. */
final class RecordedShell implements Runtime.ExecSession {
    private final Runtime.ExecSession open;
    private final Consumer<OptionalInt> ended;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Integer exitCode;

    /** @param ended told the exit code, or nothing where the command was cut off */
    RecordedShell(Runtime.ExecSession open, Consumer<OptionalInt> ended) {
        this.open = open;
        this.ended = ended;
    }

    @Override
    public OutputStream input() {
        return open.input();
    }

    @Override
    public InputStream output() {
        return open.output();
    }

    @Override
    public void resize(int columns, int rows) {
        open.resize(columns, rows);
    }

    @Override
    public int exitCode() {
        int code = open.exitCode();
        exitCode = code;
        return code;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                open.close();
            } finally {
                Integer code = exitCode;
                ended.accept(code == null ? OptionalInt.empty() : OptionalInt.of(code));
            }
        }
    }
}
