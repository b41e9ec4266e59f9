package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.Random;

/** Settings and contexts of streams under test. */
final class Streams {

    static final String FINGERPRINT = "the question";
    static final String URL = "wss://one.test/fd1";

    private Streams() {}

    static StreamSettings settings(int lanes, int batchSize, boolean keepStale, long maxBufferedBytes) {
        return new StreamSettings(
                "customers",
                KeyFields.parse("physkey"),
                Duration.ofSeconds(60),
                batchSize,
                1 << 20,
                Duration.ofSeconds(1),
                lanes,
                maxBufferedBytes,
                "_rve",
                "_eventTime",
                "",
                keepStale,
                Duration.ofSeconds(1),
                Duration.ofSeconds(8));
    }

    static StreamContext context(StreamSettings settings, ManualTime time, BatchRouter router) {
        return new StreamContext(
                settings,
                new StreamStatus(settings.name()),
                FINGERPRINT,
                router,
                (stream, input) -> {},
                new StreamThreads(time, time, new Random(1)),
                time.clock(),
                time::nanos);
    }

    static String row(String key, long rve, int number) {
        return "{\"physkey\":\"" + key + "\",\"rve\":" + rve + ",\"n\":" + number + "}";
    }
}
