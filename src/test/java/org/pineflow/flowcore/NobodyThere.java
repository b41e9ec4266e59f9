package org.pineflow.flowcore;

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

    public String url() {
        return "http://127.0.0.1:" + taken.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        taken.close();
    }
}
