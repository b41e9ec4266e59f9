package org.pineflow.fd1.client;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** JSON text as servers may write it: any nesting, any spacing, awkward texts and numbers that no double can hold. */
final class GeneratedJson {

    private static final Arbitrary<String> SPACE = Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.just("")),
            net.jqwik.api.Tuple.of(1, Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(3)));

    private GeneratedJson() {}

    /** A JSON string, with quotes. */
    static Arbitrary<String> text() {
        Arbitrary<String> parts = Arbitraries.of(
                "a",
                "rve",
                "key",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                " ",
                "\\\"",
                "\\\\",
                "\\u0065",
                "\\n",
                "é",
                "ミ",
                "😀",
                "\\ud83d\\ude00",
                "'",
                "/");
        return parts.list().ofMaxSize(6).map(list -> '"' + String.join("", list) + '"');
    }

    static Arbitrary<String> name() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.of(
                                "\"rve\"", "\"rv\\u0065\"", "\"_rve\"", "\"key\"", "\"ключ\"", "\"rv\"", "\"\"")),
                net.jqwik.api.Tuple.of(3, text()));
    }

    static Arbitrary<String> scalar() {
        return Arbitraries.oneOf(
                text(),
                Arbitraries.of("null", "true", "false", "0", "-0.0", "1.0", "1e400", "-1E-7", "2024010113245600023"));
    }

    /** Any value, nested at most so deep. */
    static Arbitrary<String> value(int depth) {
        return depth == 0 ? scalar() : Arbitraries.oneOf(scalar(), object(depth - 1), array(depth - 1));
    }

    static Arbitrary<String> object(int depth) {
        Arbitrary<String> member = Combinators.combine(SPACE, name(), SPACE, SPACE, value(depth), SPACE)
                .as((a, name, b, c, value, d) -> a + name + b + ":" + c + value + d);
        return Combinators.combine(SPACE, member.list().ofMaxSize(5))
                .as((space, members) -> "{" + (members.isEmpty() ? space : String.join(",", members)) + "}");
    }

    static Arbitrary<String> array(int depth) {
        return array(value(depth));
    }

    static Arbitrary<String> array(Arbitrary<String> elements) {
        Arbitrary<String> element =
                Combinators.combine(SPACE, elements, SPACE).as((before, value, after) -> before + value + after);
        Arbitrary<List<String>> list = element.list().ofMaxSize(4);
        return list.map(all -> all.stream().collect(Collectors.joining(",", "[", "]")));
    }
}
