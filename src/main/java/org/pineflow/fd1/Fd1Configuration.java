package org.pineflow.fd1;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * The options of {@code fd1:} as they are written. What they mean together is worked out by {@link Fd1Options}. Times
 * are in milliseconds.
 */
@UriParams
@Configurer(extended = true)
public class Fd1Configuration extends Fd1StreamConfiguration implements Cloneable {

    @UriParam(description = "The text of a JSON object, sent as q.")
    private String query = "";

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "now",
            description = "Where a firehose without a position starts: now, all, or an rve.")
    private String startFrom = "now";

    @UriParam(
            label = "consumer,firehose",
            enums = "replay,sequenced,poll,none",
            description = "How a firehose gets what it missed. By default poll where pollEndpoint is set, else replay.")
    private String restart = "";

    @UriParam(
            label = "consumer,firehose",
            description =
                    "The endpoint that is polled for what a firehose missed (restart=poll), or for a sample by which a restart is proved.")
    private String pollEndpoint = "";

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "v.rve",
            description = "Where the restart point stands in the request that opens a firehose.")
    private String restartArgument = "v.rve";

    @UriParam(
            label = "consumer,firehose",
            description =
                    "What asks for a sequenced restart, for example v.sequenced=true; none where every restart is sequenced.")
    private String sequencedArgument = "";

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description = "For so long no history may come before a replay is taken to be over. 0 = never over.")
    private long replayQuiet = 60000;

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "5s",
            javaType = "java.time.Duration",
            description =
                    "How long to wait for a sign that a firehose is open after the server has answered something else.")
    private long openSettle = 5000;

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "drop",
            enums = "drop,keep",
            description = "What happens to a row older than a version of the same record that came before.")
    private String stale = "drop";

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description = "A firehose held back for longer is closed, and opened again at its position.")
    private long closeAfter = 60000;

    @UriParam(
            label = "consumer,poll",
            description =
                    "The fields to read, sent as qo: names separated by commas, or the text of a JSON object. Key and rve are added.")
    private String fields = "";

    @UriParam(
            description =
                    "Whether the answer may come in many packets. By default true for polls and false for requests.")
    private Boolean chunked;

    @UriParam(
            label = "consumer",
            defaultValue = "q._rve(gt)",
            description = "Where the lower bound stands in the request of a poll.")
    private String sinceArgument = "q._rve(gt)";

    @UriParam(
            label = "consumer,poll",
            defaultValue = "true",
            description = "Whether only rows since the position are polled.")
    private boolean incremental = true;

    /** A copy, so that an endpoint can change what the component gave it. */
    public Fd1Configuration copy() {
        try {
            return (Fd1Configuration) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new RuntimeCamelException(impossible);
        }
    }

    public String getQuery() {
        return query;
    }

    /** The text of a JSON object, sent as q. */
    public void setQuery(String query) {
        this.query = query;
    }

    public String getStartFrom() {
        return startFrom;
    }

    /** Where a firehose without a position starts: now, all, or an rve. */
    public void setStartFrom(String startFrom) {
        this.startFrom = startFrom;
    }

    public String getRestart() {
        return restart;
    }

    /** How a firehose gets what it missed. By default poll where pollEndpoint is set, else replay. */
    public void setRestart(String restart) {
        this.restart = restart;
    }

    public String getPollEndpoint() {
        return pollEndpoint;
    }

    /** The endpoint that is polled for what a firehose missed (restart=poll). */
    public void setPollEndpoint(String pollEndpoint) {
        this.pollEndpoint = pollEndpoint;
    }

    public String getRestartArgument() {
        return restartArgument;
    }

    /** Where the restart point stands in the request that opens a firehose. */
    public void setRestartArgument(String restartArgument) {
        this.restartArgument = restartArgument;
    }

    public String getSequencedArgument() {
        return sequencedArgument;
    }

    /** What asks for a sequenced restart, for example v.sequenced=true. */
    public void setSequencedArgument(String sequencedArgument) {
        this.sequencedArgument = sequencedArgument;
    }

    public long getReplayQuiet() {
        return replayQuiet;
    }

    /** For so long no history may come before a replay is taken to be over. 0 = never over. */
    public void setReplayQuiet(long replayQuiet) {
        this.replayQuiet = replayQuiet;
    }

    public long getOpenSettle() {
        return openSettle;
    }

    /** How long to wait for a sign that a firehose is open after the server has answered something else. */
    public void setOpenSettle(long openSettle) {
        this.openSettle = openSettle;
    }

    public String getStale() {
        return stale;
    }

    /** What happens to a row older than a version of the same record that came before. */
    public void setStale(String stale) {
        this.stale = stale;
    }

    public long getCloseAfter() {
        return closeAfter;
    }

    /** A firehose held back for longer is closed, and opened again at its position. */
    public void setCloseAfter(long closeAfter) {
        this.closeAfter = closeAfter;
    }

    public String getFields() {
        return fields;
    }

    /** The fields to read, sent as qo: names separated by commas, or the text of a JSON object. Key and rve are added. */
    public void setFields(String fields) {
        this.fields = fields;
    }

    public Boolean getChunked() {
        return chunked;
    }

    /** Whether the answer may come in many packets. By default true for polls and false for requests. */
    public void setChunked(Boolean chunked) {
        this.chunked = chunked;
    }

    public String getSinceArgument() {
        return sinceArgument;
    }

    /** Where the lower bound stands in the request of a poll. */
    public void setSinceArgument(String sinceArgument) {
        this.sinceArgument = sinceArgument;
    }

    public boolean isIncremental() {
        return incremental;
    }

    /** Whether only rows since the position are polled. */
    public void setIncremental(boolean incremental) {
        this.incremental = incremental;
    }
}
