package org.pineflow.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.util.StringHelper;
import org.pineflow.fd1.Fd1Endpoint;
import org.pineflow.fd1.Fd1PollConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every poll route once. The thread of {@link #run()} leads; another one shows progress and watches for standstill. */
final class Sync implements Foreground.Service {

    /** As a shell reports a process that SIGTERM ended. */
    static final int STOPPED = 143;

    private static final Logger LOG = LoggerFactory.getLogger(Sync.class);
    private static final Set<String> HELPERS = Set.of("direct", "seda", "kamelet");
    private static final Duration WATCH_EVERY = Duration.ofMillis(250);

    private final PineflowMain main;
    private final Duration timeout;
    private final int parallel;
    private final SyncReport report;
    private final List<SyncPoll> polls = new ArrayList<>();
    private boolean stopped;

    /**
     * @param routes where the route files are; empty = where the settings say
     * @param timeout how long a poll may stand still; zero = for ever
     * @param parallel how many polls at the same time
     */
    Sync(Settings settings, Optional<String> routes, Duration timeout, int parallel, SyncReport report) {
        this.timeout = timeout;
        this.parallel = parallel;
        this.report = report;
        main = new PineflowMain(settings.under(quiet()), routes);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                support.getCamelContext()
                        .getCamelContextExtension()
                        .registerEndpointCallback((uri, endpoint) -> pollsOnDemand(endpoint));
            }
        });
    }

    /** No port, so that a bridge may run beside it; and no route before we have looked at it. */
    private static List<Setting> quiet() {
        String origin = "sync";
        return List.of(
                new Setting("camel.management.enabled", "false", origin),
                new Setting("camel.server.enabled", "false", origin),
                new Setting("camel.main.autoStartup", "false", origin));
    }

    private static Endpoint pollsOnDemand(Endpoint endpoint) {
        if (endpoint instanceof Fd1Endpoint fd1) {
            fd1.setStartScheduler(false);
        }
        return endpoint;
    }

    @Override
    public int run() {
        try {
            main.start();
            startRoutes(main.getCamelContext());
        } catch (Exception e) {
            StartFailure failure = main.explain(e);
            System.err.println(failure.message());
            main.stop();
            return failure.exitCode();
        }
        try {
            pollAll();
        } finally {
            main.stop();
        }
        boolean good = polls.stream().allMatch(poll -> poll.failure().isEmpty());
        report.summary(polls, good);
        return isStopped() ? STOPPED : good ? CommandExit.DONE : CommandExit.FAILED;
    }

    private void startRoutes(CamelContext context) throws Exception {
        for (Route route : context.getRoutes()) {
            if (HELPERS.contains(StringHelper.before(route.getEndpoint().getEndpointUri(), ":"))) {
                context.getRouteController().startRoute(route.getRouteId());
            }
        }
        for (Route route : context.getRoutes()) {
            boolean wanted = !Boolean.FALSE.equals(route.isAutoStartup());
            if (wanted && route.getConsumer() instanceof Fd1PollConsumer consumer) {
                context.getRouteController().startRoute(route.getRouteId());
                add(new SyncPoll(route.getRouteId(), consumer));
            } else if (route.getEndpoint() instanceof Fd1Endpoint) {
                LOG.info("Route {} is no poll and does not run.", route.getRouteId());
            }
        }
        if (polls.isEmpty()) {
            throw new ConfigurationException(
                    "There is no poll route (from: fd1:poll:…) to run. Name route files with --routes.");
        }
        context.getManagementStrategy().addEventNotifier(new SyncRefusals(polls));
    }

    private synchronized void add(SyncPoll poll) {
        polls.add(poll);
    }

    private void pollAll() {
        ExecutorService workers = Executors.newFixedThreadPool(parallel, task -> new Thread(task, "sync-poll"));
        ScheduledExecutorService watcher =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sync-watch"));
        try {
            List<Future<?>> tasks = submit(workers);
            watcher.scheduleAtFixedRate(
                    this::watch, WATCH_EVERY.toMillis(), WATCH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            for (Future<?> task : tasks) {
                await(task);
            }
            workers.shutdown();
            workers.awaitTermination(10, TimeUnit.SECONDS);
            watcher.shutdown();
            watcher.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
            watcher.shutdownNow();
        }
        report.progressEnds(polls);
    }

    private synchronized List<Future<?>> submit(ExecutorService workers) {
        List<Future<?>> tasks = new ArrayList<>();
        if (!stopped) {
            for (SyncPoll poll : polls) {
                Future<?> task = workers.submit(poll::run);
                poll.task(task);
                tasks.add(task);
            }
        }
        return tasks;
    }

    private static void await(Future<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (CancellationException givenUp) {
            // The poll knows why.
        } catch (ExecutionException unexpected) {
            throw new IllegalStateException(unexpected.getCause());
        }
    }

    private void watch() {
        long now = System.nanoTime();
        polls.forEach(poll -> poll.watch(now, timeout));
        report.progress(polls, now);
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        polls.forEach(poll -> poll.giveUp("stopped by a signal; the next run goes on from what is delivered"));
    }

    @Override
    public Duration stopTimeout() {
        return Duration.ofSeconds(main.configure().getShutdownTimeout() + 30L);
    }
}
