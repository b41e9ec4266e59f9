package org.pineflow.fd1;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.pineflow.option.Nearest;
import org.pineflow.option.OptionValue;

/**
 * Refuses options that nobody knows, with the name that may have been meant, and options that belong to another operation:
 * they would be taken, and do nothing.
 */
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
            "redeliveryMaxDelay",
            "bridgeErrorHandler",
            "exceptionHandler",
            "exchangePattern");

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

    /** Every option there is, in alphabetical order. */
    private static final SortedSet<String> ALL = new TreeSet<>(new Fd1EndpointUriFactory().propertyNames());

    private OptionCheck() {}

    /**
     * @param options of a URI; Camel takes their names in any case
     * @throws IllegalArgumentException when one does not exist, belongs to another operation, or has a value that Camel
     *     would take for something else
     */
    static void check(Operation operation, String uri, Map<String, Object> options) {
        check(operation, uri, options.keySet());
        Fd1EndpointConfigurer types = new Fd1EndpointConfigurer();
        options.forEach((name, value) -> OptionValue.of(types.getOptionType(name.replace("-", ""), true))
                .flatMap(type -> type.complaint(value.toString()))
                .ifPresent(complaint -> {
                    throw new IllegalArgumentException(
                            name + "=" + value + " in " + uri.replaceAll("\\?.*", "") + " " + complaint);
                }));
    }

    /**
     * @param names the options of a URI; Camel takes them in any case
     * @throws IllegalArgumentException when one does not exist, or belongs to another operation
     */
    static void check(Operation operation, String uri, Collection<String> names) {
        for (String written : names) {
            String name = known(operation, uri, written);
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

    private static String known(Operation operation, String uri, String written) {
        if (written.indexOf('.') >= 0) {
            return written;
        }
        String name = written.replace("-", "");
        return ALL.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(written + " is no option of fd1:" + operation.text()
                        + meant(operation, name) + " See " + uri.replaceAll("\\?.*", "")));
    }

    private static String meant(Operation operation, String name) {
        List<String> possible = ALL.stream()
                .filter(option -> owners(option).isEmpty() || owners(option).contains(operation))
                .toList();
        return Nearest.to(name, possible)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; its options are " + String.join(", ", possible) + ".");
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
        if (name.equals("lazyStartProducer")) {
            return List.of(Operation.REQUEST);
        }
        if (name.equals("sinceArgument")) {
            return List.of(Operation.FIREHOSE, Operation.POLL);
        }
        boolean schedule = SCHEDULE.contains(name) || name.startsWith("scheduler.");
        return schedule ? List.of(Operation.POLL) : List.of();
    }
}
