package org.pineflow.fd1.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.pineflow.bench.jmh.Records;

/** What reading a packet costs a row: packets of one row, and one of 1,000; by the reader of plain packets and by the one of all. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacketBenchmark {

    private static final int ROWS = 1000;

    private final byte[][] packets = new Records(ROWS).packets();
    private final byte[] chunk = new Records(ROWS).chunk();
    private final PlainPacketReader plain = new PlainPacketReader();
    private final PacketReader general = new PacketReader(new Scrubber(new Fd1Settings(
            List.of(URI.create("ws://127.0.0.1/")),
            "",
            "",
            Map.of(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            16 << 20,
            Optional.empty())));

    /** A firehose's packets. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void plainOneRow(Blackhole hole) {
        for (byte[] packet : packets) {
            if (!plain.read(packet, 0, packet.length)) {
                throw new IllegalStateException("not plain");
            }
            hole.consume(plain.rows().to(0));
        }
    }

    /** A poll's packet. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Packet plainThousandRows() {
        if (!plain.read(chunk, 0, chunk.length)) {
            throw new IllegalStateException("not plain");
        }
        return plain.packet(0);
    }

    /** A firehose's packets, read as if they were unusual. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void generalOneRow(Blackhole hole) throws MalformedPacketException {
        for (byte[] packet : packets) {
            hole.consume(general.read(packet, 0, packet.length));
        }
    }

    /** A poll's packet, read as if it were unusual. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public List<InboundPacket> generalThousandRows() throws MalformedPacketException {
        return general.read(chunk, 0, chunk.length);
    }
}
