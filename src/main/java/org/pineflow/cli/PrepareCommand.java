package org.pineflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pineflow prepare}: makes later starts cheaper, on this machine and with this Java. */
@Command(
        name = "prepare",
        description = {
            "Makes later starts cheaper: keeps the classes of Pineflow as this Java has read and checked them, in a file of",
            "about 55 MB in the folder lib. Takes some ten seconds, talks to nobody outside the process. The launcher uses the",
            "file from then on; with another Java, or after an upgrade, it is passed over until the next prepare."
        })
final class PrepareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            ClassArchive archive = ClassArchive.ofThisProgram();
            out.println("Starting a demo, to see which classes are needed ...");
            out.flush();
            Path made = archive.make(Home.find());
            out.println("Later starts use " + made);
            return CommandExit.DONE;
        } catch (IOException e) {
            err.println("Failed, and nothing is changed: " + e.getMessage());
            return CommandExit.FAILED;
        }
    }
}
