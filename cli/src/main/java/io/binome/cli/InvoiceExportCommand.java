package io.binome.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code binome bill export}: an invoice as a file. */
@Command(
        name = "export",
        description = {
            "Write an invoice to a file: all that it was worked out from, or another form of it.",
            "`binome bill replay FILE` works the archive out again without a server."
        })
final class InvoiceExportCommand implements java.util.concurrent.Callable<Integer> {
    /** What an invoice can be written as. */
    enum Form {
        EXPORT(".zip"),
        PDF(".pdf"),
        XML(".xml"),
        CSV(".csv"),
        FOCUS("-focus.csv");

        private final String ending;

        Form(String ending) {
            this.ending = ending;
        }
    }

    private final Context context;

    @Parameters(paramLabel = "INVOICE", description = "Its number, such as 2026-00042.")
    private String number = "";

    @Option(
            names = "--as",
            paramLabel = "FORM",
            defaultValue = "EXPORT",
            description = "export (the archive, the default), pdf (Factur-X), xml, csv or focus.")
    private Form form = Form.EXPORT;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to; the number of the invoice when left out.")
    private @org.jspecify.annotations.Nullable Path file;

    InvoiceExportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Path to = file == null ? Path.of(number + form.ending) : file;
        Path target = context.directory().resolve(to).toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CommandProblem("There is no folder for the file " + to + ". Nothing was written.");
        }
        Path part = Files.createTempFile(folder, ".binome", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                context.api()
                        .download(
                                context.inTenant("invoices", number, form.name().toLowerCase(Locale.ROOT)), out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        context.output().say("Written to " + to + ".");
        return 0;
    }
}
