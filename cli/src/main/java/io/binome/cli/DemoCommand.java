package io.binome.cli;

import io.binome.cli.demo.Demo;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code binome demo}: the main job, told and checked step by step. */
@Command(name = "demo", description = "Tell the whole way of a change on a real application, checking every step.")
final class DemoCommand implements Runnable {
    private final Context context;

    DemoCommand(Context context) {
        this.context = context;
    }

    /** Always speaks to the server of this machine unless told otherwise: a login elsewhere is no place for a demo. */
    @Override
    public void run() {
        String said = context.options().server();
        Demo.Place place = new Demo.Place(
                said == null ? Profiles.localServer(context.environment()) : said,
                Path.of(context.environment().getOrDefault("BINOME_HOME", ".binome"))
                        .toAbsolutePath(),
                context.environment());
        if (!new Demo(place, context.out(), context.options().json(), context.mapper()).tell()) {
            throw new CommandProblem("The demo did not come to its end.");
        }
    }
}
