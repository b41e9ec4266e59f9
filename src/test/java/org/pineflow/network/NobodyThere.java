package org.pineflow.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** An address where nobody listens, nor can anybody meanwhile: the port of a server that was closed is soon that of another. */
public final class NobodyThere implements AutoCloseable {

    private final Socket taken = new Socket();

    public NobodyThere() throws IOException {
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public int port() {
        return taken.getLocalPort();
    }

    /** Where a sink would be. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Where an FD1 server would be. */
    public String fd1() {
        return "ws://127.0.0.1:" + port() + "/fd1/open_websocket";
    }

    @Override
    public void close() throws IOException {
        taken.close();
    }
}
