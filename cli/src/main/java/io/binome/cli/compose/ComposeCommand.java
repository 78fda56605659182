package io.binome.cli.compose;

import picocli.CommandLine.Command;

/** {@code binome compose}: work on Compose files without a server. */
@Command(
        name = "compose",
        mixinStandardHelpOptions = true,
        description = "Work on Compose files.",
        subcommands = ComposeConfigCommand.class)
public final class ComposeCommand {}
