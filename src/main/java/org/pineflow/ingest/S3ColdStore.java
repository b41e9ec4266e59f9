package org.pineflow.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.component.aws2.s3.AWS2S3Operations;
import org.pineflow.ingest.cold.ColdStore;
import org.pineflow.ingest.cold.ColdStoreException;

/**
 * The cold store in a bucket of S3, or of a server that speaks its protocol. Calls the route {@code direct:ingest-s3},
 * in which the bucket is named, so that everything Camel offers for S3 can be set.
 */
final class S3ColdStore implements ColdStore {

    private static final String ROUTE = "direct:ingest-s3";

    private final ProducerTemplate template;

    S3ColdStore(CamelContext context) {
        this.template = context.createProducerTemplate();
    }

    @Override
    public void put(String key, Path file) {
        try {
            call(
                    key,
                    file.toFile(),
                    Map.of(
                            AWS2S3Constants.CONTENT_TYPE,
                            "application/octet-stream",
                            AWS2S3Constants.CONTENT_LENGTH,
                            Files.size(file)));
        } catch (IOException e) {
            throw new ColdStoreException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public InputStream get(String key) {
        return stream(key, call(key, "", Map.of(AWS2S3Constants.S3_OPERATION, AWS2S3Operations.getObject)));
    }

    @Override
    public InputStream get(String key, long from, long to) {
        return stream(
                key,
                call(
                        key,
                        "",
                        Map.of(
                                AWS2S3Constants.S3_OPERATION,
                                AWS2S3Operations.getObjectRange,
                                AWS2S3Constants.RANGE_START,
                                Long.toString(from),
                                AWS2S3Constants.RANGE_END,
                                Long.toString(to - 1))));
    }

    private static InputStream stream(String key, Exchange answer) {
        InputStream in = answer.getMessage().getBody(InputStream.class);
        if (in == null) {
            throw new ColdStoreException("S3 answered nothing for " + key);
        }
        return in;
    }

    private Exchange call(String key, Object body, Map<String, Object> headers) {
        Exchange answer = template.send(ROUTE, exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setHeader(AWS2S3Constants.KEY, key);
            exchange.getMessage().setBody(body);
        });
        if (answer.getException() != null) {
            throw failed(key, answer.getException());
        }
        return answer;
    }

    private static ColdStoreException failed(String key, Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new ColdStoreException("S3 does not take or give " + key + ": " + cause.getMessage(), e);
    }
}
