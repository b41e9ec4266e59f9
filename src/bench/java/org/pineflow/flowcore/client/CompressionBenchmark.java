package org.pineflow.flowcore.client;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pineflow.bench.jmh.Records;
import org.pineflow.event.Utf8;

/** What compressing a batch of 500 events costs an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CompressionBenchmark {

    private static final int EVENTS = 500;

    /** Compressor and level. */
    @Param({"isal-1", "jdk-1", "jdk-6"})
    public String compressor;

    private final byte[] batch = new Records(EVENTS).array();
    private DeflaterPool deflaters;

    /** Fails where the compressor that is to be measured is not to be had, as it would be another one. */
    @Setup
    public void choose() {
        String[] chosen = compressor.split("-");
        deflaters = Deflaters.choose(chosen[0], Integer.parseInt(chosen[1]), Optional.empty());
        if (chosen[0].equals("isal") != deflaters.toString().startsWith("ISA-L")) {
            throw new IllegalStateException(compressor + " is not to be had, but " + deflaters);
        }
    }

    @TearDown
    public void close() {
        deflaters.close();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public byte[] gzip() {
        return Compression.GZIP.frame(Utf8.of(batch), deflaters);
    }
}
