package org.pineflow.flowcore.client;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** What went wrong with a connection to a sink, in words. */
final class ConnectionTrouble {

    private ConnectionTrouble() {}

    static String describe(Throwable cause) {
        String text = cause.getMessage();
        if (cause instanceof SocketTimeoutException) {
            return "no connection within connectTimeout";
        }
        if (cause instanceof UnknownHostException) {
            return "cannot connect: there is no host " + text;
        }
        if (cause instanceof ConnectException) {
            return "cannot connect" + (text == null ? "" : ": " + text);
        }
        return text == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + text;
    }
}
