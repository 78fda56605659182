package io.binome.cli;

import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells failures in one sentence, never in a stack trace. */
final class Failures implements IExecutionExceptionHandler {
    static final int PROBLEM = 1;
    static final int UNREACHABLE = 3;
    static final int REWRITTEN = 4;

    private final Context context;

    Failures(Context context) {
        this.context = context;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine command, ParseResult parsed) throws Exception {
        switch (exception) {
            case CommandProblem problem -> {
                if (context.options().json() && problem.document() != null) {
                    context.err().println(problem.document());
                } else {
                    context.err().println("binome: " + problem.getMessage());
                }
                return PROBLEM;
            }
            case ServerUnreachable unreachable -> {
                context.err().println("binome: " + unreachable.getMessage());
                return UNREACHABLE;
            }
            case LedgerRefused refused -> {
                context.err().println("binome: " + refused.getMessage());
                return REWRITTEN;
            }
            case FileSystemException unwritten -> {
                context.err().println("binome: The file " + unwritten.getFile() + " cannot be read or written.");
                return PROBLEM;
            }
            default -> throw exception;
        }
    }
}
