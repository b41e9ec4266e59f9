package org.pineflow.cli;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.pineflow.fd1.check.CheckedStream;
import org.pineflow.fd1.check.ServerCheck;
import org.pineflow.fd1.check.ServerReport;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.finding.Finding;
import org.pineflow.finding.Verdict;
import org.pineflow.flowcore.FlowcoreEndpoint;
import org.pineflow.flowcore.SinkCheck;

/** Loads settings and routes as a run does, starts none of them, and asks servers and sinks what they will be asked. */
final class Check {

    /** So many streams of all servers are asked about at the same time. */
    private static final int PARALLEL = 8;

    private final PineflowMain main;
    private final Duration timeout;
    private final Optional<Canary> canary;
    private final CheckReport report;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * The event that is posted.
     *
     * @param readUrl where it is read back; empty = at the sink itself
     */
    record Canary(String flowType, String eventType, Optional<String> readUrl) {}

    /**
     * @param routes where the route files are; empty = where the settings say
     * @param timeout longest wait for one answer
     * @param canary empty = nothing is posted
     */
    Check(Settings settings, Optional<String> routes, Duration timeout, Optional<Canary> canary, CheckReport report) {
        this.main = new PineflowMain(settings.under(quiet()), routes);
        this.timeout = timeout;
        this.canary = canary;
        this.report = report;
    }

    /** No port and no route, and each route knows its line. */
    private static List<Setting> quiet() {
        String origin = "check";
        return List.of(
                new Setting("camel.management.enabled", "false", origin),
                new Setting("camel.server.enabled", "false", origin),
                new Setting("camel.main.sourceLocationEnabled", "true", origin),
                new Setting("camel.main.autoStartup", "false", origin));
    }

    /** Checks everything, and returns the exit code. */
    int run() {
        try {
            main.start();
        } catch (Exception e) {
            StartFailure failure = main.explain(e);
            System.err.println(failure.message());
            main.stop();
            return failure.exitCode();
        }
        try {
            check(main.getCamelContext());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return CommandExit.FAILED;
        } finally {
            main.stop();
        }
        report.summary(findings);
        boolean failed = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL);
        return failed ? CommandExit.FAILED : CommandExit.DONE;
    }

    private void check(CamelContext context) throws InterruptedException {
        RoutePlaces places = new RoutePlaces(context);
        add(new TakenReceipts(context, places).findings());
        List<ConfiguredStream> streams = ConfiguredStream.allOf(context, places);
        if (streams.isEmpty()) {
            add(List.of(Finding.warn("routes", "no route reads from fd1:", "name route files with --routes")));
        }
        add(ConfiguredStream.duplicates(streams));
        Map<String, StoredPosition> positions = new LinkedHashMap<>();
        for (ConfiguredStream stream : streams) {
            StoredPosition position = StoredPosition.of(stream);
            positions.putIfAbsent(stream.checked().name(), position);
            add(position.findings());
        }
        ExecutorService workers = Executors.newFixedThreadPool(PARALLEL, Check::daemon);
        ExecutorService leaders = Executors.newCachedThreadPool(Check::daemon);
        try (Fd1Links links = new Fd1Links(1)) {
            List<Future<List<Finding>>> sinks = sinks(context, leaders);
            servers(context, streams, positions, new ServerCheck(links, workers, timeout, Clock.systemUTC()), leaders);
            for (Future<List<Finding>> sink : sinks) {
                add(result(sink));
            }
        } finally {
            workers.shutdownNow();
            leaders.shutdownNow();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "pineflow-check");
        thread.setDaemon(true);
        return thread;
    }

    private void servers(
            CamelContext context,
            List<ConfiguredStream> streams,
            Map<String, StoredPosition> positions,
            ServerCheck server,
            ExecutorService leaders)
            throws InterruptedException {
        Map<Fd1Settings, List<ConfiguredStream>> byServer = new LinkedHashMap<>();
        streams.forEach(stream -> byServer.computeIfAbsent(stream.checked().server(), missing -> new ArrayList<>())
                .add(stream));
        Map<Fd1Settings, Future<ServerReport>> asked = new LinkedHashMap<>();
        byServer.forEach((settings, of) -> {
            List<CheckedStream> checked =
                    of.stream().map(ConfiguredStream::checked).toList();
            asked.put(
                    settings,
                    leaders.submit(() -> server.check(settings, checked, stream -> positions
                            .get(stream.name())
                            .position())));
        });
        Optional<Integer> limit = flowcores(context).stream()
                .map(endpoint -> endpoint.getConfiguration().getMaxEventBytes())
                .min(Comparator.naturalOrder());
        for (Map.Entry<Fd1Settings, Future<ServerReport>> entry : asked.entrySet()) {
            ServerReport told = result(entry.getValue());
            add(told.findings().stream()
                    .map(finding -> placed(finding, byServer.get(entry.getKey())))
                    .toList());
            limit.ifPresent(bytes -> add(EventSizes.findings(told.largestRows(), bytes)));
        }
    }

    private static Finding placed(Finding finding, List<ConfiguredStream> streams) {
        boolean good = finding.verdict() == Verdict.OK;
        return streams.stream()
                .filter(stream -> !good && stream.checked().about().equals(finding.about()))
                .findFirst()
                .map(stream -> finding.in(stream.where()))
                .orElse(finding);
    }

    private static List<FlowcoreEndpoint> flowcores(CamelContext context) {
        return context.getEndpoints().stream()
                .filter(FlowcoreEndpoint.class::isInstance)
                .map(FlowcoreEndpoint.class::cast)
                .toList();
    }

    /** One check for each sink, and one canary for each tenant and data core of it. */
    private List<Future<List<Finding>>> sinks(CamelContext context, ExecutorService leaders) {
        Set<List<Object>> seen = new LinkedHashSet<>();
        Set<String> reached = new LinkedHashSet<>();
        List<Future<List<Finding>>> asked = new ArrayList<>();
        for (FlowcoreEndpoint endpoint : flowcores(context)) {
            SinkCheck sink = endpoint.sinkCheck(timeout, leaders);
            var options = endpoint.getConfiguration();
            boolean first = reached.add(sink.about());
            if (first) {
                asked.add(leaders.submit(() -> List.of(sink.reach())));
            }
            boolean other =
                    seen.add(List.of(sink.about(), options.getTenant(), options.getDataCore(), options.getApiKey()));
            if (other) {
                canary.ifPresent(event -> asked.add(
                        leaders.submit(() -> sink.canary(event.flowType(), event.eventType(), event.readUrl()))));
            }
        }
        return asked;
    }

    private static <T> T result(Future<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }

    private void add(List<Finding> more) {
        findings.addAll(more);
        report.tell(more);
    }
}
