package org.pineflow.fd1.client;

/** The server closed the connection, with a close frame or by ending the stream of bytes. */
public final class ServerClosedException extends Fd1Exception {

    private static final long serialVersionUID = 1L;
    private static final int POLICY_VIOLATION = 1008;
    private static final int FIRST_PRIVATE = 3000;

    private final int code;

    /** @param code the status code, 1006 when there was no close frame (RFC 6455, 7.4.1) */
    ServerClosedException(String message, int code) {
        super(message);
        this.code = code;
    }

    /** Whether it was meant as a refusal of this client. */
    boolean refusal() {
        return code == POLICY_VIOLATION || code >= FIRST_PRIVATE;
    }

    /** Whether the server only goes away for a while: 1001, and 1011 to 1014. */
    boolean temporary() {
        return code == 1001 || code >= 1011 && code <= 1014;
    }
}
