package org.pineflow.fd1.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPacketReaderTest {

    private static final List<String> NAMES = List.of("rve", "_rve", "key", "ключ", "");

    private final PacketReader general =
            new PacketReader(new Scrubber(TestSettings.of(URI.create("ws://h/")).build()));
    private final PlainPacketReader plain = new PlainPacketReader();

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> body = Arbitraries.oneOf(
                GeneratedJson.object(2),
                GeneratedJson.array(GeneratedJson.object(1)),
                GeneratedJson.array(GeneratedJson.object(1)).map(rows -> "{\"rows\":" + rows + "}"),
                GeneratedJson.value(1));
        Arbitrary<String> member = Arbitraries.oneOf(
                body.map(value -> "\"data\":" + value),
                body.map(value -> "\"v\" : " + value),
                Arbitraries.of(
                        "\"rp\":\"fh-1\"",
                        "\"rp\": \"fh-é\"",
                        "\"rp\":7",
                        "\"r\":\"fd1.x\"",
                        "\"sc\":\"pos.edit\"",
                        "\"sc\":\"firehose.status\"",
                        "\"ch\":12",
                        "\"ch\":012",
                        "\"ch\":1.0",
                        "\"rve\":2026010208000000000",
                        "\"error\":\"x\"",
                        "\"pt\":\"other\"",
                        "\"more\":1"));
        return Combinators.combine(member.list().ofMaxSize(4), Arbitraries.of("", "", " ", "x", "{}"))
                .as((members, after) -> "{" + String.join(",", members) + "}" + after);
    }

    @Provide
    Arbitrary<String> records() {
        return GeneratedJson.object(2).map(record -> "{\"rp\":\"fh-1\",\"data\":" + record + "}");
    }

    @Property(tries = 3000)
    void whatIsTakenForPlainIsReadJustAsByTheGeneralReader(@ForAll("messages") String message) throws Exception {
        agree(message.getBytes(UTF_8));
    }

    @Property(tries = 3000)
    void norDoesAnyChangedByteMakeThemDiffer(
            @ForAll("messages") String message, @ForAll @IntRange(max = 10_000) int place, @ForAll byte value)
            throws Exception {
        byte[] bytes = message.getBytes(UTF_8);
        bytes[place % bytes.length] = value;
        agree(bytes);
    }

    @Property(tries = 500)
    void aCutMessageIsNeverPlain(@ForAll("records") String message, @ForAll @IntRange(max = 10_000) int length) {
        byte[] bytes = message.getBytes(UTF_8);

        assertThat(reads(Arrays.copyOf(bytes, length % bytes.length))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'rp':'fh-1','sc':'pos.edit','data':{'rows':[{'pid':1,'rve':2026010208000000000}]}}",
                "{'r':'x','rp':'rq-1','ch':17,'data':{'rows':[{'pid':1},{'pid':2}]}}",
                "{ 'rp' : 'fh-1' , 'v' : { 'pid' : -1.5e3 , 'on' : true , 'x' : [ null , false , {} , [] ] } } ",
                "{'rp':'fh-1','data':[{'name':'K\u014drero \\\"ō\\\" 😀'}]}",
            })
    void whatServersSendNearlyAlwaysIsPlain(String message) throws Exception {
        byte[] bytes = message.replace('\'', '"').getBytes(UTF_8);
        assertThat(reads(bytes)).isTrue();
        agree(bytes);
    }

    @Test
    void nothingOutsideOfTheMessageIsRead() throws Exception {
        byte[] inside = "{\"rp\":\"fh-1\",\"data\":{\"a\":\"b\"}}".getBytes(UTF_8);
        byte[] around = new byte[inside.length + 40];
        Arrays.fill(around, (byte) '"');
        System.arraycopy(inside, 0, around, 20, inside.length);

        assertThat(plain.read(around, 20, 20 + inside.length)).isTrue();
        assertThat(TestClient.rows(plain.packet(20))).containsExactly("{\"a\":\"b\"}");
        assertThat(plain.read(around, 20, 19 + inside.length)).isFalse();
    }

    private boolean reads(byte[] bytes) {
        return plain.read(bytes, 0, bytes.length);
    }

    private void agree(byte[] bytes) throws MalformedPacketException {
        if (!reads(bytes)) {
            return;
        }
        List<InboundPacket> packets = general.read(bytes, 0, bytes.length);
        assertThat(packets).hasSize(1);
        InboundPacket inbound = packets.get(0);
        assertThat(inbound)
                .extracting(InboundPacket::address, InboundPacket::protocol)
                .containsExactly("", "");
        assertThat(inbound.warning()).isEmpty();
        Packet expected = inbound.packet();
        Packet found = plain.packet(0);
        assertThat(found.rp()).isEqualTo(expected.rp());
        assertThat(found.schema()).isEqualTo(expected.schema());
        assertThat(found.chunk()).isEqualTo(expected.chunk());
        assertThat(expected.error()).isEqualTo(Optional.empty());
        assertThat(expected.hasPayload()).isTrue();
        assertThat(TestClient.rows(found)).isEqualTo(TestClient.rows(expected));
        for (int row = 0; row < found.rowCount(); row++) {
            assertThat(expected.rowIsObject(row)).isTrue();
            assertThat(members(found, row)).isEqualTo(members(expected, row));
        }
        // A single record has its rve in itself.
        assertThat(plain.isSingleRecord() || expected.rve() == 0).isTrue();
    }

    /** Of the general reader's packets the row is gone over, of the others what was seen is looked up. */
    private static List<String> members(Packet packet, int row) {
        RowScanner scanner = new RowScanner(NAMES);
        scanner.scan(packet, row);
        return IntStream.range(0, NAMES.size())
                .mapToObj(name -> !scanner.found(name)
                        ? scanner.empty() + " none"
                        : scanner.text(name) + " " + (scanner.memberFrom(name) - packet.rowFrom(row)) + " "
                                + (scanner.valueTo(name) - scanner.valueFrom(name)))
                .toList();
    }

    @Test
    void ofMoreMembersThanItKeepsInMindTheRestIsFoundInTheRow() throws Exception {
        StringBuilder message = new StringBuilder("{\"rp\":\"fh-1\",\"data\":[{\"rve\":1}");
        for (int row = 0; row < 100; row++) {
            message.append(",{\"rve\":").append(row);
            for (int i = 0; i < 1000; i++) {
                message.append(",\"a\":").append(i);
            }
            message.append(",\"key\":\"k").append(row).append("\"}");
        }
        byte[] bytes = message.append("]}").toString().getBytes(UTF_8);
        assertThat(reads(bytes)).isTrue();
        assertThat(plain.rows().hasMembers(1)).isTrue();
        assertThat(plain.rows().hasMembers(100)).isFalse();
        agree(bytes);
    }

    @Test
    void recordsOfARunKeepTheirMembers() {
        PacketRun run = new PacketRun();
        byte[] bytes = "{'rp':'fh-1','data':{'rve':1,'key':'a'}}{'rp':'fh-1','data':{'x':1,'key':'b'}}"
                .replace('\'', '"')
                .getBytes(UTF_8);
        int second = bytes.length / 2 + 1;
        assertThat(plain.read(bytes, 0, second)).isTrue();
        run.add(bytes, plain);
        assertThat(plain.read(bytes, second, bytes.length)).isTrue();
        run.add(bytes, plain);
        Packet both = run.take();
        assertThat(run.isEmpty()).isTrue();
        assertThat(both.rows().hasMembers(1)).isTrue();
        assertThat(members(both, 0)).contains("1 1 1", "a 9 3");
        assertThat(members(both, 1)).contains("false none", "b 7 3");
    }
}
