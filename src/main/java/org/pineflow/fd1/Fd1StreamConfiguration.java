package org.pineflow.fd1;

import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.pineflow.position.PositionStore;

/** The options that firehoses and polls have in common, as they are written. Times are in milliseconds. */
@UriParams
@Configurer(extended = true)
public abstract class Fd1StreamConfiguration extends Fd1ConnectionConfiguration {

    @UriParam(
            label = "consumer",
            description = "The stable name of the stream, under which its position is kept. From the URI when empty.")
    private String stream = "";

    @UriParam(
            label = "consumer",
            description =
                    "Where positions are kept. The registry's only one when empty, else files under pineflow.data.")
    private PositionStore positionStore;

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
}
