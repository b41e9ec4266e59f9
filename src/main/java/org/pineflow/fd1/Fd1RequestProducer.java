package org.pineflow.fd1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.SynchronizationAdapter;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.fd1.client.RequestPacket;
import org.pineflow.fd1.stream.Answer;
import org.pineflow.fd1.stream.Question;

/**
 * Sends single requests. The body gives the packet's members ({@code q}, {@code v}, {@code qo}, {@code k}, …) as a JSON
 * object or a map; the answer's rows become the body, an iterator of events that reads on as it is asked.
 */
final class Fd1RequestProducer extends DefaultProducer {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Fd1Endpoint endpoint;

    Fd1RequestProducer(Fd1Endpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        ObjectNode packet = JsonNodeFactory.instance.objectNode().put("a", endpoint.getName());
        ObjectNode query = endpoint.options().query();
        if (!query.isEmpty()) {
            packet.set("q", query);
        }
        packet.setAll(members(exchange));
        Boolean chunked = endpoint.getConfiguration().getChunked();
        if (Boolean.TRUE.equals(chunked)) {
            packet.put("mo", "chunk");
        }
        boolean ownSocket = packet.path("mo").asText().equals("chunk");
        Fd1Settings connection = endpoint.connection();
        Fd1Links links = endpoint.getComponent().links();
        Answer answer = Question.ask(
                links.acquire(connection, !ownSocket),
                new RequestPacket(packet),
                connection.requestTimeout(),
                ownSocket);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                answer.close();
            }
        });
        Message message = exchange.getMessage();
        message.setHeader(Fd1Constants.ENDPOINT, endpoint.getName());
        message.setBody(answer);
    }

    private ObjectNode members(Exchange exchange) throws InvalidPayloadException, JsonProcessingException {
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (body instanceof Map<?, ?> map) {
            return JSON.valueToTree(map);
        }
        String text = exchange.getMessage().getMandatoryBody(String.class);
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode node = JSON.readTree(text);
        if (node instanceof ObjectNode members) {
            return members;
        }
        throw new IllegalArgumentException("the body of a request to fd1:request:" + endpoint.getName()
                + " is a JSON " + node.getNodeType() + "; it has to be an object with the packet's members, for example"
                + " {\"q\":{\"cid\":71}}");
    }
}
