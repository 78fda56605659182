package io.binome.cli;

import io.binome.cli.Output.Colour;
import io.binome.guidelines.Assessment;
import io.binome.guidelines.GuidelineFinding;
import io.binome.guidelines.OfflineGuidelines;
import io.binome.guidelines.RuleView;
import io.binome.repositories.FolderTree;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import io.binome.workloads.ComposeFilePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code binome guideline}: rules over plans, tested and asked without a server. */
@Command(name = "guideline", description = "Test guidelines, and ask them about plans. Needs no server.")
final class GuidelineCommands {
    private final Context context;

    GuidelineCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "test",
            description = {
                "Read the rules of a folder as the server would, and run the cases beside them.",
                "Exit code 0 when all is well, 1 when a rule is wrong or a case does not hold."
            })
    int test(
            @Parameters(paramLabel = "FOLDER", description = "The folder of the rules, such as guidelines.")
                    String folder) {
        OfflineGuidelines rules = rules(folder);
        Output output = context.output();
        OfflineGuidelines.Tested tested = rules.test();
        List<Finding> wrong = rules.wrong().isEmpty() ? tested.failed() : rules.wrong();
        if (!output.printedJson(context.mapper()
                .valueToTree(Map.of("rules", tested.rules(), "cases", tested.cases(), "findings", wrong)))) {
            wrong.forEach(finding -> print(output, folder, finding));
            if (wrong.isEmpty()) {
                output.line(tested.rules() + " rules, " + tested.cases() + " cases: all hold.");
            }
        }
        return wrong.isEmpty() ? 0 : Failures.PROBLEM;
    }

    @Command(
            name = "check",
            description = {
                "Ask the rules of a folder, and those that come with Binome, about a plan.",
                "FILE is a plan as `terraform show -json` or `tofu show -json` prints it, or a Compose file, which is"
                        + " looked at as if it were to run for the first time.",
                "Exit code 0 when nothing blocks, 1 when something does or a rule is wrong."
            })
    int check(
            @Option(
                            names = "--plan",
                            required = true,
                            paramLabel = "FILE",
                            description = "A plan as JSON, or a Compose file.")
                    String file,
            @Option(
                            names = "--rules",
                            paramLabel = "FOLDER",
                            description = "The folder of the rules; only those that come with Binome when left out.")
                    @Nullable
                    String folder,
            @Option(
                            names = "--environment",
                            paramLabel = "NAME",
                            defaultValue = "dev",
                            description = "The environment of the stack (default: ${DEFAULT-VALUE}).")
                    String environment,
            @Option(
                            names = "--source",
                            paramLabel = "FOLDER",
                            description =
                                    "Where the stack's files are, to say at which line something is written (default:"
                                            + " where the plan is).")
                    @Nullable
                    String source) {
        OfflineGuidelines rules = folder == null ? OfflineGuidelines.shipped() : rules(folder);
        Output output = context.output();
        if (!rules.wrong().isEmpty()) {
            rules.wrong().forEach(finding -> context.err().println(Output.clean(place(folder, finding))));
            context.err().flush();
            throw new CommandProblem("The rules are wrong at " + rules.wrong().size()
                    + (rules.wrong().size() == 1 ? " place." : " places."));
        }
        Path path = context.directory().resolve(file).toAbsolutePath().normalize();
        Path parent = path.getParent();
        FolderTree tree =
                new FolderTree(source != null ? context.directory().resolve(source) : parent == null ? path : parent);
        boolean compose = file.endsWith(".yaml") || file.endsWith(".yml");
        StackDeclaration stack = new StackDeclaration(
                name(path),
                "",
                compose ? "compose" : "opentofu",
                environment,
                "main",
                compose ? List.of(file(path)) : List.of(),
                List.of(),
                new TreeMap<>());
        Plan plan = compose ? composePlan(path, tree, stack) : tofuPlan(file, stack);
        Assessment assessment = rules.check(plan, stack, tree, context.clock().instant());
        if (!output.printedJson(context.mapper()
                .valueToTree(Map.of(
                        "risk", word(assessment.risk()),
                        "reasons", assessment.reasons(),
                        "blocks", assessment.blocks(),
                        "findings", assessment.findings())))) {
            print(output, assessment);
        }
        return assessment.blocks() ? Failures.PROBLEM : 0;
    }

    private Plan tofuPlan(String file, StackDeclaration stack) {
        Plan read = PlanCommands.read(context, file).plan();
        return new Plan(
                read.engine(),
                stack.name(),
                stack.environment(),
                read.changes(),
                read.resolutions(),
                read.outputs(),
                read.drift(),
                read.checks(),
                read.deferred());
    }

    private Plan composePlan(Path path, FolderTree tree, StackDeclaration stack) {
        if (!Files.isRegularFile(path)) {
            throw new CommandProblem("The file " + path + " cannot be read.");
        }
        return switch (ComposeFilePlan.of(tree, stack)) {
            case ComposeFilePlan.Planned(Plan plan) -> plan;
            case ComposeFilePlan.Refused(List<Finding> findings) -> {
                findings.forEach(finding -> context.err().println(Output.clean(place(null, finding))));
                context.err().flush();
                throw new CommandProblem("The Compose file cannot be planned.");
            }
        };
    }

    @Command(name = "list", description = "List the rules that come with Binome, and those of a folder.")
    int list(
            @Option(names = "--rules", paramLabel = "FOLDER", description = "The folder of the rules.") @Nullable
                    String folder) {
        OfflineGuidelines rules = folder == null ? OfflineGuidelines.shipped() : rules(folder);
        Output output = context.output();
        if (!output.printedJson(context.mapper().valueToTree(rules.rules()))) {
            output.table(
                    List.of("ID", "FROM", "SEVERITY", "RISK", "TITLE"),
                    rules.rules().stream().map(GuidelineCommands::row).toList());
        }
        return rules.wrong().isEmpty() ? 0 : Failures.PROBLEM;
    }

    private static List<String> row(RuleView rule) {
        return List.of(
                rule.id(),
                rule.layer().equals("shipped") ? "Binome" : rule.file(),
                word(rule.severity()),
                rule.risk() == null ? "" : word(rule.risk()),
                rule.title().getOrDefault("en", ""));
    }

    private OfflineGuidelines rules(String folder) {
        Path path = context.directory().resolve(folder);
        if (!Files.isDirectory(path)) {
            throw new CommandProblem("There is no folder " + folder + ".");
        }
        return OfflineGuidelines.of(new FolderTree(path), "");
    }

    private static void print(Output output, Assessment assessment) {
        for (GuidelineFinding finding : assessment.findings()) {
            output.line(head(output, finding) + Output.clean(finding.message().getOrDefault("en", finding.title())));
            String place = finding.file() == null ? "" : finding.file() + ":" + finding.line() + "  ";
            String reference = finding.reference() == null ? "" : "  (" + finding.reference() + ")";
            output.line(
                    "         " + output.paint(Colour.FAINT, Output.clean(place + finding.guideline() + reference)));
            String fix = finding.fix().get("en");
            if (fix != null) {
                output.line("         " + Output.clean(fix));
            }
        }
        long blocking =
                assessment.findings().stream().filter(GuidelineFinding::blocks).count();
        output.line("Risk: " + word(assessment.risk()) + ". "
                + (blocking == 0
                        ? "Nothing blocks."
                        : blocking == 1 ? "1 finding blocks." : blocking + " findings block."));
    }

    private static String head(Output output, GuidelineFinding finding) {
        String word = "%-9s".formatted(word(finding.severity()));
        return switch (finding.severity()) {
            case BLOCK -> output.paint(Colour.RED, word);
            case WARN -> output.paint(Colour.YELLOW, word);
            case INFO -> output.paint(Colour.FAINT, word);
        };
    }

    private static void print(Output output, String folder, Finding finding) {
        output.line(Output.clean(place(folder, finding)));
        if (finding.instead() != null) {
            output.line("    " + Output.clean(finding.instead()));
        }
    }

    private static String place(@Nullable String folder, Finding finding) {
        String file = folder == null ? finding.file() : folder + "/" + finding.file();
        return (finding.line() == 0 ? file : file + ":" + finding.line() + ":" + finding.column()) + ": "
                + finding.reason();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String file(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    /** The stack has the name of its folder. */
    private static String name(Path path) {
        Path folder = path.getParent();
        Path name = folder == null ? null : folder.getFileName();
        return name == null ? "stack" : name.toString();
    }
}
