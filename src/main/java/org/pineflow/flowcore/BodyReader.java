package org.pineflow.flowcore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.MessageHelper;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;

/** Makes events of a body that is not an {@link EventBatch} already. */
final class BodyReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean batch;

    /** Reads for {@code events} when {@code batch}, else for {@code event}. */
    BodyReader(boolean batch) {
        this.batch = batch;
    }

    /**
     * The events of the body; empty when it is an empty list or array.
     *
     * @throws UnreadableBodyException when the body is text or bytes but not the JSON that is wanted
     * @throws InvalidPayloadException when the body is nothing that can be read
     * @throws IllegalArgumentException when a list holds something that is no event; the message names it
     */
    Optional<EventBatch> read(Message message) throws UnreadableBodyException, InvalidPayloadException {
        EventBatchBuilder events = new EventBatchBuilder();
        Object body = message.getBody();
        if (body instanceof List<?> list) {
            addList(list, events, message);
        } else if (body instanceof Event event) {
            return Optional.of(event.alone());
        } else if (body instanceof Map<?, ?> || body instanceof JsonNode) {
            JsonEvents.addValue(element(body, message), batch, events);
        } else {
            MessageHelper.resetStreamCache(message);
            byte[] text = message.getMandatoryBody(byte[].class);
            MessageHelper.resetStreamCache(message);
            if (batch) {
                JsonEvents.addArray(text, events);
            } else {
                JsonEvents.addValue(text, false, events);
            }
        }
        if (events.size() == 0) {
            return Optional.empty();
        }
        // No stream: what cannot be found again after a crash is told apart by its exchange.
        return Optional.of(
                events.build(new BatchOrigin("", message.getExchange().getExchangeId(), 1)));
    }

    private void addList(List<?> list, EventBatchBuilder events, Message message)
            throws UnreadableBodyException, InvalidPayloadException {
        for (Object element : list) {
            if (element instanceof Event event) {
                events.add(event.toBytes(), event.key(), event.rve());
                continue;
            }
            try {
                JsonEvents.addValue(element(element, message), batch, events);
            } catch (UnreadableBodyException e) {
                throw new UnreadableBodyException(
                        joined(list, message), "element " + events.size() + " of the list: " + e.getMessage());
            }
        }
    }

    private static byte[] joined(List<?> list, Message message) throws InvalidPayloadException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write('[');
        for (Object element : list) {
            if (all.size() > 1) {
                all.write(',');
            }
            all.writeBytes(element(element, message));
        }
        all.write(']');
        return all.toByteArray();
    }

    private static byte[] element(Object element, Message message) throws InvalidPayloadException {
        if (element instanceof byte[] bytes) {
            return bytes;
        }
        if (element instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (element instanceof Event event) {
            return event.toBytes();
        }
        if (element instanceof Map<?, ?> || element instanceof JsonNode) {
            try {
                return JSON.writeValueAsBytes(element);
            } catch (JsonProcessingException e) {
                throw new InvalidPayloadException(message.getExchange(), byte[].class, message, e);
            }
        }
        throw new IllegalArgumentException("A list for flowcore: holds Map, Event, JSON text or bytes, not "
                + (element == null ? "null" : element.getClass().getName()));
    }
}
