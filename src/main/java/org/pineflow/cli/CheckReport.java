package org.pineflow.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import org.pineflow.finding.Finding;
import org.pineflow.finding.Verdict;

/** Tells what a check found: a line for each finding as it comes, or one JSON document at the end. */
final class CheckReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final boolean json;

    CheckReport(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Some findings have come. */
    void tell(List<Finding> findings) {
        if (!json) {
            findings.forEach(finding -> out.println(line(finding)));
            out.flush();
        }
    }

    /** All findings have come. */
    void summary(List<Finding> all) {
        long failed = count(all, Verdict.FAIL);
        if (!json) {
            out.println();
            out.println((failed > 0 ? "Not fit to run: " : "Fit to run: ") + failed + " failed, "
                    + count(all, Verdict.WARN) + " to look at, " + count(all, Verdict.OK) + " ok.");
            return;
        }
        ObjectNode document = JSON.createObjectNode().put("ok", failed == 0);
        ArrayNode findings = document.putArray("findings");
        for (Finding finding : all) {
            findings.addObject()
                    .put("verdict", finding.verdict().toString())
                    .put("about", finding.about())
                    .put("where", finding.where())
                    .put("what", finding.what())
                    .put("cure", finding.cure());
        }
        out.println(document);
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static String line(Finding finding) {
        String where = finding.where().isEmpty() ? "" : " (" + finding.where() + ")";
        String cure = finding.cure().isEmpty() ? "" : ". Cure: " + finding.cure();
        return String.format("%-4s  %s%s: %s%s", finding.verdict(), finding.about(), where, finding.what(), cure);
    }
}
