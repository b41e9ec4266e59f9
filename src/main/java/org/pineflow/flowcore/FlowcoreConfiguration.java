package org.pineflow.flowcore;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;

/**
 * The options of the component; each endpoint has a copy of its own, and the meaning of each stands at its field.
 * Durations are milliseconds; texts like {@code 500ms}, {@code 30s} or {@code 12h} are understood.
 */
@UriParams
@Configurer(extended = true)
public class FlowcoreConfiguration implements Cloneable {

    @UriParam(description = "Required. Address of the webhook service; its path comes before /event and /events.")
    private String baseUrl;

    @UriParam(description = "Required. Name of the tenant.")
    private String tenant;

    @UriParam(description = "Required. Name or id of the data core.")
    private String dataCore;

    @UriParam(label = "security", secret = true, description = "Required. Api key that may ingest.")
    private String apiKey;

    @UriParam(
            label = "security",
            enums = "header,query",
            defaultValue = "header",
            description = "Where the api key travels: bare in the Authorization header, or as ?key= in the address.")
    private String apiKeyIn = "header";

    @UriParam(enums = "gzip,deflate,none", defaultValue = "gzip", description = "Content coding of the requests.")
    private String compression = "gzip";

    @UriParam(defaultValue = "1", description = "From 1, the fastest, to 9, the smallest.")
    private int compressionLevel = 1;

    @UriParam(
            label = "advanced",
            enums = "auto,jdk,isal",
            defaultValue = "auto",
            description =
                    "Who compresses: the JDK, or ISA-L (com.intel.gkl:gkl on the class path; x86-64 Linux and macOS,"
                            + " levels 1 and 2). With auto, ISA-L where it works. Where it does not, the JDK takes over.")
    private String compressor = "auto";

    @UriParam(
            label = "advanced",
            description = "Folder into which the native library of ISA-L is unpacked. Without it a new folder in the"
                    + " temporary folder of the JVM.")
    private String compressorDirectory;

    @UriParam(description = "Name of the top-level field of an event that holds its event time.")
    private String eventTimeKey;

    @UriParam(description = "Name of the top-level field of an event that holds its valid time.")
    private String validTimeKey;

    @UriParam(
            javaType = "java.time.Duration",
            description =
                    "How long events stay in hot storage, such as 30m, 12h or 3d; at most 7d. Not said by default.")
    private long timeToLive;

    @UriParam(description = "Whether events are never archived and are gone after timeToLive.")
    private boolean ephemeral;

    @UriParam(description = "Metadata of each event: a JSON object with string values.")
    private String metadata;

    @UriParam(defaultValue = "500", description = "Most events of a request. Operation events only.")
    private int maxBatchEvents = 500;

    @UriParam(
            defaultValue = "1048576",
            description = "Most uncompressed bytes of a request with more than one event. Operation events only.")
    private int maxBatchBytes = 1 << 20;

    @UriParam(defaultValue = "64000", description = "An event of more bytes is refused before it is sent, alone.")
    private int maxEventBytes = 64_000;

    @UriParam(
            label = "file",
            description =
                    "Tells the parts of a file from those of others. By default made of path, time of change and size"
                            + " of a file, else of the exchange. Operation file only.")
    private String fileId;

    @UriParam(
            label = "file",
            description =
                    "Media type of the files. By default that of the headers CamelFileContentType or Content-Type,"
                            + " else what the name of the file suggests. Operation file only.")
    private String fileType;

    @UriParam(
            label = "file",
            description = "Further fields of each stored part of a file: a JSON object. Operation file only.")
    private String additionalProperties;

    @UriParam(
            label = "file,advanced",
            defaultValue = "true",
            description =
                    "Whether the sink is asked before a file of more than 1 MiB is sent (Expect: 100-continue), so"
                            + " that a refusal costs no upload. To be switched off where something on the way does not know that."
                            + " Operation file only.")
    private boolean expectContinue = true;

    @UriParam(defaultValue = "30000", javaType = "java.time.Duration", description = "Longest time to connect.")
    private long connectTimeout = 30_000;

    @UriParam(
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description =
                    "Longest time from the start of a request to the end of its answer. For a file: longest time in"
                            + " which the sink takes no more of it, and from its last byte to the end of the answer.")
    private long requestTimeout = 30_000;

    @UriParam(
            defaultValue = "1000",
            javaType = "java.time.Duration",
            description = "A sink in trouble that does not say for how long is left alone for a random time up to this,"
                    + " doubled with each failure. All endpoints of a sink share the setting of the first.")
    private long retryDelay = 1000;

    @UriParam(
            defaultValue = "60000",
            javaType = "java.time.Duration",
            description =
                    "The most that retryDelay grows to, and the time between two tries while the set-up is wrong.")
    private long retryMaxDelay = 60_000;

    @UriParam(label = "security", description = "TLS settings.")
    private SSLContextParameters sslContextParameters;

    @UriParam(label = "proxy", description = "Host of an HTTP proxy. Without it the proxy settings of the JVM hold.")
    private String proxyHost;

    @UriParam(label = "proxy", description = "Port of the HTTP proxy.")
    private int proxyPort;

    /** A copy that shares nothing that changes. */
    public FlowcoreConfiguration copy() {
        try {
            return (FlowcoreConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public String getTenant() {
        return tenant;
    }

    public void setTenant(String tenant) {
        this.tenant = tenant;
    }

    public String getDataCore() {
        return dataCore;
    }

    public void setDataCore(String dataCore) {
        this.dataCore = dataCore;
    }

    public String getApiKey() {
        return apiKey;
    }

    public void setApiKey(String apiKey) {
        this.apiKey = apiKey;
    }

    public String getApiKeyIn() {
        return apiKeyIn;
    }

    public void setApiKeyIn(String apiKeyIn) {
        this.apiKeyIn = apiKeyIn;
    }

    public String getCompression() {
        return compression;
    }

    public void setCompression(String compression) {
        this.compression = compression;
    }

    public int getCompressionLevel() {
        return compressionLevel;
    }

    public void setCompressionLevel(int compressionLevel) {
        this.compressionLevel = compressionLevel;
    }

    public String getCompressor() {
        return compressor;
    }

    public void setCompressor(String compressor) {
        this.compressor = compressor;
    }

    public String getCompressorDirectory() {
        return compressorDirectory;
    }

    public void setCompressorDirectory(String compressorDirectory) {
        this.compressorDirectory = compressorDirectory;
    }

    public String getEventTimeKey() {
        return eventTimeKey;
    }

    public void setEventTimeKey(String eventTimeKey) {
        this.eventTimeKey = eventTimeKey;
    }

    public String getValidTimeKey() {
        return validTimeKey;
    }

    public void setValidTimeKey(String validTimeKey) {
        this.validTimeKey = validTimeKey;
    }

    public long getTimeToLive() {
        return timeToLive;
    }

    public void setTimeToLive(long timeToLive) {
        this.timeToLive = timeToLive;
    }

    public boolean isEphemeral() {
        return ephemeral;
    }

    public void setEphemeral(boolean ephemeral) {
        this.ephemeral = ephemeral;
    }

    public String getMetadata() {
        return metadata;
    }

    public void setMetadata(String metadata) {
        this.metadata = metadata;
    }

    public int getMaxBatchEvents() {
        return maxBatchEvents;
    }

    public void setMaxBatchEvents(int maxBatchEvents) {
        this.maxBatchEvents = maxBatchEvents;
    }

    public int getMaxBatchBytes() {
        return maxBatchBytes;
    }

    public void setMaxBatchBytes(int maxBatchBytes) {
        this.maxBatchBytes = maxBatchBytes;
    }

    public int getMaxEventBytes() {
        return maxEventBytes;
    }

    public void setMaxEventBytes(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    public String getFileId() {
        return fileId;
    }

    public void setFileId(String fileId) {
        this.fileId = fileId;
    }

    public String getFileType() {
        return fileType;
    }

    public void setFileType(String fileType) {
        this.fileType = fileType;
    }

    public String getAdditionalProperties() {
        return additionalProperties;
    }

    public void setAdditionalProperties(String additionalProperties) {
        this.additionalProperties = additionalProperties;
    }

    public boolean isExpectContinue() {
        return expectContinue;
    }

    public void setExpectContinue(boolean expectContinue) {
        this.expectContinue = expectContinue;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public long getRetryDelay() {
        return retryDelay;
    }

    public void setRetryDelay(long retryDelay) {
        this.retryDelay = retryDelay;
    }

    public long getRetryMaxDelay() {
        return retryMaxDelay;
    }

    public void setRetryMaxDelay(long retryMaxDelay) {
        this.retryMaxDelay = retryMaxDelay;
    }

    public SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public String getProxyHost() {
        return proxyHost;
    }

    public void setProxyHost(String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public int getProxyPort() {
        return proxyPort;
    }

    public void setProxyPort(int proxyPort) {
        this.proxyPort = proxyPort;
    }
}
