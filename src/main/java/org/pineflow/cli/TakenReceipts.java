package org.pineflow.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ExpressionSubElementDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SamplingDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;
import org.pineflow.finding.Finding;

/**
 * Finds the steps that take the receipt of a batch over: once one of them has it, the stream takes the batch for delivered,
 * whatever becomes of it. Looks at the routes that begin with {@code fd1:} and at those that they hand on to.
 */
final class TakenReceipts {

    /** A repetition cannot mend what is refused for good, so its receipt may be taken. */
    private static final String REFUSED = "org.pineflow.flowcore.FlowcoreRejectedException";

    private static final Set<String> HANDING_ON = Set.of("direct", "seda");

    private final RoutePlaces places;
    private final Map<String, RouteDefinition> bySource = new LinkedHashMap<>();
    private final List<RouteDefinition> routes;
    private final CamelContext context;

    TakenReceipts(CamelContext context, RoutePlaces places) {
        this.context = context;
        this.places = places;
        this.routes = places.model().getRouteDefinitions();
        routes.forEach(route -> bySource.putIfAbsent(source(route), route));
    }

    /** One finding for each such step. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Collection<RouteDefinition> fed = fedByStreams();
        for (RouteDefinition route : fed) {
            if (route.getErrorHandlerFactory() instanceof DeadLetterChannelDefinition) {
                findings.add(taken(
                        route,
                        route,
                        "its error handler is a dead letter channel: a batch that fails goes there and counts as"
                                + " delivered, also while the sink is merely away",
                        "leave the error handler out: the stream holds a batch that fails and routes it again"));
            }
            steps(route.getOutputs()).forEach(step -> finding(route, step).ifPresent(findings::add));
        }
        return findings;
    }

    private Collection<RouteDefinition> fedByStreams() {
        Deque<RouteDefinition> open = new ArrayDeque<>();
        routes.stream().filter(TakenReceipts::readsStream).forEach(open::add);
        Set<RouteDefinition> fed = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            RouteDefinition route = open.remove();
            if (fed.add(route)) {
                steps(route.getOutputs()).stream()
                        .filter(ToDefinition.class::isInstance)
                        .map(step -> base(((ToDefinition) step).getEndpointUri()))
                        .filter(uri -> HANDING_ON.contains(scheme(uri)) && bySource.containsKey(uri))
                        .forEach(uri -> open.add(bySource.get(uri)));
            }
        }
        return fed;
    }

    private static boolean readsStream(RouteDefinition route) {
        String source = route.getInput() == null ? "" : route.getInput().getEndpointUri();
        return !Boolean.TRUE.equals(route.isTemplate())
                && (source.startsWith("fd1:") || source.startsWith("kamelet:fd1-"));
    }

    private String source(RouteDefinition route) {
        return route.getInput() == null ? "" : base(route.getInput().getEndpointUri());
    }

    /** A URI without its options, with its placeholders resolved. */
    private String base(String uri) {
        return context.resolvePropertyPlaceholders(uri)
                .replaceFirst("\\?.*", "")
                .replace("://", ":");
    }

    private static String scheme(String uri) {
        return uri.substring(0, Math.max(0, uri.indexOf(':')));
    }

    private static List<ProcessorDefinition<?>> steps(List<ProcessorDefinition<?>> outputs) {
        List<ProcessorDefinition<?>> all = new ArrayList<>();
        for (ProcessorDefinition<?> output : outputs) {
            all.add(output);
            all.addAll(steps(output.getOutputs()));
            if (output instanceof TryDefinition attempt) {
                attempt.getCatchClauses().stream()
                        .filter(clause -> !all.contains(clause))
                        .forEach(clause -> all.addAll(steps(List.of(clause))));
            }
        }
        return all;
    }

    private Optional<Finding> finding(RouteDefinition route, ProcessorDefinition<?> step) {
        if (step instanceof AggregateDefinition) {
            return Optional.of(taken(
                    route,
                    step,
                    "aggregate takes the receipt over: a batch counts as delivered as soon as it is in the aggregation,"
                            + " and a crash loses what is in there",
                    "leave it out: fd1: makes batches itself (batchSize, batchBytes, batchWait)"));
        }
        if (step instanceof ResequenceDefinition) {
            return Optional.of(taken(
                    route,
                    step,
                    "resequence takes the receipt over: a batch counts as delivered while it waits to be put in order",
                    "leave it out: within a key, events come in the order of their rve"));
        }
        if (step instanceof WireTapDefinition<?>) {
            return Optional.of(taken(
                    route,
                    step,
                    "nobody waits for what wireTap sends: a copy that fails is lost",
                    "write to: instead when the copy has to arrive"));
        }
        if (step instanceof FilterDefinition) {
            return Optional.of(taken(
                    route,
                    step,
                    "what filter keeps out counts as delivered",
                    "nothing, if it is meant; a filter in query keeps it from being sent at all"));
        }
        if (step instanceof SamplingDefinition) {
            return Optional.of(taken(
                    route, step, "what sample leaves out counts as delivered", "leave it out, unless it is meant"));
        }
        if (step instanceof StopDefinition) {
            return Optional.of(taken(route, step, "what reaches stop counts as delivered", "nothing, if it is meant"));
        }
        if (step instanceof CatchDefinition) {
            return Optional.of(taken(
                    route,
                    step,
                    "a failure that doCatch handles counts as delivered: the stream does not route the batch again",
                    "name only exceptions that a repetition cannot mend, such as " + REFUSED));
        }
        if (step instanceof SplitDefinition split && handsOn(split, "seda")) {
            return Optional.of(taken(
                    route,
                    step,
                    "split into seda: parts wait in a queue in memory, each by itself, while the batch counts as"
                            + " delivered or failed without them",
                    "write direct: instead of seda:, or waitForTaskToComplete=Always on it"));
        }
        return step instanceof OnExceptionDefinition rule
                ? handled(rule)
                        .map(what -> taken(
                                route,
                                rule,
                                what,
                                "handle only what a repetition cannot mend, such as " + REFUSED
                                        + "; the stream holds every other batch and routes it again"))
                : Optional.empty();
    }

    private boolean handsOn(SplitDefinition split, String scheme) {
        return steps(split.getOutputs()).stream()
                .filter(ToDefinition.class::isInstance)
                .map(step -> ((ToDefinition) step).getEndpointUri())
                .anyMatch(uri -> uri.startsWith(scheme + ":") && !uri.contains("waitForTaskToComplete=Always"));
    }

    private static Optional<String> handled(OnExceptionDefinition rule) {
        boolean handled = isOn(rule.getHandled());
        boolean continued = isOn(rule.getContinued());
        if (!handled && !continued || rule.getExceptions().equals(List.of(REFUSED))) {
            return Optional.empty();
        }
        return Optional.of("onException " + String.join(", ", rule.getExceptions())
                + (handled ? " is handled" : " is continued")
                + ": a batch that fails with it counts as delivered");
    }

    /** A condition may be on for some batches, which is enough. */
    private static boolean isOn(ExpressionSubElementDefinition condition) {
        return condition != null
                && (condition.getExpressionType() == null
                        || !"false".equals(condition.getExpressionType().getExpression()));
    }

    private Finding taken(RouteDefinition route, NamedNode step, String what, String cure) {
        String place = places.of(step);
        return Finding.warn("route " + route.getRouteId(), what, cure).in(place.isEmpty() ? places.of(route) : place);
    }
}
