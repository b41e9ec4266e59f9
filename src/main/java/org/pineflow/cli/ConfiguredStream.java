package org.pineflow.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.pineflow.fd1.Fd1Endpoint;
import org.pineflow.fd1.check.CheckedStream;
import org.pineflow.finding.Finding;

/**
 * A stream and the route that reads it.
 *
 * @param where the route stands
 */
record ConfiguredStream(CheckedStream checked, Fd1Endpoint endpoint, String routeId, String where) {

    /** The streams of all routes, in the order of the routes. */
    static List<ConfiguredStream> allOf(CamelContext context, RoutePlaces places) {
        List<ConfiguredStream> streams = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            if (route.getEndpoint() instanceof Fd1Endpoint endpoint) {
                endpoint.checkedStream()
                        .ifPresent(checked -> streams.add(new ConfiguredStream(
                                checked, endpoint, route.getRouteId(), places.of(route.getRouteId()))));
            }
        }
        return streams;
    }

    /** Streams of one name would share a position. */
    static List<Finding> duplicates(List<ConfiguredStream> streams) {
        Map<String, ConfiguredStream> first = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (ConfiguredStream stream : streams) {
            ConfiguredStream other = first.putIfAbsent(stream.checked().name(), stream);
            if (other != null) {
                findings.add(Finding.fail(
                                stream.checked().about(),
                                "routes " + other.routeId() + " and " + stream.routeId()
                                        + " have the same stream name; each needs a position of its own",
                                "give one of them another name: stream=…")
                        .in(stream.where()));
            }
        }
        return findings;
    }
}
