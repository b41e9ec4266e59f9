package org.pineflow.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pineflow.deadletter.DeadLetterStoreException;
import org.pineflow.ingest.catalog.CatalogEditException;
import org.pineflow.ingest.catalog.CatalogException;
import org.pineflow.position.PositionStoreException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The main class of the launcher. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. */
@Command(
        name = "pineflow",
        description = "Carries Fieldpine FD1 data into Flowcore.",
        versionProvider = Pineflow.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CheckCommand.class,
            DeadLettersCommand.class,
            DemoCommand.class,
            PositionsCommand.class,
            PrepareCommand.class,
            RunCommand.class,
            SimulateCommand.class,
            SyncCommand.class,
            WebhookCommand.class
        })
public final class Pineflow implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private Pineflow() {}

    /** Runs the command that the arguments name and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Camel looks options up in the lower case of this language: in Turkish there would be no apiKeyIn.
        Locale.setDefault(Locale.ROOT);
        TemporaryFiles.avoidThoseOfVertx();
        System.exit(commandLine().execute(arguments));
    }

    /** The commands, with the ways to explain a mistake. */
    static CommandLine commandLine() {
        return new CommandLine(new Pineflow())
                .setUsageHelpWidth(110)
                .setParameterExceptionHandler(Pineflow::explainUsage)
                .setExecutionExceptionHandler(Pineflow::explainFailure);
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandExit.WRONG_USAGE;
    }

    private static int explainUsage(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help.");
        }
        return CommandExit.WRONG_USAGE;
    }

    private static int explainFailure(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof CatalogEditException) {
            commandLine.getErr().println("Failed: " + e.getMessage());
            return CommandExit.FAILED;
        }
        if (e instanceof ConfigurationException || e instanceof CatalogException) {
            commandLine.getErr().println(e.getMessage());
            return CommandExit.WRONG_USAGE;
        }
        if (e instanceof StartFailedException failed && !failed.failure().isUnexpected()) {
            commandLine.getErr().println(e.getMessage());
            return failed.failure().exitCode();
        }
        if (e instanceof PositionStoreException || e instanceof DeadLetterStoreException) {
            commandLine.getErr().println("Failed: " + e.getMessage());
            return CommandExit.FAILED;
        }
        if (e instanceof UncheckedIOException io) {
            commandLine.getErr().println("Failed: " + io.getCause().getMessage());
            return CommandExit.FAILED;
        }
        throw e; // A fault of ours: picocli prints its stack trace, and the exit code is 1.
    }

    /** Reads the version from the manifest of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Pineflow.class.getPackage().getImplementationVersion())
                    .orElse("(built from sources)");
            return new String[] {"Pineflow " + version, "Java " + Runtime.version()};
        }
    }
}
