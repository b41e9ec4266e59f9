package org.pineflow.fd1.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketReaderTest {

    private final PacketReader reader = new PacketReader(new Scrubber(
            TestSettings.of(URI.create("ws://h/")).apiKey("K-SECRET").build()));

    @Provide
    Arbitrary<String> rowLists() {
        return GeneratedJson.array(GeneratedJson.value(2));
    }

    @Property
    void rowsAreCutOutOfThePacketJustAsTheyWereSent(@ForAll("rowLists") String rows) throws Exception {
        List<JsonNode> expected = new ArrayList<>();
        Json.MAPPER.readTree(rows).forEach(expected::add);

        Packet packet = one("{\"r\":\"x\",\"data\": {\"rows\" :" + rows + ",\"n\":1}, \"rp\":\"é1\"}");

        assertThat(packet.rp()).isEqualTo("é1");
        assertThat(packet.rowCount()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            String row = rows(packet).get(i);
            assertThat(row).isEqualTo(row.strip());
            assertThat(Json.MAPPER.readTree(row)).isEqualTo(expected.get(i));
            assertThat(packet.rowIsObject(i)).isEqualTo(expected.get(i).isObject());
        }
    }

    @Property
    void everyCutMessageIsMalformedAndNeverAnythingElse(@ForAll("rowLists") String rows, @ForAll int anyInt) {
        byte[] whole = ("{\"rp\":\"7\",\"data\":{\"rows\":" + rows + "}}").getBytes(UTF_8);
        byte[] cut = Arrays.copyOf(whole, Math.floorMod(anyInt, whole.length));
        assertThatThrownBy(() -> reader.read(cut, 0, cut.length)).isInstanceOf(MalformedPacketException.class);
        if (cut.length > 10) {
            assertThat(PacketReader.salvageRp(cut)).contains("7");
        }
    }

    @ParameterizedTest(name = "row 3: rp {0} is \"{1}\"")
    @CsvSource({"1,1", "'\"1\"',1", "1.0,1.0", "'\"fh-\\u0031\"',fh-1", "null,''"})
    void row3RpIsComparedAsText(String rp, String text) throws Exception {
        assertThat(one("{\"rp\":" + rp + "}").rp()).isEqualTo(text);
    }

    @ParameterizedTest(name = "row 15: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'data':{'rows':[{'a':1},{'a':2}]}}         | {'a':1};{'a':2}",
                "{'data':{'rows':[]}}                        | ",
                "{'data':{'rows':null}}                      | ",
                "{'data':[{'a':1},{'a':2}]}                  | {'a':1};{'a':2}",
                "{'data':{'a':1}}                            | {'a':1}",
                "{'data':{'rows':5,'a':1}}                   | {'rows':5,'a':1}",
                "{'v':{'rows':[{'a':1}]}}                    | {'a':1}",
                "{'v':[{'a':1}]}                             | {'a':1}",
                "{'v':{'a':1}}                               | {'a':1}",
                "{'v':{'x':1},'data':{'rows':[{'a':1}]}}     | {'a':1}",
                "{'v':{'x':1},'data':{'a':1}}                | {'a':1}",
                "{'v':{'x':1},'data':null}                   | {'x':1}",
                "{'v':{'x':1},'data':{}}                     | {'x':1}",
                "{'rp':'1','cid':5,'rve':7}                  | {'rp':'1','cid':5,'rve':7}",
                "{'sc':'d.r','rp':'1','weight':5}            | {'sc':'d.r','rp':'1','weight':5}",
                "{'data':{'rows':[1,null,'t',[{}],{}]}}      | 1;null;'t';[{}];{}",
            })
    void row15ThePayloadIsFoundWhereverItIs(String packet, String rows) throws Exception {
        Packet read = one(packet.replace('\'', '"'));
        assertThat(read.hasPayload()).isTrue();
        assertThat(read.error()).isEmpty();
        assertThat(String.join(";", rows(read)).replace('"', '\'')).isEqualTo(rows == null ? "" : rows);
    }

    @ParameterizedTest(name = "row 16: {0} has rve {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'rve':2024010113245600023,'data':{'a':1}}                     | 2024010113245600023",
                "{'rve':'2024010113245600023','data':{'a':1}}                   | 2024010113245600023",
                "{'_rve':20240823.102003,'data':{'rows':[{'a':1}]}}             | 2024082310200300000",
                "{'RVE':20240823.102003,'data':{'rows':[{'a':1}]}}              | 2024082310200300000",
                "{'rvel':2024010113245600023,'RVE':20240823.102003,'data':[]}   | 2024082310200300000",
                "{'data':{'rve':2024010113245600023,'rows':[{'a':1}]}}          | 2024010113245600023",
                "{'v':{'rvel':2024010113245600023,'rows':[{'a':1}]}}            | 2024010113245600023",
                "{'rve':20240823.102003,'data':{'rve':1,'rows':[{'a':1}]}}      | 2024082310200300000",
                "{'rve':0,'data':{'rve':20240823.102003,'rows':[{'a':1}]}}      | 2024082310200300000",
                "{'rve':{'x':1},'data':{'a':1}}                                 | 0",
                "{'data':{'rows':[{'rve':2024010113245600023}]}}                | 0",
            })
    void row16TheRveBesideTheRowsIsFound(String packet, long rve) throws Exception {
        assertThat(one(packet.replace('\'', '"')).rve()).isEqualTo(rve);
    }

    @ParameterizedTest(name = "row 17: {0} only acknowledges")
    @ValueSource(
            strings = {
                "{'r':'fd1.firehose.open_firehose','rp':'1'}",
                "{'rp':'1','data':{}}",
                "{'rp':'1','data':null,'v':'ok'}",
                "{'rp':'1','sc':'firehose.status','data':{'state':'open'}}",
                "{'rp':'1','ch':0}",
                "{'rp':'1','rt':3,'rq':'x','mo':'chunk','developer_notes':['slow'],'rve':2024010113245600023}",
                "{}",
            })
    void row17APacketWithoutPayloadAcknowledges(String packet) throws Exception {
        Packet read = one(packet.replace('\'', '"'));
        assertThat(read.hasPayload()).isFalse();
        assertThat(read.rowCount()).isZero();
        assertThat(read.error()).isEmpty();
    }

    @ParameterizedTest(name = "row 20: {0} is the error {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'error':{'Code':2003,'Message':'no such table','Severity':'Error'}} | 2003: no such table",
                "{'Error':{'code':'X1','message':'no'}}                     | X1: no",
                "{'ERRORS':[{'Message':'first'},{'Message':'second'}]}      | first",
                "{'errors':['first']}                                       | first",
                "{'err':'refused'}                                          | refused",
                "{'e':'refused'}                                            | refused",
                "{'e':{'Code':5}}                                           | code 5",
                "{'error':true}                                             | true",
                "{'error':{'reason':'full'}}                                | {'reason':'full'}",
                "{'data':{'error':{'Code':1,'Message':'no'}}}               | 1: no",
                "{'data':{'rows':[],'error':{'Code':1,'Message':'no'}}}     | 1: no",
                "{'data':{'ok':false,'error':'no such endpoint'}}           | no such endpoint",
                "{'data':{'e':'no'}}                                        | no",
                "{'v':{'Err':'no'}}                                         | no",
                "{'error':{'Code':0,'Message':'odd','Severity':'Error'}}    | odd",
                "{'error':{'Code':0,'Severity':'Error'}}                    | code 0",
                "{'error':'no','data':'none'}                               | no",
                "{'error':'no','ch':0,'rve':20240823.1}                     | no",
                "{'error':'bad key K-SECRET\\n\\u001b[31m'}                 | bad key ***  [31m",
            })
    void row20EveryFormOfErrorIsSeen(String packet, String error) throws Exception {
        Packet read = one(packet.replace('\'', '"'));
        assertThat(read.error().map(text -> text.replace('"', '\''))).contains(error);
        assertThat(read.rowCount()).isZero();
    }

    @ParameterizedTest(name = "row 20: {0} is no error")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'error':null,'errors':[],'err':'','e':0,'data':{'a':1}}             | 1",
                "{'error':{'Code':0,'Message':''},'data':{'a':1}}                     | 1",
                "{'error':{'Code':7,'Message':'x','Severity':'warning'},'data':{'a':1}} | 1",
                "{'data':{'rve':20240823.1,'error':'printer on fire'}}                | 1",
                "{'sc':'tufe.error','data':{'error':{'Code':1,'Message':'x'}}}        | 1",
                "{'data':{'e':'east','n':'north'}}                                    | 1",
                "{'data':{'rows':[{'error':'x'}]}}                                    | 1",
                "{'data':{'email':'x'}}                                               | 1",
                "{'rp':'1','physkey':'A','rve':20240823.1,'error':'card declined'}    | 1",
                "{'rp':'1','rve':20240823.1,'error':{'Code':7,'Message':'x'}}         | 1",
                "{'rp':'1','error':{'Code':0,'Message':'OK'}}                         | 0",
                "{'rp':'1','error':{'Code':0,'Message':'done','Severity':'Info'},'data':{'a':1}} | 1",
                "{'rp':'1','data':null}                                               | 0",
                "{'rp':'1','data':''}                                                 | 0",
            })
    void row20AFieldOfARecordIsNoError(String packet, int rows) throws Exception {
        Packet read = one(packet.replace('\'', '"'));
        assertThat(read.error()).isEmpty();
        assertThat(read.rowCount()).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'rp':'1','data':'none'}", "{'rp':'1','data':17}", "{'rp':'1','data':false,'v':'x'}"})
    void aPayloadThatIsNoObjectIsARowThatIsNoObject(String packet) throws Exception {
        Packet read = one(packet.replace('\'', '"'));
        assertThat(read.error()).isEmpty();
        assertThat(read.rowCount()).isEqualTo(1);
        assertThat(read.rowIsObject(0)).isFalse();
    }

    @Test
    void aWarningIsKeptApart() throws Exception {
        InboundPacket read = read("{\"error\":{\"Code\":7,\"Message\":\"slow\",\"Severity\":\"Warning\"}}")
                .get(0);
        assertThat(read.packet().error()).isEmpty();
        assertThat(read.warning()).contains("7: slow");
    }

    @ParameterizedTest(name = "row 25: {0}")
    @ValueSource(
            strings = {
                "[{'rp':'a','data':{'x':1}},{'rp':'b','data':{'y':2}}]",
                "{'rp':'a','data':{'x':1}}\n{'rp':'b','data':{'y':2}}\n",
                "{'rp':'a','data':{'x':1}}{'rp':'b','data':{'y':2}}",
                "\ufeff{'rp':'a','data':{'x':1}}\r\n[{'rp':'b','data':{'y':2}}]",
            })
    void row25SeveralPacketsInOneMessageAreAllRead(String message) throws Exception {
        List<InboundPacket> packets = read(message.replace('\'', '"'));
        assertThat(packets).extracting(packet -> packet.packet().rp()).containsExactly("a", "b");
        assertThat(rows(packets.get(0).packet())).containsExactly("{\"x\":1}");
        assertThat(rows(packets.get(1).packet())).containsExactly("{\"y\":2}");
    }

    @ParameterizedTest(name = "row 26: {0} is malformed: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~                             | no packet",
                "[]                             | no packet",
                "null                           | at byte 0 there is null",
                "17                             | at byte 0 there is a number",
                "'text'                         | at byte 0 there is a text",
                "[{'rp':1},[]]                  | at byte 10 there is an array",
                "{'rp':'1'} 5                   | at byte 11 there is a number",
                "<html>                         | not JSON near byte",
                "{'rp':'1','data':{'a':1,}}     | not JSON near byte 24",
                "{a:1}                          | not JSON near byte 1",
                "{'data':{'n':NaN}}             | not JSON near byte",
                "{'rp':'1','rp':'2'}            | two \"rp\"",
                "{'data':{},'data':{'a':1}}     | two \"data\"",
                "{'data':{'rows':[],'rows':[]}} | two \"rows\"",
                "{'rp':{'x':1}}                 | \"rp\" at byte 6 is an object",
                "{'ch':'one'}                   | no chunk number",
                "{'ch':1.5}                     | no chunk number",
                "{'ch':-1}                      | no chunk number",
                "{'ch':1e999999999}             | no chunk number",
            })
    void row26WhatIsNoPacketIsMalformedAndTheReasonSaysWhere(String message, String reason) {
        assertThatThrownBy(() -> read(message.replace('\'', '"')))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void textThatIsNoUtf8OrNestedWithoutEndIsMalformed() {
        byte[] latin1 = {'{', '"', 'a', '"', ':', '"', (byte) 0xe9, '"', '}'};
        assertThatThrownBy(() -> reader.read(latin1, 0, latin1.length)).isInstanceOf(MalformedPacketException.class);
        byte[] utf16 = "{\"rp\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
        assertThatThrownBy(() -> reader.read(utf16, 0, utf16.length)).isInstanceOf(MalformedPacketException.class);
        String deep = "{\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatThrownBy(() -> read(deep)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void aNumberOfAnyLengthPassesUntouched() throws Exception {
        String row = "{\"n\":" + "9".repeat(20_000) + ",\"m\":1e400,\"k\":1.0}";
        assertThat(rows(one("{\"data\":[" + row + "]}"))).containsExactly(row);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "'\"2\"',2", "0,0", "1.0,1", "null,-1", "'\"\"',-1"})
    void theChunkNumberMayBeANumberOrAText(String ch, int chunk) throws Exception {
        assertThat(one("{\"ch\":" + ch + "}").chunk()).isEqualTo(chunk);
    }

    @Test
    void theRequestOfUnreadableInputIsOnlySeenWhereItIsCertain() {
        assertThat(PacketReader.salvageRp("{\"data\":{\"rp\":\"9\"},\"rp\":\"8\",\"x\":oops".getBytes(UTF_8)))
                .contains("8");
        assertThat(PacketReader.salvageRp("{\"data\":{\"rp\":\"9\",oops".getBytes(UTF_8)))
                .isEmpty();
        assertThat(PacketReader.salvageRp("{\"rp\":\"9\"}\n{\"rp\":oops".getBytes(UTF_8)))
                .isEmpty();
        assertThat(PacketReader.salvageRp("[{\"rp\":\"9\",oops".getBytes(UTF_8)))
                .isEmpty();
        assertThat(PacketReader.salvageRp("oops".getBytes(UTF_8))).isEmpty();
        assertThat(PacketReader.salvageRp(new byte[0])).isEmpty();
    }

    private Packet one(String message) throws MalformedPacketException {
        List<InboundPacket> packets = read(message);
        assertThat(packets).hasSize(1);
        return packets.get(0).packet();
    }

    private List<InboundPacket> read(String message) throws MalformedPacketException {
        return reader.read(message.getBytes(UTF_8), 0, message.getBytes(UTF_8).length);
    }

    private static List<String> rows(Packet packet) {
        return TestClient.rows(packet);
    }
}
