package io.binome.cli;

import io.binome.cli.compose.ComposeCommand;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The {@code binome} command. Exit codes: 0 done, 1 a problem (its sentence is on the error output), 2 wrong usage,
 * 3 no server answers, 4 the ledger that the server shows is not the one that was seen before.
 */
@Command(
        name = "binome",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "binome 0.1.0",
        description = "Propose, review and apply changes to production, and see what runs.",
        sortOptions = false,
        subcommands = {
            SignInCommands.Login.class,
            SignInCommands.Logout.class,
            SignInCommands.WhoAmI.class,
            ChangeCommands.class,
            RunCommands.class,
            StackCommands.class,
            StateCommands.class,
            ServiceCommands.class,
            VolumeCommands.class,
            DriftCommands.class,
            RepositoryCommands.class,
            LedgerCommands.class,
            ContractCommands.class,
            EvidenceCommands.class,
            TenantCommands.class,
            MemberCommands.class,
            TokenCommands.class,
            SiteCommands.class,
            HostCommands.class,
            RegistryCommands.class,
            SecretCommands.class,
            VaultCommands.class,
            NotificationCommands.class,
            WebhookCommands.class,
            BackupCommand.class,
            RestoreCommand.class,
            KeysCommands.class,
            ComposeCommand.class,
            PlanCommands.class,
            WindowCommands.class,
            AdviceCommands.class,
            AutonomyCommands.class,
            PriceCommands.class,
            BillCommands.class,
            UsageCommand.class,
            InvoiceCommands.class,
            MarginCommand.class,
            GuidelineCommands.class,
            DemoCommand.class,
            GitCredentialCommand.class,
            GenerateCompletion.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Environment: BINOME_SERVER, BINOME_CA, BINOME_TOKEN, BINOME_TENANT; NO_COLOR for plain text.",
            "Exit codes: 0 done, 1 a problem, 2 wrong usage, 3 no server answers, 4 the ledger was rewritten."
        })
public final class BinomeCommand implements Runnable {
    private final Context context;

    BinomeCommand(Context context) {
        this.context = context;
    }

    @Option(
            names = "--server",
            order = 101,
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Server to speak to.")
    void server(@Nullable String server) {
        context.options().server(server);
    }

    @Option(
            names = "--ca",
            order = 102,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Certificates (PEM) of who is to vouch for the server.")
    void authorities(@Nullable Path authorities) {
        context.options().authorities(authorities);
    }

    @Option(
            names = "--tenant",
            order = 103,
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Tenant to work in.")
    void tenant(@Nullable String tenant) {
        context.options().tenant(tenant);
    }

    @Option(names = "--json", order = 104, scope = ScopeType.INHERIT, description = "Print JSON for programs.")
    void json(boolean json) {
        context.options().json(json);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                context.commandLine(this), "Say what to do; `binome help` lists the commands.");
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int exit = run(Context.ofProcess(out, err), arguments);
        out.flush();
        err.flush();
        System.exit(exit);
    }

    static int run(Context context, String... arguments) {
        return commandLine(context).execute(arguments);
    }

    static CommandLine commandLine(Context context) {
        CommandLine line = new CommandLine(new BinomeCommand(context), new CommandFactory(context));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(context.out());
        line.setErr(context.err());
        line.setExecutionExceptionHandler(new Failures(context));
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    /** Makes commands that want one with the process's context. */
    private record CommandFactory(Context context) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Context.class) {
                    return type.cast(constructor.newInstance(context));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
