package org.pineflow.fd1.stream;

/** An answer broke off while its rows were being read. */
public class AnswerBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AnswerBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
