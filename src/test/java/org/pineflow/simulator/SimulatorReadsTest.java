package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorReadsTest {

    private Simulator simulator;
    private TestClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorSettings.defaults());
        client = TestClient.loggedIn(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void nothingButLoginWorksBeforeLogin() {
        try (TestClient stranger = TestClient.connect(simulator.url())) {
            JsonNode refused = stranger.ask("{'a':'fd1.customers.get_customers','rq':'1'}");
            assertThat(refused.at("/error/Code").asInt()).isEqualTo(RequestRefused.NO_LOGIN);
            assertThat(refused.has("data")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'apikey':'wrong'}",
                "{}",
                "{'apikey':'sim-key','token':'sim-key'}",
                "{'encryption_user':'sim-key'}"
            })
    void aLoginNeedsExactlyOneRightKey(String v) {
        try (TestClient stranger = TestClient.connect(simulator.url())) {
            JsonNode refused = stranger.ask("{'a':'fd1.session.login','rq':'1','v':" + v + "}");
            assertThat(refused.at("/error/Code").asInt()).isEqualTo(RequestRefused.LOGIN_REFUSED);
            assertThat(stranger.ask("{'a':'fd1.debug.ping','rq':'2'}").has("error"))
                    .isTrue();
        }
    }

    @Test
    void aTokenLogsInToo() {
        try (TestClient other = TestClient.connect(simulator.url())) {
            assertThat(other.ask("{'a':'fd1.session.login','rq':'1','v':{'token':'sim-key'}}")
                            .has("data"))
                    .isTrue();
        }
    }

    @Test
    void withoutAKeyNoLoginIsNeeded() {
        try (Simulator open = Simulator.start(SimulatorSettings.defaults().withApiKey(""));
                TestClient guest = TestClient.connect(open.url())) {
            assertThat(guest.ask("{'a':'fd1.debug.ping','rq':'1'}").has("data")).isTrue();
        }
    }

    @Test
    void anIgnoredRequestHasNoAnswer() {
        client.send("{'a':'fd1.session.ignore','rq':'1'}");
        client.hasNothingMore();
    }

    @Test
    void aPacketOfAnotherProtocolTypeHasNoAnswer() {
        client.send("{'a':'fd1.debug.ping','rq':'1','pt':'gnap'}");
        client.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[]", "null", "17", "{", "{\"a\":1}{\"a\":2}"})
    void whatIsNoPacketIsAnsweredWithAnError(String text) {
        client.sendRaw(text);
        assertThat(client.next().has("error")).isTrue();
        client.hasNothingMore();
    }

    @Test
    void theAnswerBearsTheIdTheTabAndTheAddressOfItsRequest() {
        JsonNode answer = client.ask("{'a':'fd1.debug.ping','rq':17,'rt':'tab 1','v':{'text':'hello'}}");
        assertThat(answer.toString())
                .isEqualTo("{\"r\":\"fd1.debug.ping\",\"rp\":17,\"rt\":\"tab 1\",\"data\":{\"text\":\"hello\"}}");
    }

    @Test
    void anIdOf200CharactersIsRefused() {
        assertThat(client.ask("{'a':'fd1.debug.ping','rq':'" + "x".repeat(199) + "'}")
                        .has("data"))
                .isTrue();
        assertThat(client.ask("{'a':'fd1.debug.ping','rq':'" + "x".repeat(200) + "'}")
                        .has("error"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "fd1.customers.get_customers, customers",
        "customers.get_customers, customers",
        "fd1.products.get_products, products",
        "fd1.products.get_products_list, products",
        "fd1.stock.get_levels, stocklevels",
        "fd1.sales.get_sales, sales",
    })
    void aReadReturnsTheRowsOfItsTableByteForByte(String endpoint, String table) {
        String answer =
                client.send("{'a':'" + endpoint + "','rq':'1','mo':'chunk'}").nextText();
        assertThat(simulator.chain().versions(table)).isNotEmpty();
        simulator.chain().versions(table).stream().limit(500).forEach(version -> assertThat(answer)
                .contains(version.json()));
    }

    @Test
    void genericReadsNameTheirTable() {
        assertThat(rows(client.ask("{'a':'fd1.data','rq':'1','v':{'table':'logical.customers','limit':7}}")))
                .hasSize(7);
        assertThat(client.ask("{'a':'fd1.data','rq':'1','v':{'table':'logical.nothing'}}")
                        .at("/error/Message")
                        .asText())
                .contains("logical.nothing", "customers");
    }

    @Test
    void anEndpointThatDoesNotExistIsAnsweredWithAnErrorThatNamesIt() {
        JsonNode refused = client.ask("{'a':'fd1.customers.edit_customers','rq':'1'}");
        assertThat(refused.at("/error/Code").asInt()).isEqualTo(RequestRefused.UNKNOWN_ENDPOINT);
        assertThat(refused.at("/error/Message").asText()).contains("fd1.customers.edit_customers");
    }

    @Test
    void chunksAreNumberedFromOneAndEndWithZeroAndHoldEachRowOnce() {
        List<JsonNode> chunks = client.askChunks("{'a':'fd1.stock.get_levels','rq':'1','mo':'chunk'}");
        assertThat(chunks).extracting(chunk -> chunk.path("ch").asInt()).containsExactly(1, 2, 3, 0);
        assertThat(chunks).extracting(chunk -> rows(chunk).size()).containsExactly(500, 500, 200, 0);
        assertThat(chunks.stream().flatMap(chunk -> rows(chunk).stream()).map(JsonNode::toString))
                .containsExactlyElementsOf(simulator.chain().versions("stocklevels").stream()
                        .map(Version::json)
                        .toList());
    }

    @Test
    void noMatchIsAnEmptyAnswerNotAnError() {
        JsonNode answer = client.ask("{'a':'fd1.customers.get_customers','rq':'1','q':{'cid':-1}}");
        assertThat(answer.at("/data/rows").isArray()).isTrue();
        assertThat(rows(answer)).isEmpty();
        assertThat(client.askChunks("{'a':'fd1.customers.get_customers','rq':'1','mo':'chunk','q':{'cid':-1}}"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_rve(gt)", "_rve(>)", "rve(>)", "rve(gt)"})
    void onlyRowsChangedAfterAnRveAreReturned(String condition) {
        long before = simulator.chain().lastRve();
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            changed.add(simulator.chain().change("customers").key());
        }
        assertThat(keys(client.ask(
                        "{'a':'fd1.customers.get_customers','rq':'1','q':{'" + condition + "':" + before + "}}")))
                .containsExactlyInAnyOrderElementsOf(List.copyOf(Set.copyOf(changed)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%d", "'%d'", "double"})
    void anRveIsUnderstoodInEachForm(String form) {
        Version last = simulator.chain().change("customers");
        String rve = form.equals("double")
                ? RveText.json(last.rve(), Dialect.RveForm.DOUBLE)
                : String.format(form, last.rve());
        assertThat(keys(client.ask("{'a':'fd1.customers.get_customers','rq':'1','q':{'_rve(>=)':" + rve + "}}")))
                .contains(last.key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'nonsense'", "0", "-1", "true", "{}", "'1e999999999'", "1e400"})
    void anRveThatIsNoneIsRefused(String rve) {
        assertThat(client.ask("{'a':'fd1.customers.get_customers','rq':'1','q':{'_rve(gt)':" + rve + "}}")
                        .has("error"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'cid':105 | cid == 105",
                "'cid(eq)':105 | cid == 105",
                "'cid(=)':105 | cid == 105",
                "'cid(gt)':295 | cid > 295",
                "'cid(>)':295 | cid > 295",
                "'cid(>=)':295 | cid >= 295",
                "'cid(<)':105 | cid < 105",
                "'cid(lt)':105 | cid < 105",
                "'cid(<=)':105 | cid <= 105",
                "'cid(ne)':105 | cid != 105",
                "'cid':[101,103,999] | cid in 101 103",
                "'cid(>)':110,'cid(<)':113 | cid in 111 112",
            })
    void documentedOperatorsSelectRows(String q, String meaning) {
        String[] words = meaning.split(" ");
        List<Integer> expected = IntStream.range(100, 300)
                .filter(cid -> switch (words[1]) {
                    case "==" -> cid == Integer.parseInt(words[2]);
                    case ">" -> cid > Integer.parseInt(words[2]);
                    case ">=" -> cid >= Integer.parseInt(words[2]);
                    case "<" -> cid < Integer.parseInt(words[2]);
                    case "<=" -> cid <= Integer.parseInt(words[2]);
                    case "!=" -> cid != Integer.parseInt(words[2]);
                    default -> List.of(words).contains(String.valueOf(cid));
                })
                .boxed()
                .toList();
        JsonNode answer = client.ask("{'a':'fd1.customers.get_customers','rq':'1','q':{" + q + "}}");
        assertThat(rows(answer)).extracting(row -> row.path("cid").asInt()).containsExactlyElementsOf(expected);
    }

    @Test
    void likeFindsAPartOfATextInAnyCase() {
        List<JsonNode> found =
                rows(client.ask("{'a':'fd1.customers.get_customers','rq':'1','q':{'name(like,typed)':'MÜLL'}}"));
        assertThat(found)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("lastname").asText()).isEqualTo("Müller"));
        assertThat(found)
                .hasSameSizeAs(simulator.chain().versions("customers").stream()
                        .filter(version -> version.json().contains("\"Müller\""))
                        .toList());
    }

    @Test
    void likeWordsFindsAllWordsInAnyOrder() {
        assertThat(rows(client.ask(
                        "{'a':'fd1.products.get_products','rq':'1','q':{'description(like.words)':'steel kettle'}}")))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("description").asText()).isEqualTo("Kettle steel"));
    }

    @Test
    void bitnsetFindsRowsWithThatBit() {
        List<JsonNode> found =
                rows(client.ask("{'a':'fd1.products.get_products','rq':'1','q':{'publish(bitnset)':1}}"));
        assertThat(found)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("publish").asInt() & 2).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'q':{'cid(sounds)':1}",
                "'q':{'_unknown':1}",
                "'q':{'cid(':1}",
                "'q':[1]",
                "'q':'text'",
                "'q':{'publish(bitnset)':'x'}",
                "'q':{'cid(gt)':[1]}",
                "'qo':[1]",
                "'qo':{'cid':1}",
                "'qo':{'cid':{'deep':false}}",
                "'v':{'limit':'many'}",
                "'v':{'limit':-1}",
                "'rq':{}",
                "'rq':[1]",
            })
    void aRequestThatIsNotUnderstoodIsAnsweredWithAnError(String member) {
        JsonNode refused = client.ask("{'a':'fd1.customers.get_customers'," + member + "}");
        assertThat(refused.at("/error/Message").asText()).isNotEmpty();
    }

    @Test
    void aTemplateChoosesNamesPathsAndCounts() {
        Version sale = simulator.chain().versions("sales").get(0);
        JsonNode whole = Json.read(sale.row());
        JsonNode answer = client.ask("{'a':'fd1.sales.get_sales','rq':'1','k':'" + sale.key()
                + "','qo':{'sid':true,'total':'saletotal','when':{'utc':'completeddtutc'},'lines':'lines._count',"
                + "'pids':'lines.pid','nothing':true,'rve':true}}");
        JsonNode row = rows(answer).get(0);
        assertThat(row.fieldNames()).toIterable().containsExactly("sid", "total", "when", "lines", "pids", "rve");
        assertThat(row.path("sid")).isEqualTo(whole.path("sid"));
        assertThat(row.path("total").toString())
                .isEqualTo(whole.path("saletotal").toString());
        assertThat(row.at("/when/utc")).isEqualTo(whole.path("completeddtutc"));
        assertThat(row.path("lines").asInt()).isEqualTo(whole.path("lines").size());
        assertThat(row.path("pids").get(0)).isEqualTo(whole.at("/lines/0/pid"));
        assertThat(row.path("rve").longValue()).isEqualTo(sale.rve());
    }

    @Test
    void aTemplateKeepsEveryDigit() {
        String answer = client.send(
                        "{'a':'fd1.products.get_products','rq':'1','qo':{'price':true,'measurement':true,'rve':true}}")
                .nextText();
        simulator.chain().versions("products").forEach(version -> {
            String price = version.json().replaceFirst(".*\"price\":([^,]*),.*", "$1");
            assertThat(answer).contains("{\"price\":" + price + ",");
            assertThat(answer).contains("\"rve\":" + version.rve() + "}");
        });
        assertThat(answer).contains(".0,\"rve\"");
    }

    @Test
    void oneRecordIsReadByItsKeyOrItsNumber() {
        Version customer = simulator.chain().versions("customers").get(3);
        assertThat(keys(client.ask("{'a':'fd1.customers.get_customers','rq':'1','k':'" + customer.key() + "'}")))
                .containsExactly(customer.key());
        assertThat(keys(client.ask("{'a':'fd1.customers.get_customers','rq':'1','k':103}")))
                .containsExactly(customer.key());
    }

    @Test
    void twoReadsOnOneSocketAreToldApartByTheirIds() {
        client.send("{'a':'fd1.stock.get_levels','rq':'a','mo':'chunk'}");
        client.send("{'a':'fd1.stock.get_levels','rq':'b','mo':'chunk'}");
        List<JsonNode> packets = client.next(8);
        for (String rq : List.of("a", "b")) {
            assertThat(packets.stream()
                            .filter(packet -> packet.path("rp").asText().equals(rq)))
                    .extracting(packet -> packet.path("ch").asInt())
                    .containsExactly(1, 2, 3, 0);
        }
    }

    @Test
    void aReadThatIsCancelledStops() throws InterruptedException {
        try (Simulator large = Simulator.start(SimulatorSettings.defaults()
                        .withSizes(60_000, 0, 0)
                        .withDialect(Dialect.parse(List.of("chunkRows=100"))));
                TestClient slow = TestClient.notReading(large)) {
            slow.send("{'a':'fd1.customers.get_customers','rq':'long','mo':'chunk'}");
            slow.send("{'a':'fd1.session.cancel_request','rq':'cancel','k':'long'}");
            slow.readAll();
            int chunks = 0;
            JsonNode packet = slow.next();
            while (!packet.path("rp").asText().equals("cancel")) {
                assertThat(packet.path("ch").asInt()).isEqualTo(++chunks);
                packet = slow.next();
            }
            assertThat(chunks).isLessThan(600);
            slow.hasNothingMore();
        }
    }

    @Test
    void aRestOfTheAddressOtherThanItsQueryMustBeRight() {
        URI url = simulator.url();
        try (TestClient other = TestClient.connect(URI.create(url + "?ticket=T&purpose=x"))) {
            assertThat(other.ask("{'a':'fd1.session.login','rq':'1','v':{'apikey':'sim-key'}}")
                            .has("data"))
                    .isTrue();
        }
        assertThatThrownBy(() -> TestClient.connect(URI.create(url + "/other"))).hasMessageContaining("HTTP/1.1 404");
        assertThatThrownBy(() -> TestClient.connect(url.resolve("/"))).hasMessageContaining("HTTP/1.1 404");
    }

    @Test
    void aPortInUseIsToldWithAddressAndReason() {
        int taken = simulator.url().getPort();
        assertThatThrownBy(() -> Simulator.start(SimulatorSettings.defaults().withPort(taken)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("127.0.0.1:" + taken);
    }

    static List<JsonNode> rows(JsonNode answer) {
        return StreamSupport.stream(answer.at("/data/rows").spliterator(), false)
                .toList();
    }

    static List<String> keys(JsonNode answer) {
        return rows(answer).stream().map(row -> row.path("physkey").asText()).toList();
    }
}
