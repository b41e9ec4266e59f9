package org.pineflow.network;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port on which only its owner starts a server, when and as often as it wants; until then nobody listens there.
 * It lies below those that operating systems give to whoever asks for any, which a port that was asked for and freed
 * does not: that one may be another's before its number is used. Among our own processes it is claimed by the UDP port
 * of the same number.
 */
public final class OwnPort implements AutoCloseable {

    /** IANA's dynamic ports begin at 49152, those of Linux at 32768. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;

    private final int number;
    private final DatagramSocket claim;

    private OwnPort(int number, DatagramSocket claim) {
        this.number = number;
        this.claim = claim;
    }

    /**
     * One that nobody has; its owner has it until it is closed.
     *
     * @throws IOException when none is left
     */
    public static OwnPort claim() throws IOException {
        int start = ThreadLocalRandom.current().nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            int number = FIRST + (start + i) % COUNT;
            DatagramSocket claim = new DatagramSocket(null);
            try {
                claim.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
                if (isFree(number)) {
                    return new OwnPort(number, claim);
                }
            } catch (SocketException claimed) {
                // The next one, then.
            }
            claim.close();
        }
        throw new IOException("every port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is taken");
    }

    private static boolean isFree(int number) {
        try (ServerSocket server = new ServerSocket(number)) {
            return server.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    public int number() {
        return number;
    }

    /** Where an FD1 server would be. */
    public String fd1() {
        return "ws://127.0.0.1:" + number + "/fd1/open_websocket";
    }

    /** As settings have it. */
    @Override
    public String toString() {
        return Integer.toString(number);
    }

    @Override
    public void close() {
        claim.close();
    }
}
