package org.pineflow.fd1;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.pineflow.position.PositionStore;

/**
 * The options of {@code fd1:} as they are written. What they mean together is worked out by {@link Fd1Options}. Times
 * are in milliseconds.
 */
@UriParams
@Configurer(extended = true)
public class Fd1Configuration implements Cloneable {

    @UriParam(
            description =
                    "The whole WebSocket address of the FD1 server, for example wss://pos.example/fd1/open_websocket. Required here or on the component.")
    private String url = "";

    @UriParam(description = "More addresses, separated by commas, tried in turn when the connection is lost.")
    private String alternateUrls = "";

    @UriParam(label = "security", secret = true, description = "The API key of the login. Empty = not given.")
    private String apiKey = "";

    @UriParam(
            label = "security",
            secret = true,
            description = "The short-lived token of the login, instead of an API key. Empty = not given.")
    private String token = "";

    @UriParam(
            label = "security",
            secret = true,
            description = "Headers of the WebSocket upgrade request, as the text of a JSON object of strings.")
    private String upgradeHeaders = "";

    @UriParam(
            defaultValue = "5s",
            javaType = "java.time.Duration",
            description = "How long to wait for a login answer before going on without one.")
    private long loginTimeout = 5000;

    @UriParam(
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description = "The longest silence in an open request. Only time in which the socket is read counts.")
    private long requestTimeout = 60000;

    @UriParam(
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description =
                    "No frame of any kind for so long means that the connection is dead; a ping is sent half way. Only time in which the socket is read counts.")
    private long idleTimeout = 60000;

    @UriParam(
            defaultValue = "1s",
            javaType = "java.time.Duration",
            description = "First pause before connecting again; doubled each time, drawn with full jitter.")
    private long reconnectDelay = 1000;

    @UriParam(
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description = "Longest pause before connecting again.")
    private long reconnectMaxDelay = 60000;

    @UriParam(
            defaultValue = "16777216",
            description =
                    "A larger message is discarded as it streams in and treated as unreadable; the connection stays open.")
    private int maxMessageBytes = 16777216;

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "true",
            description =
                    "Whether firehoses with the same url and login share one socket. Polls always have one of their own.")
    private boolean shareConnection = true;

    @UriParam(label = "security", description = "TLS parameters for wss.")
    private SSLContextParameters sslContextParameters;

    @UriParam(
            label = "consumer",
            description = "The stable name of the stream, under which its position is kept. From the URI when empty.")
    private String stream = "";

    @UriParam(
            label = "consumer",
            description =
                    "Where positions are kept. The registry's only one when empty, else files under pineflow.data.")
    private PositionStore positionStore;

    @UriParam(description = "The text of a JSON object, sent as q.")
    private String query = "";

    @UriParam(
            label = "consumer",
            defaultValue = "physkey,key",
            description =
                    "The fields that are a record's key: alternatives separated by commas, tried in order; + joins fields (pid+locid).")
    private String keyFields = "physkey,key";

    @UriParam(
            label = "consumer",
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description =
                    "Every restart, reconnect and poll asks from the position minus this: the longest write transaction at FD1.")
    private long overlap = 60000;

    @UriParam(label = "consumer", defaultValue = "500", description = "Events a batch holds at most.")
    private int batchSize = 500;

    @UriParam(
            label = "consumer",
            defaultValue = "1048576",
            description = "JSON bytes a batch holds at most, but for a single larger event.")
    private int batchBytes = 1048576;

    @UriParam(
            label = "consumer",
            defaultValue = "1s",
            javaType = "java.time.Duration",
            description = "How long a batch waits for more events.")
    private long batchWait = 1000;

    @UriParam(
            label = "consumer",
            defaultValue = "1",
            description = "Lanes: an event goes to lane hash(key) mod n, and each lane has one batch in flight.")
    private int maxInFlight = 1;

    @UriParam(
            label = "consumer",
            defaultValue = "16777216",
            description = "How many bytes of events may wait for delivery, per stream.")
    private long maxBufferedBytes = 16777216;

    @UriParam(
            label = "consumer",
            defaultValue = "_rve",
            description = "Name of the field added to each event for its rve, 19 digits as a string. Empty = none.")
    private String rveStamp = "_rve";

    @UriParam(
            label = "consumer",
            defaultValue = "_eventTime",
            description =
                    "Name of the field added to each event for its time, ISO 8601 UTC with milliseconds. Empty = none.")
    private String timeStamp = "_eventTime";

    @UriParam(
            label = "consumer",
            description = "The field of the row that holds its time. Empty = the time of the rve.")
    private String timeField = "";

    @UriParam(
            label = "consumer",
            defaultValue = "1s",
            javaType = "java.time.Duration",
            description = "First pause before a batch whose route failed is routed again; doubled each time.")
    private long redeliveryDelay = 1000;

    @UriParam(
            label = "consumer",
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description = "Longest pause before a batch is routed again.")
    private long redeliveryMaxDelay = 60000;

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
            description = "The endpoint that is polled for what a firehose missed (restart=poll).")
    private String pollEndpoint = "";

    @UriParam(
            label = "consumer,firehose",
            defaultValue = "v.rve",
            description = "Where the restart point stands in the request that opens a firehose.")
    private String restartArgument = "v.rve";

    @UriParam(
            label = "consumer,firehose",
            description = "What asks for a sequenced restart, for example v.sequenced=true.")
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

    public String getUrl() {
        return url;
    }

    /** The whole WebSocket address of the FD1 server, for example wss://pos.example/fd1/open_websocket. Required here or on the component. */
    public void setUrl(String url) {
        this.url = url;
    }

    public String getAlternateUrls() {
        return alternateUrls;
    }

    /** More addresses, separated by commas, tried in turn when the connection is lost. */
    public void setAlternateUrls(String alternateUrls) {
        this.alternateUrls = alternateUrls;
    }

    public String getApiKey() {
        return apiKey;
    }

    /** The API key of the login. Empty = not given. */
    public void setApiKey(String apiKey) {
        this.apiKey = apiKey;
    }

    public String getToken() {
        return token;
    }

    /** The short-lived token of the login, instead of an API key. Empty = not given. */
    public void setToken(String token) {
        this.token = token;
    }

    public String getUpgradeHeaders() {
        return upgradeHeaders;
    }

    /** Headers of the WebSocket upgrade request, as the text of a JSON object of strings. */
    public void setUpgradeHeaders(String upgradeHeaders) {
        this.upgradeHeaders = upgradeHeaders;
    }

    public long getLoginTimeout() {
        return loginTimeout;
    }

    /** How long to wait for a login answer before going on without one. */
    public void setLoginTimeout(long loginTimeout) {
        this.loginTimeout = loginTimeout;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    /** The longest silence in an open request. Only time in which the socket is read counts. */
    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public long getIdleTimeout() {
        return idleTimeout;
    }

    /** No frame of any kind for so long means that the connection is dead; a ping is sent half way. Only time in which the socket is read counts. */
    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public long getReconnectDelay() {
        return reconnectDelay;
    }

    /** First pause before connecting again; doubled each time, drawn with full jitter. */
    public void setReconnectDelay(long reconnectDelay) {
        this.reconnectDelay = reconnectDelay;
    }

    public long getReconnectMaxDelay() {
        return reconnectMaxDelay;
    }

    /** Longest pause before connecting again. */
    public void setReconnectMaxDelay(long reconnectMaxDelay) {
        this.reconnectMaxDelay = reconnectMaxDelay;
    }

    public int getMaxMessageBytes() {
        return maxMessageBytes;
    }

    /** A larger message is discarded as it streams in and treated as unreadable; the connection stays open. */
    public void setMaxMessageBytes(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    public boolean isShareConnection() {
        return shareConnection;
    }

    /** Whether firehoses with the same url and login share one socket. Polls always have one of their own. */
    public void setShareConnection(boolean shareConnection) {
        this.shareConnection = shareConnection;
    }

    public SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    /** TLS parameters for wss. */
    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public String getStream() {
        return stream;
    }

    /** The stable name of the stream, under which its position is kept. From the URI when empty. */
    public void setStream(String stream) {
        this.stream = stream;
    }

    public PositionStore getPositionStore() {
        return positionStore;
    }

    /** Where positions are kept. The registry's only one when empty, else files under pineflow.data. */
    public void setPositionStore(PositionStore positionStore) {
        this.positionStore = positionStore;
    }

    public String getQuery() {
        return query;
    }

    /** The text of a JSON object, sent as q. */
    public void setQuery(String query) {
        this.query = query;
    }

    public String getKeyFields() {
        return keyFields;
    }

    /** The fields that are a record's key: alternatives separated by commas, tried in order; + joins fields (pid+locid). */
    public void setKeyFields(String keyFields) {
        this.keyFields = keyFields;
    }

    public long getOverlap() {
        return overlap;
    }

    /** Every restart, reconnect and poll asks from the position minus this: the longest write transaction at FD1. */
    public void setOverlap(long overlap) {
        this.overlap = overlap;
    }

    public int getBatchSize() {
        return batchSize;
    }

    /** Events a batch holds at most. */
    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public int getBatchBytes() {
        return batchBytes;
    }

    /** JSON bytes a batch holds at most, but for a single larger event. */
    public void setBatchBytes(int batchBytes) {
        this.batchBytes = batchBytes;
    }

    public long getBatchWait() {
        return batchWait;
    }

    /** How long a batch waits for more events. */
    public void setBatchWait(long batchWait) {
        this.batchWait = batchWait;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    /** Lanes: an event goes to lane hash(key) mod n, and each lane has one batch in flight. */
    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public long getMaxBufferedBytes() {
        return maxBufferedBytes;
    }

    /** How many bytes of events may wait for delivery, per stream. */
    public void setMaxBufferedBytes(long maxBufferedBytes) {
        this.maxBufferedBytes = maxBufferedBytes;
    }

    public String getRveStamp() {
        return rveStamp;
    }

    /** Name of the field added to each event for its rve, 19 digits as a string. Empty = none. */
    public void setRveStamp(String rveStamp) {
        this.rveStamp = rveStamp;
    }

    public String getTimeStamp() {
        return timeStamp;
    }

    /** Name of the field added to each event for its time, ISO 8601 UTC with milliseconds. Empty = none. */
    public void setTimeStamp(String timeStamp) {
        this.timeStamp = timeStamp;
    }

    public String getTimeField() {
        return timeField;
    }

    /** The field of the row that holds its time. Empty = the time of the rve. */
    public void setTimeField(String timeField) {
        this.timeField = timeField;
    }

    public long getRedeliveryDelay() {
        return redeliveryDelay;
    }

    /** First pause before a batch whose route failed is routed again; doubled each time. */
    public void setRedeliveryDelay(long redeliveryDelay) {
        this.redeliveryDelay = redeliveryDelay;
    }

    public long getRedeliveryMaxDelay() {
        return redeliveryMaxDelay;
    }

    /** Longest pause before a batch is routed again. */
    public void setRedeliveryMaxDelay(long redeliveryMaxDelay) {
        this.redeliveryMaxDelay = redeliveryMaxDelay;
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
