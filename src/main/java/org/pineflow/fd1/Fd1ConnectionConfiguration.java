package org.pineflow.fd1;

import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;

/** The options that say how an FD1 server is reached and logged in to, as they are written. Times are in milliseconds. */
@UriParams
@Configurer(extended = true)
public abstract class Fd1ConnectionConfiguration {

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
}
