package org.pineflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.control.ControlEndpoint;
import org.pineflow.simulator.fault.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pineflow simulate}: an FD1 server in the foreground, with a retail chain that trades. */
@Command(
        name = "simulate",
        description = "Runs an FD1 server with a made-up retail chain that trades, until SIGTERM or Ctrl-C.")
final class SimulateCommand implements Callable<Integer> {

    private static final SimulatorSettings DEFAULTS = SimulatorSettings.defaults();

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address to listen on; 127.0.0.1 unless given.")
    private String host = DEFAULTS.host();

    @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on; any free one unless given.")
    private int port = DEFAULTS.port();

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Equal seeds make equal chains.")
    private long seed = DEFAULTS.seed();

    @Option(names = "--rate", paramLabel = "CHANGES", description = "Changes a second; 0 = the chain does not trade.")
    private double rate = DEFAULTS.changesPerSecond();

    @Option(names = "--customers", paramLabel = "COUNT", description = "Customers at the start.")
    private int customers = DEFAULTS.customers();

    @Option(names = "--products", paramLabel = "COUNT", description = "Products at the start.")
    private int products = DEFAULTS.products();

    @Option(names = "--locations", paramLabel = "COUNT", description = "Shops; each has a stock level of each product.")
    private int locations = DEFAULTS.locations();

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "The key a login must bring; empty = no login needed.")
    private String apiKey = DEFAULTS.apiKey();

    @Option(
            names = "--dialect",
            paramLabel = "NAME=VALUE",
            description = "How to speak where the FD1 guide leaves it open; may be repeated.")
    private List<String> dialect = List.of();

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "How to misbehave, as in cut:on=pos.customers.edit,nth=5; may be repeated.")
    private List<String> faults = List.of();

    @Option(names = "--faults", paramLabel = "FILE", description = "A file with one fault a line.")
    private Path faultsFile;

    @Option(
            names = "--control-port",
            paramLabel = "PORT",
            description = "Where faults, data and what was served are controlled by HTTP; nowhere unless given. 0 = any"
                    + " free port.")
    private Integer controlPort;

    @Option(
            names = "--control-host",
            paramLabel = "ADDRESS",
            description = "The address for --control-port; 127.0.0.1 unless given. There is no login.")
    private String controlHost = DEFAULTS.host();

    @Override
    public Integer call() {
        Logging.configure(Home.find());
        return Foreground.run(new Server(settings(), faults()));
    }

    private List<Fault> faults() {
        List<Fault> all = new ArrayList<>();
        try {
            if (faultsFile != null) {
                all.addAll(Fault.script(Files.readAllLines(faultsFile)));
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(faultsFile + ", " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("--faults: there is no file " + faultsFile + ".", e);
        } catch (IOException e) {
            throw new ConfigurationException("--faults: " + faultsFile + " cannot be read: " + e.getMessage(), e);
        }
        try {
            faults.forEach(fault -> all.add(Fault.parse(fault)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--fault: " + e.getMessage(), e);
        }
        return all;
    }

    private SimulatorSettings settings() {
        try {
            return DEFAULTS.withHost(host)
                    .withPort(port)
                    .withSeed(seed)
                    .withChangesPerSecond(rate)
                    .withSizes(customers, products, locations)
                    .withApiKey(apiKey)
                    .withDialect(Dialect.parse(dialect));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    private final class Server implements Foreground.Service {

        private final SimulatorSettings settings;
        private final List<Fault> faults;
        private final CountDownLatch stopped = new CountDownLatch(1);

        private Server(SimulatorSettings settings, List<Fault> faults) {
            this.settings = settings;
            this.faults = faults;
        }

        @Override
        public int run() {
            PrintWriter out = spec.commandLine().getOut();
            try (Simulator simulator = Simulator.start(settings)) {
                addFaults(simulator);
                if (controlPort == null) {
                    trade(simulator, out);
                } else {
                    try (ControlEndpoint control = ControlEndpoint.start(simulator, controlHost, controlPort)) {
                        out.println("It is controlled at " + control.url());
                        trade(simulator, out);
                    }
                }
                return CommandExit.DONE;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return CommandExit.FAILED;
            }
        }

        private void addFaults(Simulator simulator) {
            try {
                faults.forEach(simulator.faults()::add);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(e.getMessage(), e);
            }
        }

        private void trade(Simulator simulator, PrintWriter out) throws InterruptedException {
            simulator.startTrading();
            out.println("FD1 is simulated at " + simulator.url());
            stopped.await();
        }

        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public Duration stopTimeout() {
            return Duration.ofSeconds(10);
        }
    }
}
