package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.simulator.control.ControlEndpoint;

/** A simulator driven over HTTP, by one who has nothing else. */
class ControlEndpointTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String EVENT = "pos.customers.edit";

    private Simulator simulator;
    private ControlEndpoint control;
    private TestClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorSettings.defaults());
        control = ControlEndpoint.start(simulator, "127.0.0.1", 0);
        client = TestClient.loggedIn(simulator);
        SimulatorFirehoseTest.open(client, "fh", EVENT, "");
    }

    @AfterEach
    void stop() {
        client.close();
        control.close();
        simulator.close();
    }

    @Test
    void faultsAreAddedListedTriggeredAndRemoved() throws Exception {
        JsonNode drop = json("POST", "/faults", "{'fault':'drop','on':'" + EVENT + "','nth':1000}", 201);
        JsonNode twice = json("POST", "/faults", "{'fault':'duplicate:nth=2'}", 201);
        assertThat(drop.path("fault").asText()).isEqualTo("drop:on=" + EVENT + ",nth=1000");
        json("POST", "/faults/" + drop.path("id").asText() + "/trigger", "", 200);
        simulator.chain().change("customers");
        Version second = simulator.chain().change("customers");
        assertThat(client.nextRows(2)).containsExactly(second.json(), second.json());
        assertThat(json("GET", "/faults", "", 200).path("faults"))
                .extracting(fault -> fault.path("strikes").asInt())
                .containsExactly(1, 1);
        assertThat(json("GET", "/faults/" + twice.path("id").asText(), "", 200)
                        .path("active")
                        .asBoolean())
                .isFalse();
        json("DELETE", "/faults/" + drop.path("id").asText(), "", 200);
        assertThat(json("GET", "/faults", "", 200).path("faults")).hasSize(1);
        assertThat(json("DELETE", "/faults", "", 200).path("faults")).isEmpty();
    }

    @Test
    void aFaultThatStrikesByItselfStrikesAtOnce() throws Exception {
        json("POST", "/faults", "{'fault':'cut','on':'" + EVENT + "'}", 201);
        assertThat(client.awaitEnd()).isTrue();
    }

    @Test
    void theDataIsChangedAndReadCharacterForCharacter() throws Exception {
        String key = simulator.chain().versions("customers").get(7).key();
        json("POST", "/change/customers", "{'key':'" + key + "'}", 200);
        Version changed = simulator.chain().versions("customers").get(7);
        assertThat(client.nextRow()).isEqualTo(changed.json());
        assertThat(text("GET", "/versions/customers", "", 200))
                .contains("\"key\":\"" + key + "\",\"rve\":\"" + changed.rve() + "\",\"deleted\":false,\"row\":"
                        + changed.json() + "}");
        json("POST", "/soft-delete/customers", "{'key':'" + key + "'}", 200);
        assertThat(client.nextRow()).contains("\"deletedtu\":");
        json("POST", "/delete/customers", "{'key':'" + key + "'}", 200);
        client.hasNothingMore();
        assertThat(json("GET", "/versions/customers", "", 200).path("versions")).hasSize(199);
        assertThat(json("GET", "/history/customers", "", 200).path("versions")).hasSize(202);
        JsonNode tied = json("POST", "/bulk-edit/customers", "{'count':5}", 200).path("versions");
        assertThat(tied).hasSize(5).allMatch(version -> version.path("rve").equals(tied.at("/0/rve")));
        assertThat(json("POST", "/add/customers", "", 200).path("versions")).hasSize(1);
        assertThat(json("POST", "/change/customers", "{'count':3}", 200).path("versions"))
                .hasSize(3);
        assertThat(client.nextRows(9)).doesNotHaveDuplicates();
    }

    @Test
    void whatWasServedIsToldAndWhatAClientLacksOfIt() throws Exception {
        simulator.faults().add("broken-json:at=live,nth=3");
        Version first = simulator.chain().change("customers");
        Version second = simulator.chain().change("customers", first.key());
        simulator.chain().change("customers");
        client.nextText();
        client.nextText();
        client.nextText();
        await().until(() -> simulator.served() == 3);
        assertThat(json("GET", "/served", "", 200).path("served"))
                .extracting(served -> served.path("over").asText() + " "
                        + served.path("as").asText() + " "
                        + served.path("intact").asText())
                .containsExactly(EVENT + " live true", EVENT + " live true", EVENT + " live false");
        assertThat(json("GET", "/obligations", "", 200).path("obligations")).hasSize(2);
        assertThat(json("POST", "/unmet", first.json() + "\n", 409).path("unmet"))
                .singleElement()
                .satisfies(unmet -> assertThat(unmet.path("rve").asText()).isEqualTo(Long.toString(second.rve())));
        assertThat(json("POST", "/unmet", second.json() + "\n", 200).path("unmet"))
                .isEmpty();
        json("DELETE", "/served", "", 200);
        assertThat(json("POST", "/unmet", "", 200).path("unmet")).isEmpty();
    }

    @Test
    void theTradeIsStartedAndStopped() throws Exception {
        long before = simulator.chain().lastRve();
        json("POST", "/trading", "{'running':true}", 200);
        await().until(() -> simulator.chain().lastRve() > before);
        JsonNode status = json("POST", "/trading", "{'running':false}", 200);
        assertThat(status.path("lastRve").asText())
                .isEqualTo(Long.toString(simulator.chain().lastRve()));
        assertThat(status.path("url").asText()).isEqualTo(simulator.url().toString());
        assertThat(status.path("connections").asInt()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /faults, '{\"fault\":\"dorp\"}', 400, There is no fault 'dorp'",
        "POST, /faults, '{\"fault\":\"bump\",\"table\":\"nothing\"}', 400, no table 'nothing'",
        "POST, /faults, '{}', 400, Give the fault in 'fault'",
        "POST, /faults, '[', 400, The body is not JSON",
        "DELETE, /faults/99, '', 404, There is no DELETE /faults/99",
        "POST, /change/nothing, '', 400, no table 'nothing'",
        "POST, /change/customers, '{\"key\":\"K\"}', 400, no record 'K'",
        "POST, /change/customers, '{\"count\":0}', 400, 'count' is not a whole number from 1",
        "POST, /add/stocklevels, '', 400, A stock level cannot be added",
        "GET, /history/nothing, '', 400, no table 'nothing'",
        "POST, /trading, '', 400, Give 'running'",
        "GET, /, '', 404, There is no GET /",
    })
    void aMistakeIsToldWithWhatIsRight(String method, String path, String body, int status, String message)
            throws Exception {
        assertThat(text(method, path, body, status)).contains(message);
    }

    @Test
    void aPortInUseIsToldWithAddressAndReason() {
        int taken = control.url().getPort();
        assertThatThrownBy(() -> ControlEndpoint.start(simulator, "127.0.0.1", taken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("127.0.0.1:" + taken);
    }

    private JsonNode json(String method, String path, String body, int status) throws Exception {
        String text = text(method, path, body.startsWith("{'") ? body.replace('\'', '"') : body, status);
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private String text(String method, String path, String body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(control.url().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return answer.body();
    }
}
