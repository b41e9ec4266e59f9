package org.pineflow.simulator;

/** A request the server answers with an error packet. Codes are invented. */
final class RequestRefused extends RuntimeException {

    static final int NOT_JSON = 1000;
    static final int NO_LOGIN = 1001;
    static final int LOGIN_REFUSED = 1002;
    static final int UNKNOWN_ENDPOINT = 2001;
    static final int BAD_REQUEST = 2002;
    static final int BAD_QUERY = 2003;
    static final int RESTART_REFUSED = 2004;
    static final int TOO_LARGE = 2005;

    private final int code;

    RequestRefused(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
