package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.ingest.store.StoredEvent;

/** What a hostile sender with a valid key may try with one request. After each the service is as it was. */
class WebhookAttacksTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "/event/" + RunningIngestion.PATH;
    private static final String EVENTS = "/events/" + RunningIngestion.PATH;
    private static final String MOVED = "/event/acme/retail/customer.0/customer.moved.0";

    @TempDir
    static Path folder;

    private static RunningIngestion server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void theServiceIsAsItWas() throws Exception {
        assertThat(server.post(MOVED, "{}").statusCode()).isEqualTo(200);
        await().until(() -> server.requestsInFlight() == 0);
    }

    @Test
    void gzipInGzipIsNoJson() throws Exception {
        assertNothingIsStored(400, gzip(gzip("[{}]".getBytes(StandardCharsets.UTF_8))), "Content-Encoding", "gzip");
    }

    @Test
    void aBombInManyMembersIsStoppedAtTheLimit() throws Exception {
        byte[] member = gzip(new byte[1 << 20]);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            members.write(member);
        }

        assertNothingIsStored(413, members.toByteArray(), "Content-Encoding", "gzip");
    }

    @Test
    void hundredsOfThousandsOfEmptyMembersAreNoMoreThanTheirBytes() throws Exception {
        byte[] empty = gzip(new byte[0]);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < 400_000; i++) {
            members.write(empty);
        }

        assertNothingIsStored(400, members.toByteArray(), "Content-Encoding", "gzip");
    }

    @Test
    void aDepthOf100000IsRefused() throws Exception {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertNothingIsStored(400, ("[" + deep + "]").getBytes(StandardCharsets.UTF_8));
        assertNothingIsStored(400, ("[" + "{\"a\":".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "-9", "0.9", "1e9", "1E-9"})
    void aNumberOfAMillionDigitsIsRefused(String start) throws Exception {
        assertNothingIsStored(
                400, ("[{\"a\":" + start + "9".repeat(1_000_000) + "}]").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aNumberWithAHugeExponentIsKeptAndNeverComputed() throws Exception {
        assertThat(server.post(EVENT, "{\"huge\":1e999999999}").statusCode()).isEqualTo(200);
        assertThat(server.payloads("customer.changed.0")).contains("{\"huge\":1e999999999}");
    }

    @Test
    void aMillionKeysAndAHugeNameAreNoMoreThanALargeEvent() throws Exception {
        assertNothingIsStored(
                400, ("[{" + "\"k\":0,".repeat(1_000_000) + "\"z\":0}]").getBytes(StandardCharsets.UTF_8));
        assertNothingIsStored(400, ("[{\"" + "k".repeat(10_000_000) + "\":0}]").getBytes(StandardCharsets.UTF_8));
        assertNothingIsStored(400, ("[{\"k\":\"" + "v".repeat(30_000_000) + "\"}]").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesThatAreThereTwiceAreKeptAsTheyCame() throws Exception {
        String twice = "{\"a\":1,\"\\u0061\":2,\"__proto__\":{\"a\":3},\"n\":{\"a\":1,\"a\":2}}";

        assertThat(server.post(EVENT, twice).statusCode()).isEqualTo(200);
        assertThat(server.payloads("customer.changed.0")).contains(twice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":\"2024-01-15T10:30:00Z\",\"t\":\"2024-01-16T10:30:00Z\"}",
                "{\"t\":\"2024-01-15T10:30:00Z\",\"\\u0074\":\"2024-01-16T10:30:00Z\"}",
                "{\"t\":null,\"t\":\"2024-01-16T10:30:00Z\"}"
            })
    void aTimeThatIsThereTwiceIsRefused(String event) throws Exception {
        String answer = assertNothingIsStored(
                400, ("[{}," + event + "]").getBytes(StandardCharsets.UTF_8), "x-flowcore-event-time-key", "t");

        assertThat(answer).contains("the field 't' is there twice", "\"index\":1");
    }

    @Test
    void loneSurrogatesAndNulInEscapesAreKeptAsTheyCame() throws Exception {
        String event = "{\"half\":\"\\ud800\",\"other\":\"\\udc00x\",\"nul\":\"\\u0000\"}";

        assertThat(server.post(EVENT, event).statusCode()).isEqualTo(200);
        assertThat(server.payloads("customer.changed.0")).contains(event);
    }

    @Test
    void controlCharactersThatAreNotEscapedAreNoJson() throws Exception {
        assertNothingIsStored(400, "[{\"a\":\"\0\"}]".getBytes(StandardCharsets.UTF_8));
        assertNothingIsStored(400, "[{\"a\":\"\n\"}]".getBytes(StandardCharsets.UTF_8));
        assertNothingIsStored(400, "[{\"a\":1\0}]".getBytes(StandardCharsets.UTF_8));
        assertNothingIsStored(400, "\0\0\0[".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSecondByteOrderMarkIsNoJson() throws Exception {
        assertNothingIsStored(400, "\ufeff\ufeff[{}]".getBytes(StandardCharsets.UTF_8));
        assertNothingIsStored(400, "[\ufeff{}]".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":\"a\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":{\"b\":{\"c\":",
                "[{}]",
                "{\"a\":\"b\"} {}",
                "{\"a\":NaN}"
            })
    void metadataThatNoStoreCanHoldOrThatIsNoObjectIsRefused(String metadata) throws Exception {
        assertNothingIsStored(
                400, "[{}]".getBytes(StandardCharsets.UTF_8), "x-flowcore-metadata-json", base64(metadata));
    }

    @Test
    void metadataIsTextAndNothingElse() throws Exception {
        String evil =
                "line\\r\\nSet-Cookie: a=b\\r\\n\\r\\n${jndi:ldap://x/y} {{env:PATH}} ${header.x} '; drop table event; --";
        HttpResponse<String> answer = server.post(
                EVENT,
                "{}",
                "x-flowcore-metadata-json",
                base64("{\"a\":\"" + evil
                        + "\",\"CamelHttpResponseCode\":\"500\",\"b'); drop table event; --\":\"1\"}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet()).containsExactlyInAnyOrder("content-length", "content-type");
        assertThat(last().metadata())
                .containsEntry("a", evil.replace("\\r", "\r").replace("\\n", "\n"))
                .containsEntry("CamelHttpResponseCode", "500")
                .containsEntry("b'); drop table event; --", "1");
    }

    @Test
    void reservedMetadataIsTheServicesOwn() throws Exception {
        server.post(
                EVENT,
                "{}",
                "x-flowcore-metadata-json",
                base64("{\"producer\":\"evil\",\"ingested-at\":\"1999-01-01T00:00:00.000Z\"}"),
                "x-flowcore-event-time",
                "2024-01-15T10:30:00Z");

        assertThat(last().metadata())
                .containsEntry("producer", "pineflow")
                .containsEntry("event-time", "2024-01-15T10:30:00.000Z")
                .doesNotContainEntry("ingested-at", "1999-01-01T00:00:00.000Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-30T00:00:00Z",
                "2024-01-15T10:30:00",
                "2024-01-15T10:30:00+25:00",
                "2024-01-15 10:30:00Z",
                "-0001-01-01T00:00:00Z",
                "+1000000000-01-01T00:00:00Z",
                "9999999999999999999-01-01T00:00:00Z",
                "1705314600000",
                "now",
                "２０２４-01-15T10:30:00Z"
            })
    void anAbsurdTimeIsRefusedInTheField(String time) throws Exception {
        assertNothingIsStored(
                400, ("[{\"t\":\"" + time + "\"}]").getBytes(StandardCharsets.UTF_8), "x-flowcore-event-time-key", "t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"t\":1705314600000}", "{\"t\":{\"t\":\"2024-01-15T10:30:00Z\"}}", "{\"t\":[]}", "{\"t\":true}"
            })
    void aTimeFieldThatIsNoTextIsRefused(String event) throws Exception {
        assertNothingIsStored(
                400, ("[" + event + "]").getBytes(StandardCharsets.UTF_8), "x-flowcore-event-time-key", "t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "%2e%2e%2f",
                "..%5c",
                "%00",
                "customer.changed.0%00",
                "%2Fetc%2Fpasswd",
                "CON",
                "$customer",
                "CUSTOMER.CHANGED.0",
                "customer.changed.0%20",
                "%F0%9F%99%82",
                "a'%20or%20'1'='1",
                "%25s%25n",
                "%0d%0aSet-Cookie:%20a=b"
            })
    void aNameThatIsNotInTheCatalogIs404WhateverItIs(String name) throws Exception {
        List<String> parts = List.of("acme", "retail", "customer.0", "customer.changed.0");
        for (int i = 0; i < parts.size(); i++) {
            String[] path = parts.toArray(String[]::new);
            path[i] = name;
            String head = "POST /event/" + String.join("/", path) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Authorization: " + RunningIngestion.KEY + "\r\nContent-Length: 2\r\n\r\n{}";

            String answer = server.raw(head.getBytes(StandardCharsets.US_ASCII));

            assertThat(answer).as(head).startsWith("HTTP/1.1 404 ").contains("NOT_FOUND");
            assertThat(answer).doesNotContainIgnoringCase("set-cookie");
        }
    }

    @Test
    void aVeryLongNameIs404() throws Exception {
        assertThat(server.post(EVENT + "a".repeat(10_000), "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void headersAndParametersNamedAfterCamelDoNothing() throws Exception {
        String query = "?CamelHttpResponseCode=500&camelHttpUri=http://x/&CamelFileName=../x&Camel.bean=x&body=x";
        HttpResponse<String> answer = server.post(
                EVENT + query,
                "{\"camel\":1}",
                "CamelHttpResponseCode",
                "418",
                "cAMELhTTPpATH",
                "/other",
                "camelFileName",
                "../../evil",
                "org.apache.camel.bean",
                "x",
                "CamelExecCommandExecutable",
                "/bin/sh",
                "breadcrumbId",
                "evil");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet()).containsExactlyInAnyOrder("content-length", "content-type");
        assertThat(server.payloads("customer.changed.0")).contains("{\"camel\":1}");
    }

    @Test
    void twoHeadersOfOneNameAreRefusedWhereTheyWouldMeanTwoThings() throws Exception {
        for (String name : List.of(
                "x-flowcore-event-time: 2024-01-15T10:30:00Z",
                "x-flowcore-metadata-json: e30=",
                "x-flowcore-event-time-key: t",
                "Idempotency-Key: one",
                "Content-Type: application/json")) {
            assertThat(raw(name, name)).as(name).startsWith("HTTP/1.1 400 ");
        }
        assertThat(raw("Authorization: " + RunningIngestion.KEY)).startsWith("HTTP/1.1 401 ");
        assertThat(raw("Content-Encoding: gzip", "Content-Encoding: gzip")).startsWith("HTTP/1.1 415 ");
    }

    @Test
    void anIdempotencyKeyIsNoSqlAndNoLongerThan200Characters() throws Exception {
        String evil = "';drop/**/table/**/event;--";

        HttpResponse<String> first = server.post(EVENTS, "[{}]", "Idempotency-Key", evil);
        HttpResponse<String> second = server.post(EVENTS, "[{}]", "Idempotency-Key", evil);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertNothingIsStored(400, "[{}]".getBytes(StandardCharsets.UTF_8), "Idempotency-Key", "k".repeat(10_000));
    }

    @Test
    void anExpectationThatIsNotKnownIsNotWaitedFor() throws Exception {
        assertThat(raw("Expect: something-else")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void everyMethodButPostIsRefusedAndChangesNothing() throws Exception {
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "NONSENSE")) {
            String answer =
                    server.raw((method + " " + EVENT + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "
                                    + RunningIngestion.KEY + "\r\nx-secret: private\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(answer).as(method).startsWith("HTTP/1.1 405 ").doesNotContain("private");
        }
    }

    private static String raw(String... headers) throws IOException {
        String head = "POST " + EVENT + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "
                + RunningIngestion.KEY + "\r\n" + String.join("\r\n", headers) + "\r\nContent-Length: 2\r\n\r\n{}";
        return server.raw(head.getBytes(StandardCharsets.US_ASCII));
    }

    private static StoredEvent last() {
        var events = server.stored("customer.changed.0");
        return events.get(events.size() - 1);
    }

    private static String assertNothingIsStored(int status, byte[] body, String... headers) throws Exception {
        int before = server.stored("customer.changed.0").size();

        HttpResponse<String> answer = server.post(EVENTS, body, headers);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.get("message").textValue()).hasSizeBetween(10, 300);
        assertThat(server.stored("customer.changed.0")).hasSize(before);
        return answer.body();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
