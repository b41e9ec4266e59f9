package org.pineflow.flowcore.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PlainIdsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Verdicts verdicts = new Verdicts(true, new Login("secret", "header"), Clock.systemUTC());

    /** Texts put together from pieces of answers: some of them are answers. */
    @Provide
    Arbitrary<String> answers() {
        Arbitrary<String> piece = Arbitraries.of(
                "\"eventIds\":[\"a\",\"b\"]",
                "\"eventIds\" : [ \"a\" , \"b\" ] ",
                "\"eventIds\":[]",
                "\"eventIds\":[\"a\",\"\"]",
                "\"eventIds\":[\"a\\u0041\"]",
                "\"eventIds\":[1,\"b\"]",
                "\"eventIds\":\"a\"",
                "\"eventIds\"",
                "\"success\":true",
                "\"success\":false",
                "\"x\":{\"eventIds\":[\"c\",\"d\"]}",
                "\"x\":\"\\\"eventIds\\\":[\\\"c\\\",\\\"d\\\"]\"",
                "\"x\":\"\\\\\"",
                "{",
                "[");
        return piece.list().ofMaxSize(3).map(pieces -> "{" + String.join(",", pieces) + "}");
    }

    @Property(tries = 5000)
    void anAnswerMeansTheSameAsToATreeOfAllOfIt(@ForAll("answers") String answer) {
        Verdict verdict = verdicts.of(
                new WebhookAnswer(200, Optional.empty(), Optional.empty(), answer.getBytes(UTF_8), false), 2);

        List<String> expected = idsByTree(answer);
        if (expected.size() == 2) {
            assertThat(verdict).isEqualTo(new Verdict.Accepted(expected));
        } else {
            assertThat(verdict).isInstanceOf(Verdict.Denied.class);
        }
    }

    @Test
    void idsAreOrdinaryTexts() {
        List<String> ids = PlainIds.in("{\"eventIds\":[\"one-1\",\"two\"]}".getBytes(UTF_8), 1)
                .orElseThrow()
                .ids();
        assertThat(ids).isEqualTo(List.of("one-1", "two")).hasToString("[one-1, two]");
    }

    private static List<String> idsByTree(String answer) {
        List<String> ids = new ArrayList<>();
        try {
            JsonNode root = JSON.readTree(answer);
            if (root.path("success").isBoolean() && !root.path("success").booleanValue()) {
                return List.of();
            }
            for (JsonNode id : root.path("eventIds")) {
                if (id.isTextual() && !id.textValue().isEmpty()) {
                    ids.add(id.textValue());
                }
            }
        } catch (JsonProcessingException noJson) {
            return List.of();
        }
        return ids;
    }
}
