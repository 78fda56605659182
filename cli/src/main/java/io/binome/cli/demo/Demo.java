package io.binome.cli.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells the story to the end, or to the first step that does not work. */
public final class Demo {
    private final Place place;
    private final PrintWriter out;
    private final boolean json;
    private final JsonMapper mapper;

    public Demo(Place place, PrintWriter out, boolean json, JsonMapper mapper) {
        this.place = place;
        this.out = out;
        this.json = json;
        this.mapper = mapper;
    }

    /**
     * Where the story is told.
     *
     * @param server address of the server
     * @param home Binome's home, which holds the first password, the demo's sign-ins and its working copy
     * @param environment of this process; DOCKER_HOST and an owner's sign-in are taken from it
     */
    public record Place(String server, Path home, Map<String, String> environment) {}

    private record Told(int number, String name, boolean passed, Duration took, String seen) {}

    /** @return whether every step was seen to work */
    public boolean tell() {
        Story story = new Story(place, mapper);
        List<Step> steps = story.steps();
        List<Told> told = new ArrayList<>();
        for (Step step : steps) {
            Told line = tell(told.size() + 1, step);
            told.add(line);
            print(line);
            if (!line.passed()) {
                break;
            }
        }
        long passed = told.stream().filter(Told::passed).count();
        if (json) {
            out.println(mapper.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(document(story, told, steps.size(), passed)));
        } else {
            conclude(story, passed, steps.size());
        }
        out.flush();
        return passed == steps.size();
    }

    private static Told tell(int number, Step step) {
        long begun = System.nanoTime();
        try {
            String seen = step.action().run();
            return new Told(number, step.name(), true, since(begun), seen);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Told(number, step.name(), false, since(begun), "Interrupted.");
        } catch (Exception failure) {
            String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            return new Told(number, step.name(), false, since(begun), reason);
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void print(Told line) {
        if (json) {
            return;
        }
        out.println(String.format(
                Locale.ROOT,
                "%s %2d  %-52s %6.2f s   %s",
                line.passed() ? "✓" : "✗",
                line.number(),
                line.name(),
                line.took().toMillis() / 1000.0,
                line.passed() ? line.seen() : "did not work"));
        if (!line.passed()) {
            out.println();
            line.seen().lines().forEach(reason -> out.println("      " + reason));
            out.println("      More is in " + place.home().resolve("logs").resolve("server.log"));
        }
        out.flush();
    }

    private void conclude(Story story, long passed, int steps) {
        out.println();
        out.println("The console is at " + place.server());
        story.signIns()
                .forEach(account -> out.println("  sign in as " + account.email() + " with " + account.password()
                        + "   (" + account.description() + ")"));
        out.println("The server goes on running; `./binome down` stops it, and leaves what it runs alone.");
        out.println("demo: " + passed + " of " + steps + " steps passed");
    }

    private ObjectNode document(Story story, List<Told> told, int steps, long passed) {
        ObjectNode document = mapper.createObjectNode();
        var list = document.putArray("steps");
        for (Told line : told) {
            list.addObject()
                    .put("number", line.number())
                    .put("name", line.name())
                    .put("passed", line.passed())
                    .put("milliseconds", line.took().toMillis())
                    .put("seen", line.seen());
        }
        document.put("passed", passed);
        document.put("of", steps);
        document.put("console", place.server());
        var accounts = document.putArray("signIns");
        story.signIns().forEach(account -> accounts.addObject()
                .put("email", account.email())
                .put("password", account.password())
                .put("description", account.description()));
        return document;
    }
}
