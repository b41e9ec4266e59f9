package org.pineflow.fd1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Converter;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.fd1.stream.Answer;

/** Events, batches and answers as their JSON, so that every endpoint of Camel takes them. */
@Converter(generateLoader = true)
public final class Fd1Converters {

    private Fd1Converters() {}

    /** The JSON object, UTF-8. */
    @Converter
    public static byte[] toBytes(Event event) {
        return event.toBytes();
    }

    /** The JSON object. */
    @Converter
    public static InputStream toInputStream(Event event) {
        return event.toInputStream();
    }

    /** The text of the JSON object. */
    @Converter
    public static String toText(Event event) {
        return event.toString();
    }

    /** The JSON array, UTF-8. */
    @Converter
    public static byte[] toBytes(EventBatch batch) {
        return batch.toBytes();
    }

    /** The JSON array. */
    @Converter
    public static InputStream toInputStream(EventBatch batch) {
        return batch.toInputStream();
    }

    /** The text of the JSON array. */
    @Converter
    public static String toText(EventBatch batch) {
        return batch.toString();
    }

    /** The rows that are left, as a JSON array, UTF-8; all of them are in memory then. */
    @Converter
    public static byte[] toBytes(Answer answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('[');
        for (boolean first = true; answer.hasNext(); first = false) {
            if (!first) {
                out.write(',');
            }
            answer.next().writeTo(out);
        }
        out.write(']');
        return out.toByteArray();
    }

    /** The text of the JSON array of the rows that are left; all of them are in memory then. */
    @Converter
    public static String toText(Answer answer) throws IOException {
        return new String(toBytes(answer), StandardCharsets.UTF_8);
    }

    /** The rows that are left as a JSON array, read on as the stream is read. */
    @Converter
    public static InputStream toInputStream(Answer answer) {
        return new AnswerStream(answer);
    }
}
