package org.pineflow.ingest.request;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code Idempotency-Key} header: 1 to 200 visible ASCII characters, taken as they stand. */
public final class IdempotencyKey {

    private static final Pattern FORM = Pattern.compile("[!-~]{1,200}");

    private IdempotencyKey() {}

    /**
     * The key, empty when the request has none.
     *
     * @param values the values of all headers of that name
     * @throws RequestRefusedException 400 when it has another form, or there are several
     */
    public static Optional<String> of(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1 || !FORM.matcher(values.get(0)).matches()) {
            throw RequestRefusedException.badRequest(
                    "Idempotency-Key has to be 1 to 200 visible ASCII characters, once");
        }
        return Optional.of(values.get(0));
    }
}
