package org.pineflow.flowcore.client;

import java.net.URI;
import java.util.Map;

/**
 * One POST of a file, made once and repeated as it is.
 *
 * @param address where to, without the login
 * @param headers without the login
 * @param form the body
 * @param expectContinue whether to ask before the body is sent ({@code Expect: 100-continue}, RFC 9110)
 */
record FileRequest(URI address, Map<String, String> headers, FileForm form, boolean expectContinue) {

    FileRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "POST " + address + " (" + form.length() + " bytes)";
    }
}
