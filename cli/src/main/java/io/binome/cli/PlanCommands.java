package io.binome.cli;

import io.binome.kernel.ProblemException;
import io.binome.opentofu.Fingerprinter;
import io.binome.opentofu.TerraformPlan;
import io.binome.stacks.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome plan}: plans of OpenTofu and Terraform, read as the server reads them, without one. */
@Command(name = "plan", description = "Look at plans of OpenTofu and Terraform.")
final class PlanCommands {
    private final Context context;

    PlanCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "show",
            description = {
                "Show what a plan would do, as a change on the server shows it. Needs no server.",
                "FILE is what `terraform show -json PLANFILE` or `tofu show -json PLANFILE` prints;"
                        + " formats 0.1 to 1.x. Values that are marked as sensitive are never shown."
            })
    int show(
            @Parameters(paramLabel = "FILE", description = "The plan as JSON; - for the standard input.") String file) {
        TerraformPlan read = read(context, file);
        Plan plan = read.plan();
        Output output = context.output();
        JsonNode json = context.mapper().valueToTree(plan.toJson());
        if (!output.printedJson(json)) {
            new PlanPage(output, context.width()).print(json, head(read));
        }
        warn(read);
        return 0;
    }

    static TerraformPlan read(Context context, String file) {
        try (InputStream json = open(context, file)) {
            return TerraformPlan.read(json, new TerraformPlan.Subject("opentofu", name(file), ""), fingerprinter());
        } catch (ProblemException refused) {
            throw new CommandProblem(refused.problem().message());
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
    }

    private static InputStream open(Context context, String file) throws IOException {
        return file.equals("-")
                ? System.in
                : Files.newInputStream(context.directory().resolve(file));
    }

    private static String name(String file) {
        Path name = Path.of(file).getFileName();
        return name == null ? file : name.toString();
    }

    private static String head(TerraformPlan read) {
        return (read.toolVersion().isEmpty() ? "" : "planned with " + read.toolVersion() + ", ") + "format "
                + read.formatVersion();
    }

    private void warn(TerraformPlan read) {
        if (read.errored()) {
            context.err()
                    .println(
                            "warning: Planning broke off with an error: this plan is incomplete and cannot be applied.");
        }
        if (!read.complete()) {
            context.err().println("warning: This plan is not everything: another one is needed after it is applied.");
        }
        read.unread().forEach(section -> context.err()
                .println("warning: The section " + Output.clean(section) + " is of a newer format and is not shown."));
        context.err().flush();
    }

    /** Of no use after this command: with a key that nobody keeps, short secrets cannot be guessed from it. */
    private static Fingerprinter fingerprinter() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return json -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(json.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
                throw new IllegalStateException("Every Java has HmacSHA256", missing);
            }
        };
    }
}
