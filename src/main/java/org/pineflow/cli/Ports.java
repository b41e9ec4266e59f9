package org.pineflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a port can be had. */
final class Ports {

    private Ports() {}

    /**
     * Opens the port and closes it again; 0, any port, is always free.
     *
     * @param key that sets the port, for the message
     * @throws UncheckedIOException when it is taken, with what to do
     */
    static void requireFree(String host, int port, String key) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException(new BindException(host + ":" + port + " cannot be listened on ("
                    + e.getMessage() + "). Another Pineflow may be running; set " + key + " to a free port."));
        }
    }
}
