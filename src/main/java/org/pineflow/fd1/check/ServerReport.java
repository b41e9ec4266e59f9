package org.pineflow.fd1.check;

import java.util.List;
import java.util.Map;
import org.pineflow.finding.Finding;

/**
 * What was found at one server.
 *
 * @param largestRows bytes of the largest row seen, by the stream's name; of streams of which a row was seen
 */
public record ServerReport(List<Finding> findings, Map<String, Integer> largestRows) {

    public ServerReport {
        findings = List.copyOf(findings);
        largestRows = Map.copyOf(largestRows);
    }
}
