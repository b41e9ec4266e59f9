package org.pineflow.fd1.client;

/** The FD1 server refused the login. */
public class Fd1LoginException extends Fd1Exception {

    private static final long serialVersionUID = 1L;

    public Fd1LoginException(String message) {
        super(message);
    }
}
