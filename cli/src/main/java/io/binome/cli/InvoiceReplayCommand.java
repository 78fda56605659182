package io.binome.cli;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceReplay;
import io.binome.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome bill replay}: an invoice worked out once more, on this machine. */
@Command(
        name = "replay",
        description = {
            "Work an invoice out again from what was kept with it: usage, price book, earlier charges.",
            "A file needs no server. Exit code 0 when each cent is the same, 1 when not; it says where."
        })
final class InvoiceReplayCommand implements java.util.concurrent.Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "FILE|INVOICE",
            description =
                    "A file as `binome bill export` wrote it, or the number of an invoice, which is fetched first.")
    private String subject = "";

    InvoiceReplayCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        byte[] archive = archive();
        InvoiceReplay replay;
        try {
            replay = InvoiceReplay.of(archive);
        } catch (IllegalArgumentException malformed) {
            throw new CommandProblem(subject + " is no archive of an invoice. "
                    + Output.clean(String.valueOf(malformed.getMessage())) + ".");
        }
        Invoice invoice = replay.invoice();
        String payable = invoice.payable().amount().stripTrailingZeros().toPlainString() + " " + invoice.currency();
        ObjectNode answer = context.mapper().createObjectNode();
        String sha256 = Sha256.hex(archive);
        answer.put("number", invoice.number())
                .put("payable", payable)
                .put("same", replay.same())
                .put("sha256", sha256);
        replay.differences().forEach(answer.putArray("differences")::add);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            if (replay.same()) {
                output.line(
                        invoice.number() + ": each of its " + invoice.lines().size()
                                + " lines comes to the same cents, and so does what is payable: " + payable + ".");
                output.line("Where it is the one that was issued, the ledger has its SHA-256 in the invoice's entry: "
                        + sha256);
            } else {
                output.line(invoice.number() + " does not come to what it says:");
                replay.differences().forEach(difference -> output.line("  " + Output.clean(difference)));
            }
        }
        return replay.same() ? 0 : Failures.PROBLEM;
    }

    private byte[] archive() throws IOException {
        Path file = context.directory().resolve(subject);
        if (Files.isRegularFile(file)) {
            return Files.readAllBytes(file);
        }
        if (!subject.matches("[0-9]{4}-[0-9]{5,9}")) {
            throw new CommandProblem("There is no file " + subject + ", and it is no number of an invoice either.");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        context.api().download(context.inTenant("invoices", subject, "export"), out);
        return out.toByteArray();
    }
}
