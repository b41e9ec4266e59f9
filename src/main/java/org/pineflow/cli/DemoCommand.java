package org.pineflow.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pineflow.simulator.SimulatorSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pineflow demo}: a simulated FD1 server, the bridge and a webhook in one process. */
@Command(
        name = "demo",
        description = {
            "Shows Pineflow at work: a simulated FD1 server, the bridge and a webhook in one process.",
            "At the end every record of the simulator is compared with what the webhook stored; the exit code is 0",
            "when nothing is missing, different or out of order, else 1. The data is in the folder demo under",
            "pineflow.data, and is deleted when the next demo starts."
        })
final class DemoCommand implements Callable<Integer> {

    /** The log's name in the demo's folder. */
    static final String LOG = "pineflow.log";

    private static final Path SETTINGS = Path.of("config", "application-demo.properties");

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settingsOptions;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Trades for so long, for example 20s, then compares and ends. Default: until Ctrl-C.")
    private Duration length;

    @Option(
            names = "--kill-every",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Cuts all FD1 connections again and again, for example every 5s. Nothing may be lost by it.")
    private Duration killEvery;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "Changes a second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Makes another chain of shops. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() {
        Instant born = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        Path home = Home.find();
        Settings settings = settingsOptions.load(home, List.of(home.resolve(SETTINGS)));
        String data = new Placeholders(settings, System.getenv()).resolve("pineflow.data");
        try (DemoFolder folder =
                DemoFolder.claim(home.resolve(data).resolve("demo").normalize())) {
            Logging.toFile(folder.path().resolve(LOG));
            Demo.Options options =
                    new Demo.Options(chain(), Optional.ofNullable(length), killPause(), LiveLines.areSupported());
            return Foreground.run(new Demo(options, settings, home, folder.path(), System.out, born));
        }
    }

    private SimulatorSettings chain() {
        try {
            return SimulatorSettings.defaults().withSeed(seed).withChangesPerSecond(rate);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private Optional<Duration> killPause() {
        if (killEvery != null && killEvery.isZero()) {
            throw new ParameterException(spec.commandLine(), "--kill-every has to be longer than 0");
        }
        return Optional.ofNullable(killEvery);
    }
}
