package org.pineflow.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.cut;
import static org.pineflow.flowcore.ScriptedSink.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterClaim;
import org.pineflow.deadletter.DeadLetterFilter;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.Envelope;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.delivery.RedriveStep.Outcome;
import org.pineflow.fd1.stream.ManualTime;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.flowcore.client.Compression;
import org.pineflow.flowcore.client.Deflaters;
import org.pineflow.flowcore.client.Login;
import org.pineflow.flowcore.client.Resender;
import org.pineflow.flowcore.client.RestingSockets;
import org.pineflow.flowcore.client.SinkRoute;
import org.pineflow.flowcore.client.SocketWebhookTransport;

class RedriveTest {

    private static final Instant THEN = Instant.parse("2026-01-13T14:00:00Z");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final String SECRET = "s3cret-key";

    @TempDir
    Path folder;

    private final ScriptedSink sink = new ScriptedSink();
    private final ManualTime time = new ManualTime();
    private final RestingSockets resting = new RestingSockets(time, time::nanos);
    private final List<RedriveStep> steps = new ArrayList<>();
    private DeadLetterStore store;
    private int maxEventBytes = 64_000;

    @BeforeEach
    void open() {
        store = new FileDeadLetterStore(folder.resolve("dead-letters"));
    }

    @AfterEach
    void close() throws Exception {
        resting.close();
        sink.close();
    }

    @Test
    void aLetterIsSentByteForByteWithItsOwnKeyAndMarkedAndGone() throws Exception {
        String metadata = Base64.getEncoder().encodeToString("{\"source\":\"shop\"}".getBytes(UTF_8));
        String body = "{ \"n\":1.0, \"z\":\"\\u00fc\" }";
        store.add(letter(
                "C-1",
                1,
                body,
                sink.url() + "/events/t/d/f/e",
                Map.of(
                        "Idempotency-Key", "the-key",
                        "Content-Encoding", "deflate",
                        "Host", "evil",
                        "x-flowcore-event-time-key", "_eventTime",
                        "x-flowcore-metadata-json", metadata)));

        assertThat(redrive().kind()).isEqualTo(RedriveEnd.Kind.COMPLETE);

        assertThat(store.count()).isZero();
        ScriptedSink.Received request = sink.requests().get(0);
        assertThat(request.line()).startsWith("POST /events/t/d/f/e ");
        assertThat(request.text()).isEqualTo("[" + body + "]");
        assertThat(request.headers())
                .containsEntry("idempotency-key", "the-key")
                .containsEntry("content-encoding", "gzip")
                .containsEntry("content-type", "application/json")
                .containsEntry("x-flowcore-event-time-key", "_eventTime")
                .containsEntry("authorization", SECRET);
        assertThat(request.headers().get("host")).doesNotContain("evil");
        JsonNode marked = new ObjectMapper()
                .readTree(Base64.getDecoder().decode(request.headers().get("x-flowcore-metadata-json")));
        assertThat(marked).hasToString("{\"source\":\"shop\",\"pineflow/redriven\":\"1\"}");
    }

    @Test
    void aSingleEventGoesWithoutBrackets() {
        store.add(letter("C-1", 1, "\"text\"", sink.url() + "/event/t/d/f/e", Map.of()));

        assertThat(redrive().kind()).isEqualTo(RedriveEnd.Kind.COMPLETE);

        assertThat(sink.requests().get(0).text()).isEqualTo("\"text\"");
        assertThat(sink.requests().get(0).headers().get("idempotency-key")).matches("[0-9a-f]{32}");
        assertThat(store.count()).isZero();
    }

    @Test
    void whileAnOlderLetterOfARecordIsRefusedTheNewerOnesOfItWait() {
        add("C-1", 3, "{\"n\":13}");
        add("C-1", 2, "{\"n\":12}");
        add("C-1", 1, "{\"n\":11}");
        add("C-2", 9, "{\"n\":2}");
        add("", 0, "{\"n\":\"no key\"}");
        sink.otherwise(request -> request.text().contains(":12") ? status(400, "still bad") : accept());

        redrive();

        assertThat(sink.requests())
                .extracting(ScriptedSink.Received::text)
                .containsExactly("[{\"n\":\"no key\"}]", "[{\"n\":11}]", "[{\"n\":12}]", "[{\"n\":2}]");
        assertThat(outcomes("C-1")).containsExactly(Outcome.DELIVERED, Outcome.REFUSED, Outcome.WAITING);
        assertThat(store.list(DeadLetterFilter.ALL)).extracting(Envelope::rve).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void anOlderLetterThatIsNotMeantHoldsTheNewerOneBack() {
        add("C-1", 1, "{\"n\":1}");
        add("C-1", 2, "{\"n\":2}");
        List<Envelope> newer = store.list(DeadLetterFilter.ALL).stream()
                .filter(letter -> letter.rve() == 2)
                .toList();

        redrive(newer, false);

        assertThat(outcomes("C-1")).containsExactly(Outcome.WAITING);
        assertThat(sink.requests()).isEmpty();
    }

    @Test
    void aLetterThatIsRefusedAgainIsTheSameLetterAndAfterFiveTimesIsSentOnlyByForce() {
        add("C-1", 1, "{\"n\":1}");
        String id = store.ids().get(0);
        sink.otherwise(request -> status(422, "never"));
        for (int i = 1; i <= Redrive.PATIENCE; i++) {
            redrive();
            assertThat(sink.requests()).hasSize(i);
        }

        redrive();

        assertThat(sink.requests()).as("not sent a sixth time").hasSize(Redrive.PATIENCE);
        assertThat(steps.get(steps.size() - 1).outcome()).isEqualTo(Outcome.WORN_OUT);
        DeadLetter letter = store.read(id).orElseThrow();
        assertThat(letter.redrives().count()).isEqualTo(Redrive.PATIENCE);
        assertThat(letter.redrives().last()).contains(NOW);
        assertThat(letter.redrives().answer()).isEqualTo("never");
        assertThat(letter.tries()).isEqualTo(1 + Redrive.PATIENCE);
        assertThat(sink.requests())
                .extracting(r -> r.headers().get("idempotency-key"))
                .containsOnly("key-1");

        sink.otherwise(request -> accept());
        redrive(store.list(DeadLetterFilter.ALL), true);
        assertThat(store.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://elsewhere.example/events/t/d/f/e",
                "SINK.evil.example/events/t/d/f/e",
                "SINK@evil.example/events/t/d/f/e",
                "SINK/other/events/t/d/f/e",
                "SINK/events/t/d/../e",
                "SINK/events/t/%2e%2E/f/e",
                "SINK/events/t/d/f/e?key=x",
                "SINK/events/t/d/f/e#x",
                "SINK/event/t/d/f"
            })
    void whatWasMeantForAnotherServiceIsNotSentAndTheKeyIsShownToNobody(String address) {
        store.add(letter("C-1", 1, "{}", address.replace("SINK", sink.url()), Map.of()));

        assertThat(redrive().kind()).isEqualTo(RedriveEnd.Kind.COMPLETE);

        assertThat(steps).extracting(RedriveStep::outcome).containsExactly(Outcome.UNFIT);
        assertThat(steps.get(0).detail()).contains("baseUrl", sink.url()).doesNotContain(SECRET);
        assertThat(sink.requests()).isEmpty();
        assertThat(store.count()).isOne();
    }

    @Test
    void whatIsNoEventIsNotSent() {
        maxEventBytes = 20;
        store.add(new DeadLetter(
                DeadLetter.Kind.UNREADABLE, "s", "", 0, new byte[] {1}, "", Map.of(), 0, "", "no JSON", THEN, 0));
        store.add(letter("A", 1, "[1]", sink.url() + "/events/t/d/f/e", Map.of()));
        store.add(letter("B", 1, "{} {}", sink.url() + "/events/t/d/f/e", Map.of()));
        store.add(letter("C", 1, "{\"n\":1", sink.url() + "/event/t/d/f/e", Map.of()));
        store.add(letter("D", 1, "{\"a\":\"" + "x".repeat(20) + "\"}", sink.url() + "/event/t/d/f/e", Map.of()));

        redrive();

        assertThat(steps)
                .extracting(RedriveStep::outcome)
                .containsExactlyInAnyOrder(
                        Outcome.UNREADABLE, Outcome.UNFIT, Outcome.UNFIT, Outcome.UNFIT, Outcome.UNFIT);
        assertThat(steps).extracting(RedriveStep::detail).anyMatch(detail -> detail.contains("maxEventBytes"));
        assertThat(sink.requests()).isEmpty();
        assertThat(store.count()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408, 401, 403, 404, 301, 200, 0})
    void anOutageOrAWrongSetUpEndsTheRedriveAndCountsAgainstNoLetter(int status) {
        add("C-1", 1, "{\"n\":1}");
        add("C-2", 1, "{\"n\":2}");
        sink.otherwise(request -> status == 0 ? cut() : status(status, "you sent " + SECRET));

        RedriveEnd end = redrive();

        assertThat(end.kind()).isEqualTo(RedriveEnd.Kind.SINK_TROUBLE);
        assertThat(end.reason()).isNotBlank().doesNotContain(SECRET);
        assertThat(sink.requests()).hasSize(1);
        assertThat(store.list(DeadLetterFilter.ALL))
                .extracting(Envelope::redrives)
                .containsExactly(0, 0);
    }

    @Test
    void aStopComesBetweenTwoLetters() {
        add("C-1", 1, "{\"n\":1}");
        add("C-2", 1, "{\"n\":2}");
        AtomicBoolean stop = new AtomicBoolean();
        sink.otherwise(request -> {
            stop.set(true);
            return accept();
        });

        try (DeadLetterClaim claim = store.claim(Duration.ofMinutes(1)).orElseThrow()) {
            RedriveEnd end = redrive(claim, false).run(store.list(DeadLetterFilter.ALL), stop::get, steps::add);
            assertThat(end.kind()).isEqualTo(RedriveEnd.Kind.STOPPED);
        }

        assertThat(steps).extracting(RedriveStep::outcome).containsExactly(Outcome.DELIVERED);
        assertThat(store.count()).isOne();
    }

    @Test
    void aRedriveThatWasOvertakenSendsNothingMore() {
        add("C-1", 1, "{\"n\":1}");
        DeadLetterClaim lost = new DeadLetterClaim() {
            @Override
            public boolean renew() {
                return false;
            }

            @Override
            public void close() {
                // There is nothing to give up.
            }
        };

        RedriveEnd end = redrive(lost, false).run(store.list(DeadLetterFilter.ALL), () -> false, steps::add);

        assertThat(end.kind()).isEqualTo(RedriveEnd.Kind.OVERTAKEN);
        assertThat(sink.requests()).isEmpty();
    }

    @Test
    void aLetterThatSomebodyTookOutMeanwhileIsNotSent() {
        add("C-1", 1, "{\"n\":1}");
        List<Envelope> listed = store.list(DeadLetterFilter.ALL);
        store.remove(listed.get(0).id());

        redrive(listed, false);

        assertThat(steps).extracting(RedriveStep::outcome).containsExactly(Outcome.GONE);
        assertThat(sink.requests()).isEmpty();
    }

    private RedriveEnd redrive() {
        return redrive(store.list(DeadLetterFilter.ALL), false);
    }

    private RedriveEnd redrive(List<Envelope> letters, boolean insist) {
        try (DeadLetterClaim claim = store.claim(Duration.ofMinutes(1)).orElseThrow()) {
            return redrive(claim, insist).run(letters, () -> false, steps::add);
        }
    }

    private Redrive redrive(DeadLetterClaim claim, boolean insist) {
        Login login = new Login(SECRET, "header");
        Resender resender = new Resender(
                sink.url(),
                maxEventBytes,
                Compression.GZIP,
                Deflaters.choose("jdk", 1, Optional.empty()),
                new SocketWebhookTransport(
                        new SinkRoute(Optional.empty(), Optional.empty(), Duration.ofSeconds(20)),
                        login,
                        Duration.ofSeconds(20),
                        resting),
                login,
                Clock.systemUTC());
        return new Redrive(store, claim, resender, Clock.fixed(NOW, ZoneOffset.UTC), insist);
    }

    private List<Outcome> outcomes(String key) {
        return steps.stream()
                .filter(step -> step.letter().key().equals(key))
                .map(RedriveStep::outcome)
                .toList();
    }

    private void add(String key, long rve, String body) {
        store.add(letter(key, rve, body, sink.url() + "/events/t/d/f/e", Map.of("Idempotency-Key", "key-" + rve)));
    }

    private static DeadLetter letter(String key, long rve, String body, String target, Map<String, String> headers) {
        return new DeadLetter(
                DeadLetter.Kind.EVENT,
                "customers",
                key,
                rve,
                body.getBytes(UTF_8),
                target,
                headers,
                400,
                "bad",
                "the sink refuses it (HTTP 400)",
                THEN,
                1);
    }
}
