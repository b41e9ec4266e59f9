package org.pineflow.fd1.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What streams run on.
 *
 * @param pool threads that may be blocked by routes and position stores
 * @param timer fires timers; its tasks are short and hand over to the pool
 * @param random for pauses; safe for use by several threads
 */
public record StreamThreads(Executor pool, ScheduledExecutorService timer, RandomGenerator random) {}
