package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes from one thread that lives as long as the server. The kernel binds "die with the parent" to the
 * thread that started a process, not to its process: started by a thread that ends early, or by a virtual one, whose
 * carrier may, a sandbox would be killed in the middle of its work.
 */
final class ProcessStarter implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("sandbox-starter").unstarted(task));

    Process start(ProcessBuilder builder) throws IOException {
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return builder.start();
                                } catch (IOException failed) {
                                    throw new CompletionException(failed);
                                }
                            },
                            thread)
                    .join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
