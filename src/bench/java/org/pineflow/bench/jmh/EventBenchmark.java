package org.pineflow.bench.jmh;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.Hash128;
import org.pineflow.event.HashBits;
import org.pineflow.event.Hasher128;
import org.pineflow.fd1.client.RowScanner;

/** What one event costs between the packet and the batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EventBenchmark {

    private static final int EVENTS = 500;
    private static final BatchOrigin ORIGIN = new BatchOrigin("products", "run", 1);
    private static final HashBits HASH = Hash128.of(new byte[] {1, 2, 3});

    private final byte[][] rows = new Records(EVENTS).rows();
    private final RowScanner scanner = new RowScanner(List.of("rve", "_rve", "RVE", "rvel", "physkey", "key"));
    private final Hasher128 hasher = new Hasher128();
    private final byte[] key = "KSIM0A7Q0000000000".getBytes(StandardCharsets.US_ASCII);

    /** Finds key and rve, and reads the rve. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void scan(Blackhole hole) {
        for (byte[] row : rows) {
            scanner.scan(row, 0, row.length);
            hole.consume(scanner.rve(0));
        }
    }

    /** The identity of a row's bytes. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void hash(Blackhole hole) {
        for (byte[] row : rows) {
            hole.consume(hasher.hash(row, 0, row.length).low());
        }
    }

    /** One batch of all, in a builder that knows nothing of the batch before. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public EventBatch build() {
        EventBatchBuilder builder = new EventBatchBuilder();
        for (byte[] row : rows) {
            builder.write(row, 0, row.length);
            builder.end(key, 0, key.length, 1, HASH, false, false);
        }
        return builder.build(ORIGIN);
    }
}
