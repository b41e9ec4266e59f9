package org.pineflow.fd1;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Refuses options that belong to another operation: they would be taken, and do nothing. */
final class OptionCheck {

    private static final Set<String> STREAM = Set.of(
            "stream",
            "positionStore",
            "keyFields",
            "overlap",
            "batchSize",
            "batchBytes",
            "batchWait",
            "maxInFlight",
            "maxBufferedBytes",
            "rveStamp",
            "timeStamp",
            "timeField",
            "redeliveryDelay",
            "redeliveryMaxDelay");

    private static final Set<String> FIREHOSE = Set.of(
            "shareConnection",
            "startFrom",
            "restart",
            "pollEndpoint",
            "restartArgument",
            "sequencedArgument",
            "replayQuiet",
            "openSettle",
            "stale",
            "closeAfter");

    private static final Set<String> POLL = Set.of("fields", "incremental");

    /** Of Camel's scheduled polls. */
    private static final Set<String> SCHEDULE = Set.of(
            "backoffErrorThreshold",
            "backoffIdleThreshold",
            "backoffMultiplier",
            "delay",
            "greedy",
            "initialDelay",
            "pollStrategy",
            "repeatCount",
            "runLoggingLevel",
            "scheduledExecutorService",
            "scheduler",
            "schedulerProperties",
            "sendEmptyMessageWhenIdle",
            "startScheduler",
            "timeUnit",
            "useFixedDelay");

    private OptionCheck() {}

    /**
     * @param names the options of a URI
     * @throws IllegalArgumentException when one belongs to another operation
     */
    static void check(Operation operation, String uri, Collection<String> names) {
        for (String name : names) {
            List<Operation> owners = owners(name);
            if (!owners.isEmpty() && !owners.contains(operation)) {
                String where = String.join(
                        " and ",
                        owners.stream().map(owner -> "fd1:" + owner.text()).toList());
                throw new IllegalArgumentException("the option " + name + " belongs to " + where + ", not to fd1:"
                        + operation.text() + ". Take it out of " + uri.replaceAll("\\?.*", ""));
            }
        }
    }

    /** The operations that an option belongs to; empty = all. */
    private static List<Operation> owners(String name) {
        if (STREAM.contains(name)) {
            return List.of(Operation.FIREHOSE, Operation.POLL);
        }
        if (FIREHOSE.contains(name)) {
            return List.of(Operation.FIREHOSE);
        }
        if (POLL.contains(name)) {
            return List.of(Operation.POLL);
        }
        if (name.equals("sinceArgument")) {
            return List.of(Operation.FIREHOSE, Operation.POLL);
        }
        if (name.equals("chunked")) {
            return List.of(Operation.POLL, Operation.REQUEST, Operation.FIREHOSE);
        }
        boolean schedule = SCHEDULE.contains(name) || name.startsWith("scheduler.");
        return schedule ? List.of(Operation.POLL) : List.of();
    }
}
