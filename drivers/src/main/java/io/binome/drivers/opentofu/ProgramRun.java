package io.binome.drivers.opentofu;

import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Ended;
import io.binome.runs.MaskedLines;
import io.binome.runs.RunLog;
import io.binome.runs.SecretSearch;
import io.binome.states.RunCredential;
import io.binome.states.StateAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The commands of one run of a stack, in its folder: init, plan, show, apply. */
final class ProgramRun {
    /** The host name under which a run reaches the state backend. */
    static final String STATE_HOST = "state.binome.internal";

    static final String PLAN_FILE = RunFolder.MADE + "/plan";
    private static final Version INIT_SPEAKS_JSON = new Version(1, 9, 0, "");
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int PIPE = 256 << 10;

    private final Confined confined;
    private final Program program;
    private final String folder;
    private final Map<String, String> environment;
    private final SecretSearch secrets;
    private final RunLog log;
    private final String stackPath;
    private final Cancellation cancellation;

    ProgramRun(
            Confined confined,
            Program program,
            String stackPath,
            Map<String, String> environment,
            SecretSearch secrets,
            RunLog log,
            Cancellation cancellation) {
        this.confined = confined;
        this.program = program;
        this.stackPath = stackPath;
        this.folder = RunFolder.source(stackPath);
        this.environment = Map.copyOf(environment);
        this.secrets = secrets;
        this.log = log;
        this.cancellation = cancellation;
    }

    /** How a command ended, and what it said. */
    record Said(Ended ended, Messages messages) {
        boolean succeeded() {
            return ended.succeeded();
        }

        /** Why it did not succeed, in a sentence. */
        String reason() {
            // Whoever is stopped complains of all sorts of things; that it was stopped is the reason.
            return ended instanceof Ended.Exited ? messages.reason(ended.sentence()) : ended.sentence();
        }
    }

    /** Where the state is, for the http backend; its variables count where the configuration says nothing. */
    static Map<String, String> backend(StateAddress address, RunCredential credential) {
        String url = "http://" + STATE_HOST + address.path();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("TF_HTTP_ADDRESS", url);
        variables.put("TF_HTTP_LOCK_ADDRESS", url);
        variables.put("TF_HTTP_UNLOCK_ADDRESS", url);
        variables.put("TF_HTTP_USERNAME", credential.user());
        variables.put("TF_HTTP_PASSWORD", credential.password());
        return variables;
    }

    Said init() {
        boolean json =
                program.kind() == Program.Kind.TERRAFORM && program.version().compareTo(INIT_SPEAKS_JSON) >= 0;
        List<String> arguments = new ArrayList<>(List.of("init", "-input=false", "-no-color"));
        if (json) {
            arguments.add("-json");
        }
        return said(arguments, GRACE);
    }

    /** @param options variables and what else the plan is to be told */
    Said plan(List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(
                "plan",
                "-input=false",
                "-no-color",
                "-json",
                // A plan only reads; the apply looks again under the lock.
                "-lock=false",
                "-out=" + confined.folderInside() + "/" + PLAN_FILE));
        arguments.addAll(options);
        return said(arguments, GRACE);
    }

    Said apply(Duration grace) {
        return said(
                List.of(
                        "apply",
                        "-input=false",
                        "-no-color",
                        "-json",
                        "-lock-timeout=30s",
                        confined.folderInside() + "/" + PLAN_FILE),
                grace);
    }

    private Said said(List<String> arguments, Duration grace) {
        Messages messages = new Messages(log, stackPath);
        // Masked before anything looks at it: what an error says goes into findings and reasons too.
        try (MaskedLines output = new MaskedLines(secrets, messages::line);
                MaskedLines errors = new MaskedLines(secrets, messages::line)) {
            Ended ended = confined.run(command(arguments, grace), output, errors, cancellation);
            output.close();
            errors.close();
            return new Said(ended, messages);
        }
    }

    /** What reads a stream to its end. */
    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream stream) throws IOException;
    }

    /**
     * The saved plan as JSON, read while it is printed: it may be larger than memory.
     *
     * @throws IOException when the program failed, or what it printed could not be read
     */
    <T> T show(Reader<T> reader) throws IOException {
        Messages errors = new Messages(log, stackPath);
        try (PipedInputStream stream = new PipedInputStream(PIPE);
                PipedOutputStream output = new PipedOutputStream(stream);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<T> read = executor.submit(() -> {
                try {
                    return reader.read(stream);
                } finally {
                    // Whoever refuses early is heard, and not that the program could not print on.
                    stream.transferTo(OutputStream.nullOutputStream());
                }
            });
            Ended ended;
            try (MaskedLines lines = new MaskedLines(secrets, errors::line)) {
                ended = confined.run(
                        // It shows a file, and what it starts for that has no more to ask of anybody.
                        command(List.of("show", "-no-color", "-json", confined.folderInside() + "/" + PLAN_FILE), GRACE)
                                .withoutNetwork(),
                        output,
                        lines,
                        cancellation);
            } finally {
                output.close();
            }
            // What cannot be read ends the command, and a command that fails leaves what cannot be read: the cause
            // counts.
            if (!ended.succeeded() && (!errors.problems().isEmpty() || !(ended instanceof Ended.Exited))) {
                throw new IOException(errors.reason(ended.sentence()));
            }
            T result = read.get();
            if (!ended.succeeded()) {
                throw new IOException(ended.sentence());
            }
            return result;
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException unreadable -> throw unreadable;
                case RuntimeException wrong -> throw wrong;
                case null, default -> throw new IOException("The plan could not be read", failed.getCause());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Reading the plan was interrupted", interrupted);
        }
    }

    private Confined.Command command(List<String> arguments, Duration grace) {
        List<String> all = new ArrayList<>();
        all.add(program.path().toString());
        all.addAll(arguments);
        return new Confined.Command(all, environment, folder, grace);
    }
}
