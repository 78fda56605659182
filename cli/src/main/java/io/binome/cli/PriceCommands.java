package io.binome.cli;

import io.binome.billing.ComposeEstimate;
import io.binome.billing.CostDelta;
import io.binome.billing.PriceBook;
import io.binome.cli.Output.Colour;
import io.binome.compose.ComposeLoader;
import io.binome.compose.ComposeOptions;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeProject;
import io.binome.compose.DirectorySources;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome price}: price books, and what plans cost by them, without a server. */
@Command(name = "price", description = "Check price books, and see what plans cost by them. Needs no server.")
final class PriceCommands {
    private static final int LONGEST_FILE = 8 << 20;
    private static final int MOST_FILES = 300;

    private final Context context;

    PriceCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "check",
            description = {
                "Read the price books (*.yaml) and catalogues (*.csv) of a folder as the server would.",
                "Exit code 0 when they could take effect, 1 when something is wrong; each finding with its line."
            })
    int check(
            @Parameters(
                            paramLabel = "FOLDER",
                            description = "The folder, such as prices in the repository contract of the provider.")
                    String folder) {
        SortedMap<String, byte[]> files = files(folder);
        Output output = context.output();
        switch (PriceBook.read(files)) {
            case PriceBook.Outcome.Wrong wrong -> {
                if (!output.printedJson(context.mapper().valueToTree(Map.of("findings", wrong.findings())))) {
                    wrong.findings().forEach(finding -> print(output, folder, finding));
                }
                return Failures.PROBLEM;
            }
            case PriceBook.Outcome.Read read -> {
                ObjectNode answer = context.mapper().createObjectNode();
                answer.putArray("findings");
                read.books().keySet().forEach(answer.putArray("books")::add);
                if (!output.printedJson(answer)) {
                    read.books()
                            .values()
                            .forEach(book -> output.line(output.paint(Colour.BOLD, book.name()) + "  "
                                    + Output.clean(book.title()) + ": "
                                    + book.rates().size() + " metered prices, "
                                    + book.fees().size() + " fees, "
                                    + book.catalogue().rows().size()
                                    + " prices of resources, in " + book.currency() + "."));
                    if (read.books().isEmpty()) {
                        output.line("There is no price book in " + folder + ".");
                    }
                }
                return read.books().isEmpty() ? Failures.PROBLEM : 0;
            }
        }
    }

    /** What is to be priced. */
    static final class Subject {
        @Option(
                names = "--plan",
                paramLabel = "FILE",
                description = "A plan as JSON, as `terraform show -json` or `tofu show -json` prints it; - for the"
                        + " standard input.")
        private @Nullable String plan;

        @Option(names = "--compose", paramLabel = "FILE", description = "A Compose file: what running it would cost.")
        private @Nullable String compose;
    }

    @Command(
            name = "estimate",
            description = {
                "Show what a plan adds to a month, or takes from it, by the prices of a folder.",
                "A service costs from nothing, or what it reserves, up to its limits. A month has 730 hours."
            })
    int estimate(
            @ArgGroup(multiplicity = "1") Subject subject,
            @Option(
                            names = "--prices",
                            required = true,
                            paramLabel = "FOLDER",
                            description = "The folder of the price books.")
                    String folder,
            @Option(names = "--book", paramLabel = "NAME", description = "Which book; needed when there are several.")
                    @Nullable
                    String name,
            @Option(
                            names = "--at",
                            paramLabel = "DAY",
                            description = "Whose prices hold, such as 2027-01-01. Today when left out.")
                    @Nullable
                    String at) {
        PriceBook book = book(folder, name);
        LocalDate day = at == null ? LocalDate.ofInstant(context.clock().instant(), book.zone()) : day(at);
        Plan plan = subject.plan != null
                ? PlanCommands.read(context, subject.plan).plan()
                : ComposeEstimate.plan(project(java.util.Objects.requireNonNull(subject.compose)));
        CostDelta delta = book.estimate(plan, day);
        Output output = context.output();
        if (!output.printedJson(context.mapper().valueToTree(delta.toJson()))) {
            print(output, plan, book, day, delta);
        }
        return 0;
    }

    private PriceBook book(String folder, @Nullable String name) {
        SortedMap<String, PriceBook> books =
                switch (PriceBook.read(files(folder))) {
                    case PriceBook.Outcome.Read read -> read.books();
                    case PriceBook.Outcome.Wrong wrong -> {
                        wrong.findings()
                                .forEach(finding -> context.err().println(Output.clean(place(folder, finding))));
                        context.err().flush();
                        throw new CommandProblem("The prices are wrong at "
                                + wrong.findings().size() + (wrong.findings().size() == 1 ? " place." : " places."));
                    }
                };
        if (name == null && books.size() != 1) {
            throw new CommandProblem(
                    books.isEmpty()
                            ? "There is no price book in " + folder + "."
                            : "There are several price books: name one by --book. They are "
                                    + String.join(", ", books.keySet()) + ".");
        }
        PriceBook book = name == null ? books.firstEntry().getValue() : books.get(name);
        if (book == null) {
            throw new CommandProblem("There is no price book '" + name + "' in " + folder + ", but "
                    + String.join(", ", books.keySet()) + ".");
        }
        return book;
    }

    private SortedMap<String, byte[]> files(String folder) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(context.directory().resolve(folder), "*.{yaml,yml,csv}")) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (Files.isRegularFile(entry) && name != null && files.size() < MOST_FILES) {
                    try (var input = Files.newInputStream(entry)) {
                        files.put(name.toString(), input.readNBytes(LONGEST_FILE));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new CommandProblem("The folder " + folder + " cannot be read.");
        }
        return files;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException none) {
            throw new CommandProblem("'" + text + "' is no day. Write one such as 2027-01-01.");
        }
    }

    private ComposeProject project(String file) {
        Path path = context.directory().resolve(file).toAbsolutePath().normalize();
        Path folder = path.getParent();
        try {
            return ComposeLoader.create()
                    .load(
                            DirectorySources.open(context.directory()),
                            ComposeOptions.onDisk(folder == null ? "/" : folder.toString())
                                    .withFiles(List.of(path.toString())));
        } catch (ProblemException refused) {
            if (refused.problem() instanceof ComposeProblem problem) {
                problem.each().forEach(one -> context.err().println(Output.clean(one.message())));
                context.err().flush();
                throw new CommandProblem("The Compose file " + file + " cannot be read.");
            }
            throw new CommandProblem(refused.problem().message());
        }
    }

    private static void print(Output output, String folder, Finding finding) {
        output.line(output.paint(Colour.RED, "✗ ") + Output.clean(place(folder, finding)));
        if (finding.instead() != null) {
            output.line("  " + Output.clean(finding.instead()));
        }
    }

    private static String place(String folder, Finding finding) {
        return folder + "/" + finding.file() + (finding.line() > 0 ? ":" + finding.line() : "") + ": "
                + finding.reason();
    }

    private static void print(Output output, Plan plan, PriceBook book, LocalDate day, CostDelta delta) {
        output.line(output.paint(Colour.BOLD, Output.clean(plan.stack())) + "  "
                + output.paint(Colour.FAINT, "by " + book.name() + ", prices of " + day));
        output.line(sentence(delta));
        if (!delta.lines().isEmpty()) {
            output.line("");
            List<List<String>> rows = new ArrayList<>();
            for (CostDelta.Line line : delta.lines()) {
                rows.add(List.of(
                        Output.clean(line.address()),
                        Output.clean(line.unit()),
                        range(line.low(), line.high()),
                        Output.clean(line.basis())));
            }
            output.table(List.of("RESOURCE", "FOR", book.currency() + " A MONTH", "HOW"), rows);
        }
        if (!delta.known()) {
            output.line("");
            output.line(output.paint(Colour.YELLOW, "Of unknown cost: ")
                    + Output.clean(String.join(", ", delta.unknown())));
        }
        delta.notes().forEach(note -> output.line("  " + Output.clean(note)));
    }

    private static String sentence(CostDelta delta) {
        String rest = delta.known() ? "." : ", and what is unknown.";
        if (delta.least().micros() == 0 && delta.most().micros() == 0) {
            return delta.known() ? "It costs nothing more and saves nothing." : "What it costs is not known.";
        }
        String range = range(delta.low(), delta.high()) + " " + delta.low().currency() + " a month";
        return "It changes the month by " + range + rest;
    }

    private static String range(Money low, Money high) {
        Money least = low.micros() <= high.micros() ? low : high;
        Money most = low.micros() <= high.micros() ? high : low;
        return least.equals(most) ? signed(least) : signed(least) + " to " + signed(most);
    }

    /** To cents; JSON has all of it. */
    private static String signed(Money money) {
        BigDecimal cents = money.amount().setScale(2, RoundingMode.HALF_EVEN);
        return (cents.signum() > 0 ? "+" : "") + cents.toPlainString();
    }
}
