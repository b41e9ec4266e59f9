package org.pineflow.flowcore.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * The event ids in the answer to a batch, where they stand in it: a text is made of one when somebody asks for it, which
 * nobody does in most routes. Immutable.
 */
final class PlainIds extends AbstractList<String> implements RandomAccess {

    private static final byte[] NAME = "\"eventIds\"".getBytes(StandardCharsets.US_ASCII);

    /**
     * An answer without its ids.
     *
     * @param ids each of them a text that is not empty
     * @param rest the answer with an empty list in their place: JSON if and only if the answer is
     */
    record Taken(List<String> ids, byte[] rest) {}

    private final byte[] answer;
    private final int[] places;

    private PlainIds(byte[] answer, int[] places) {
        this.answer = answer;
        this.places = places;
    }

    /**
     * Takes the ids out of an answer, when they are written as plain as ids are; else empty.
     *
     * @param expected how many there probably are
     */
    static Optional<Taken> in(byte[] answer, int expected) {
        int name = indexOf(answer, NAME, 0);
        int at = name < 0 ? answer.length : skipSpace(answer, name + NAME.length);
        if (at >= answer.length || answer[at] != ':') {
            return Optional.empty();
        }
        at = skipSpace(answer, at + 1);
        if (at >= answer.length || answer[at] != '[') {
            return Optional.empty();
        }
        int open = at;
        int[] places = new int[Math.max(2, 2 * expected)];
        int count = 0;
        do {
            int from = skipSpace(answer, at + 1) + 1;
            int to = from;
            while (to < answer.length && isPlain(answer[to])) {
                to++;
            }
            if (to == from || to >= answer.length || answer[from - 1] != '"' || answer[to] != '"') {
                return Optional.empty();
            }
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
            }
            places[count++] = from;
            places[count++] = to;
            at = skipSpace(answer, to + 1);
        } while (at < answer.length && answer[at] == ',');
        if (at >= answer.length || answer[at] != ']' || indexOf(answer, NAME, at) >= 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.write(answer, 0, open + 1);
        rest.write(answer, at, answer.length - at);
        return Optional.of(new Taken(
                new PlainIds(answer, count == places.length ? places : Arrays.copyOf(places, count)),
                rest.toByteArray()));
    }

    @Override
    public String get(int index) {
        int from = places[2 * index];
        return new String(answer, from, places[2 * index + 1] - from, StandardCharsets.US_ASCII);
    }

    @Override
    public int size() {
        return places.length / 2;
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static int skipSpace(byte[] bytes, int i) {
        int at = i;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isPlain(byte b) {
        return b > ' ' && b < 0x7f && b != '"' && b != '\\';
    }
}
