package org.pineflow.position;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Positions for tests. */
final class Positions {

    static final long FIRST_RVE = 2026011313545600000L;

    private static final Instant GAP_SINCE = Instant.parse("2026-01-13T14:00:00Z");

    private Positions() {}

    /** A position with something in every field. */
    static Position at(long rve) {
        return new Position(
                "firehose:customer.changed",
                "ws://127.0.0.1:8080/fd1",
                Optional.of("pid+locid"),
                Optional.of("LONG"),
                Optional.of(new Position.Start("now", Instant.parse("2026-01-13T13:54:56.123456789Z"))),
                rve,
                List.of("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"),
                FIRST_RVE,
                List.of(
                        new Gap("g-1", 1, 0, Gap.Cause.RESTART_REFUSED, "the restart was refused", GAP_SINCE),
                        new Gap(
                                "g-2",
                                FIRST_RVE,
                                rve,
                                Gap.Cause.UNREADABLE,
                                "garbage",
                                GAP_SINCE,
                                Optional.of(new Gap.Waiver("read by hand", GAP_SINCE)))),
                Optional.of(GAP_SINCE));
    }

    static Arbitrary<Position> any() {
        Arbitrary<String> texts = texts();
        Arbitrary<Long> rves = Arbitraries.longs().greaterOrEqual(0);
        Arbitrary<Instant> times = Arbitraries.longs()
                .between(-1L << 40, 1L << 40)
                .map(millis -> Instant.ofEpochMilli(millis).plusNanos(millis & 0xffff));
        Arbitrary<Optional<Position.Start>> starts =
                Combinators.combine(texts, times).as(Position.Start::new).optional();
        Arbitrary<Optional<Gap.Waiver>> waivers =
                Combinators.combine(texts, times).as(Gap.Waiver::new).optional();
        Arbitrary<List<Gap>> gaps = Combinators.combine(
                        texts, rves, rves, Arbitraries.of(Gap.Cause.class), texts, times, waivers)
                .as(Gap::new)
                .list()
                .ofMaxSize(4);
        Arbitrary<Optional<String>> fields = texts.optional();
        return Combinators.combine(
                        texts, texts, fields, fields, starts, rves, texts.list().ofMaxSize(9))
                .flatAs((fingerprint, url, key, form, start, rve, delivered) -> Combinators.combine(
                                rves, gaps, times.optional())
                        .as((floor, all, unproven) -> new Position(
                                fingerprint, url, key, form, start, rve, delivered, floor, all, unproven)));
    }

    /** Any text, with control characters, quotes, non-Latin letters and halves of surrogate pairs. */
    static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange((char) 0, Character.MAX_VALUE)
                .ofMaxLength(12);
    }
}
