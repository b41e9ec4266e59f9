package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.Packets;
import org.pineflow.fd1.client.RequestPacket;
import org.pineflow.fd1.client.Unreadable;

class TransferTest {

    /** Milliseconds after the end, when nothing more has come. */
    private static final int SETTLED = 300;

    private final Told told = new Told();
    private final ManualTime time = new ManualTime();
    private final FakeConnection connection = new FakeConnection(time);

    private static final class Told implements Transfer.Listener {

        int rows;
        int chunks = -1;
        Optional<Transfer.Break> cause = Optional.empty();
        Runnable onRows = () -> {};

        @Override
        public void rows(Packet packet) {
            rows += packet.rowCount();
            onRows.run();
        }

        @Override
        public void complete(int count) {
            assertThat(isOver()).isFalse();
            chunks = count;
        }

        @Override
        public void broken(Transfer.Break reason) {
            assertThat(isOver()).isFalse();
            cause = Optional.of(reason);
        }

        boolean isOver() {
            return chunks >= 0 || cause.isPresent();
        }
    }

    private Transfer start(int expectedFirst, List<Integer> begun) {
        Transfer transfer = new Transfer(connection, told, expectedFirst, begun::add, time, Duration.ofSeconds(60));
        transfer.start(
                new RequestPacket(JsonNodeFactory.instance.objectNode().put("a", "fd1.customers.get_customers")));
        return transfer;
    }

    private Transfer start() {
        return start(1, new ArrayList<>());
    }

    private static Packet chunk(int number) {
        return Packets.chunk(number, "{\"n\":" + number + "}");
    }

    @Property(tries = 200)
    void chunksInAnyOrderAndTwiceAreCompleteAtTheirEndAndAMissingOneIsSeen(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int count, @ForAll boolean one) {
        TransferTest fresh = new TransferTest();
        Random random = new Random(seed);
        int missing = one ? 1 + random.nextInt(count - 1) : 0;
        List<Integer> numbers =
                new ArrayList<>(IntStream.rangeClosed(1, count).boxed().toList());
        numbers.add(1 + random.nextInt(count));
        numbers.removeIf(number -> number == missing);
        Collections.shuffle(numbers, random);
        fresh.start();
        PacketHandler handler = fresh.connection.last();

        numbers.forEach(number -> handler.packet(chunk(number)));
        assertThat(fresh.told.isOver()).isFalse();
        handler.packet(Packets.chunk(0));
        fresh.time.pass(SETTLED);

        if (missing == 0) {
            assertThat(fresh.told.chunks).isEqualTo(numbers.size() + 1);
            assertThat(fresh.connection.cancelled).isEmpty();
        } else {
            Transfer.Break cause = fresh.told.cause.orElseThrow();
            assertThat(cause.unreadable()).isTrue();
            assertThat(cause.reason()).contains(missing == 1 ? "begin with 2" : "chunk " + missing);
        }
    }

    @Property(tries = 200)
    void anEndThatOvertakesChunksLosesNoRowAndHidesNoMissingChunk(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int count, @ForAll boolean one) {
        TransferTest fresh = new TransferTest();
        Random random = new Random(seed);
        int missing = one ? 1 + random.nextInt(count - 1) : 0;
        List<Integer> numbers = new ArrayList<>(IntStream.rangeClosed(0, count)
                .filter(number -> number == 0 || number != missing)
                .boxed()
                .toList());
        Collections.shuffle(numbers, random);
        fresh.start();
        PacketHandler handler = fresh.connection.last();
        for (int number : numbers) {
            handler.packet(number == 0 ? Packets.chunk(0) : chunk(number));
            fresh.time.pass(random.nextInt(200));
            assertThat(fresh.told.isOver()).as("more may come").isFalse();
        }
        fresh.time.pass(SETTLED);

        assertThat(fresh.told.rows).isEqualTo(numbers.size() - 1);
        assertThat(fresh.told.isOver()).isTrue();
        assertThat(fresh.told.cause.isPresent()).isEqualTo(missing != 0);
    }

    @Test
    void itIsNotCompleteBeforeTheServerHasAnsweredAPing() {
        connection.answersPings = false;
        start();
        connection.last().packet(chunk(1));
        connection.last().packet(Packets.chunk(0));
        time.pass(5_000);
        assertThat(told.isOver()).isFalse();
        connection.answersPings = true;
        time.pass(SETTLED);
        assertThat(told.chunks).isEqualTo(2);
    }

    @Test
    void timeInWhichNothingIsReadSettlesNothing() {
        Transfer transfer = start();
        connection.last().packet(Packets.chunk(0));
        transfer.setReading(false);
        time.pass(60_000);
        assertThat(told.isOver()).isFalse();
        transfer.setReading(true);
        connection.last().packet(chunk(1));
        time.pass(SETTLED);
        assertThat(told.rows).isEqualTo(1);
        assertThat(told.chunks).isEqualTo(2);
    }

    @Test
    void aServerThatBeginsElsewhereIsBelievedTheSecondTime() {
        List<Integer> begun = new ArrayList<>();
        start(1, begun);
        connection.last().packet(chunk(5));
        connection.last().packet(Packets.chunk(0));
        time.pass(SETTLED);
        assertThat(told.cause).isPresent();
        assertThat(begun).containsExactly(5);

        TransferTest again = new TransferTest();
        again.start(5, begun);
        again.connection.last().packet(chunk(5));
        again.connection.last().packet(Packets.chunk(0));
        again.time.pass(SETTLED);
        assertThat(again.told.chunks).isEqualTo(2);
    }

    @Test
    void anAnswerWithoutAChunkNumberIsTheWholeAnswer() {
        start();
        connection.last().packet(Packets.rows("{}", "{}"));
        assertThat(told.chunks).isEqualTo(1);
        assertThat(told.rows).isEqualTo(2);
    }

    @Test
    void amongChunksNothingButChunkZeroIsTheEnd() {
        start();
        PacketHandler handler = connection.last();
        handler.packet(chunk(1));
        handler.packet(Packets.rows("{}"));
        assertThat(told.isOver()).isFalse();
        handler.packet(chunk(2));
        handler.packet(Packets.chunk(0));
        time.pass(SETTLED);
        assertThat(told.rows).isEqualTo(3);
        assertThat(told.chunks).isEqualTo(4);
    }

    @Test
    void aConnectionHeldWhileTheLastChunkCameIsReadAgain() {
        Transfer transfer = start();
        told.onRows = () -> transfer.setReading(false);
        connection.last().packet(Packets.rows("{}"));
        assertThat(told.chunks).isEqualTo(1);
        assertThat(connection.reading).isTrue();

        transfer.setReading(false);
        assertThat(connection.reading).as("it is nobody's business any more").isTrue();
    }

    @Test
    void silenceBreaksItButOnlyWhileItReads() {
        Transfer transfer = start();
        transfer.setReading(false);
        time.pass(3_600_000);
        assertThat(told.isOver()).isFalse();
        transfer.setReading(true);
        time.pass(59_999);
        assertThat(told.isOver()).isFalse();
        time.pass(2);
        assertThat(told.cause.orElseThrow().reason()).contains("silent").contains("requestTimeout");
        assertThat(told.cause.orElseThrow().unreadable()).isFalse();
        assertThat(connection.cancelled).hasSize(1);
    }

    @Test
    void aRowThatIsNoObjectBreaksItBeforeAnyRowOfItsPacketIsTaken() {
        start();
        connection.last().packet(Packets.rows("{}", "7"));
        assertThat(told.rows).isZero();
        assertThat(told.cause.orElseThrow().unreadable()).isTrue();
    }

    @Test
    void whatHappensAfterItsEndIsNotTold() {
        Transfer transfer = start();
        PacketHandler handler = connection.last();
        handler.disconnected(new Fd1Exception("gone"));
        handler.packet(chunk(1));
        handler.unreadable(new Unreadable(new byte[0], 0, "garbage"));
        handler.disconnected(new Fd1Exception("gone"));
        transfer.abandon();
        time.pass(120_000);
        assertThat(told.rows).isZero();
        assertThat(told.cause.orElseThrow().reason())
                .contains("connection was lost")
                .contains("gone");
    }

    @Test
    void anAbandonedOneIsCancelledInSilence() {
        Transfer transfer = start();
        transfer.setReading(false);
        transfer.abandon();
        time.pass(120_000);
        assertThat(told.isOver()).isFalse();
        assertThat(connection.cancelled).containsExactly("1");
        assertThat(connection.reading).isTrue();
    }
}
