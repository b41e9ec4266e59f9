package org.pineflow.fd1.client;

/** Something went wrong between us and an FD1 server. The message says what, where and what to do. */
public class Fd1Exception extends Exception {

    private static final long serialVersionUID = 1L;

    public Fd1Exception(String message) {
        super(message);
    }

    public Fd1Exception(String message, Throwable cause) {
        super(message, cause);
    }
}
