package org.pineflow.ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while the hot store's database cannot be asked, because then no request can be served. What it was asked counts for
 * a second, and it is asked once at a time: whoever asks for health often, or while the database hangs, adds nothing to its
 * load. Safe for use by several threads.
 */
final class StoreHealthCheck extends AbstractHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final DataSource database;
    private final Executor executor;
    private final LongSupplier nanoClock;

    /** Guarded by this object. */
    private Optional<Question> latest = Optional.empty();

    /** A question to the database; its answer is what is wrong, if anything is. */
    private record Question(CompletableFuture<Optional<String>> answer, long asked) {

        boolean counts(long now) {
            return !answer.isDone() || now - asked < KEPT.toNanos();
        }
    }

    /**
     * @param executor where the database is asked; a question takes one of its threads for as long as the database hangs
     * @param nanoClock nanoseconds that never go back
     */
    StoreHealthCheck(DataSource database, Executor executor, LongSupplier nanoClock) {
        super("camel", "ingest-store");
        this.database = database;
        this.executor = executor;
        this.nanoClock = nanoClock;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Optional<String> problem = problem();
        problem.ifPresent(text -> builder.detail("problem", text).message(text).down());
        if (problem.isEmpty()) {
            builder.up();
        }
    }

    private Optional<String> problem() {
        try {
            Question question = question();
            long left = PATIENCE.toNanos() - (nanoClock.getAsLong() - question.asked());
            return question.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.of("the event store has not answered for " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Optional.of(
                    "the event store cannot be asked: " + e.getCause().getMessage());
        } catch (RejectedExecutionException e) {
            return Optional.of("the service is stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("stopped while waiting for the event store");
        }
    }

    private synchronized Question question() {
        long now = nanoClock.getAsLong();
        Question question = latest.filter(asked -> asked.counts(now))
                .orElseGet(() -> new Question(CompletableFuture.supplyAsync(this::ask, executor), now));
        latest = Optional.of(question);
        return question;
    }

    private Optional<String> ask() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("the event store cannot be reached: " + e.getMessage());
        }
    }
}
