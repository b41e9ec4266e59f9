package org.pineflow.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pineflow.deadletter.Letters.SINCE;
import static org.pineflow.deadletter.Letters.letter;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of dead letters promises. */
abstract class DeadLetterStoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant LATER = SINCE.plusSeconds(3600);

    DeadLetterStore store;

    /** Another process's view of the same letters. */
    DeadLetterStore other;

    abstract DeadLetterStore open() throws Exception;

    /** Changes what is stored of this letter, so that it is another. */
    abstract void damage(DeadLetter letter) throws Exception;

    @BeforeEach
    void openStores() throws Exception {
        store = open();
        other = open();
    }

    @Test
    void aLetterIsReadBackWithAllThatIsKnown() {
        DeadLetter letter = letter("customers", "{\"a\":1.0}", SINCE);

        assertThat(store.add(letter)).isTrue();

        assertThat(other.read(letter.id())).get().usingRecursiveComparison().isEqualTo(letter);
    }

    @Test
    void aLetterOfTheSameIdIsKeptOnceAndStaysAsItWas() {
        DeadLetter first = letter("customers", "{}", SINCE);
        DeadLetter again = letter("customers", "{}", LATER);
        assertThat(store.add(first)).isTrue();

        assertThat(other.add(again)).isFalse();

        assertThat(store.ids()).containsExactly(first.id());
        assertThat(store.read(first.id()).orElseThrow().since()).isEqualTo(SINCE);
    }

    @Test
    void anEventThatTwoSinksRefuseMakesTwoLetters() {
        store.add(letter("customers", "{}", SINCE));
        DeadLetter elsewhere = new DeadLetter(
                DeadLetter.Kind.EVENT,
                "customers",
                "C-1",
                2026011313545600000L,
                "{}".getBytes(UTF_8),
                "https://other.example/events",
                Map.of(),
                422,
                "",
                "no",
                SINCE,
                1);

        assertThat(store.add(elsewhere)).isTrue();

        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void ofManyThreadsThatAddOneLetterOneIsToldItIsNew() {
        int count = 8;
        CyclicBarrier start = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<CompletableFuture<Boolean>> answers = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                await(start);
                                return store.add(letter("customers", "{}", SINCE.plusSeconds(i)));
                            },
                            threads))
                    .toList();

            assertThat(answers.stream().filter(CompletableFuture::join)).hasSize(1);
        } finally {
            threads.shutdown();
        }
        assertThat(store.ids()).hasSize(1);
    }

    @Test
    void lettersComeOldestFirstAcrossStreams() {
        DeadLetter third = letter("a", "{\"n\":3}", SINCE.plusMillis(3));
        DeadLetter first = letter("b", "{\"n\":1}", SINCE.plusMillis(1));
        DeadLetter second = letter("a", "{\"n\":2}", SINCE.plusMillis(2));
        List.of(third, first, second).forEach(store::add);

        assertThat(other.ids()).containsExactly(first.id(), second.id(), third.id());
        assertThat(other.list(DeadLetterFilter.ALL))
                .extracting(Envelope::id)
                .containsExactly(first.id(), second.id(), third.id());
        assertThat(other.count()).isEqualTo(3);
    }

    @Test
    void nothingIsThereBeforeTheFirstLetter() {
        assertThat(store.ids()).isEmpty();
        assertThat(store.list(DeadLetterFilter.ALL)).isEmpty();
        assertThat(store.count()).isZero();
        assertThat(store.read(letter("a", "{}", SINCE).id())).isEmpty();
    }

    @Test
    void theEnvelopeTellsAllButTheContents() {
        DeadLetter letter = letter("customers", "{\"name\":\"Zoë\"}", SINCE);
        store.add(letter);

        assertThat(other.list(DeadLetterFilter.ALL))
                .containsExactly(new Envelope(
                        letter.id(),
                        DeadLetter.Kind.EVENT,
                        "customers",
                        "C-1",
                        2026011313545600000L,
                        15,
                        "https://flowcore.example/events",
                        422,
                        "{\"error\":\"no\"}",
                        "unknown field",
                        SINCE,
                        3,
                        0));
    }

    @Test
    void aFilterLeavesWhatMeetsAllOfIt() {
        DeadLetter refused = letter("customers", "{\"n\":1}", SINCE);
        DeadLetter late = letter("customers", "{\"n\":2}", LATER);
        DeadLetter unreadable = new DeadLetter(
                DeadLetter.Kind.UNREADABLE,
                "sales",
                "",
                0,
                new byte[] {1},
                "",
                Map.of(),
                0,
                "",
                "No JSON at byte 3",
                SINCE,
                0);
        List.of(refused, late, unreadable).forEach(store::add);

        DeadLetterFilter all = DeadLetterFilter.ALL;
        assertThat(ids(filter(Set.of(late.id().substring(0, 8)), Set.of(), all)))
                .containsExactly(late.id());
        assertThat(ids(filter(Set.of(), Set.of("sales", "none"), all))).containsExactly(unreadable.id());
        assertThat(ids(new DeadLetterFilter(
                        Set.of(),
                        Set.of(),
                        Optional.of("C-1"),
                        all.kind(),
                        Optional.of(422),
                        all.text(),
                        Optional.of(SINCE),
                        Optional.of(LATER))))
                .containsExactly(refused.id());
        assertThat(ids(new DeadLetterFilter(
                        Set.of(),
                        Set.of(),
                        all.key(),
                        Optional.of(DeadLetter.Kind.UNREADABLE),
                        Optional.of(0),
                        Optional.of("no json"),
                        all.since(),
                        all.until())))
                .containsExactly(unreadable.id());
        assertThat(ids(new DeadLetterFilter(
                        Set.of(),
                        Set.of(),
                        all.key(),
                        all.kind(),
                        all.status(),
                        Optional.of("\"ERROR\""),
                        Optional.of(LATER),
                        all.until())))
                .containsExactly(late.id());
    }

    @Test
    void aRefusalAgainIsCountedAndTheLetterStaysTheSame() {
        DeadLetter letter = letter("customers", "{}", SINCE);
        store.add(letter);

        assertThat(store.refusedAgain(letter.id(), SINCE.plusSeconds(1), 400, "first"))
                .isTrue();
        assertThat(other.refusedAgain(letter.id(), LATER, 413, "second\u0000\\"))
                .isTrue();

        DeadLetter after = other.read(letter.id()).orElseThrow();
        assertThat(after.id()).isEqualTo(letter.id());
        assertThat(after.redrives()).isEqualTo(new Redrives(2, Optional.of(LATER), 413, "second\u0000\\"));
        assertThat(after.tries()).isEqualTo(5);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("tries", "redrives")
                .isEqualTo(letter);
        assertThat(store.list(DeadLetterFilter.ALL))
                .extracting(Envelope::redrives)
                .containsExactly(2);
        assertThat(store.ids()).containsExactly(letter.id());
        assertThat(store.add(letter)).as("it is there").isFalse();
    }

    @Test
    void aLetterThatIsTakenOutIsGone() {
        DeadLetter letter = letter("customers", "{}", SINCE);
        store.add(letter);

        assertThat(other.remove(letter.id())).isTrue();

        assertThat(store.read(letter.id())).isEmpty();
        assertThat(store.ids()).isEmpty();
        assertThat(store.remove(letter.id())).isFalse();
        assertThat(store.refusedAgain(letter.id(), LATER, 400, "")).isFalse();
        assertThat(store.ids()).as("an update brings nothing back").isEmpty();
        assertThat(store.add(letter)).isTrue();
    }

    @Test
    void oneHasTheClaimAtATime() {
        DeadLetterClaim claim = store.claim(MINUTE).orElseThrow();
        assertThat(store.claim(MINUTE)).isEmpty();
        assertThat(other.claim(MINUTE)).isEmpty();
        assertThat(claim.renew()).isTrue();

        claim.close();

        DeadLetterClaim next = other.claim(MINUTE).orElseThrow();
        claim.close();
        assertThat(store.claim(MINUTE))
                .as("closing twice leaves the next one alone")
                .isEmpty();
        next.close();
        assertThat(store.ids()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../../../etc/passwd",
                "C:\\con",
                "a\u0000b",
                "\ud800",
                "a\udc00\\",
                "ключ",
                "💶",
                "'; DROP TABLE pineflow_dead_letter; --",
                "%",
                "\u001b[31m"
            })
    void anyTextFromOutsideIsKept(String text) {
        DeadLetter letter = new DeadLetter(
                DeadLetter.Kind.UNREADABLE,
                text,
                text,
                0,
                text.getBytes(UTF_8),
                text,
                Map.of(text, text),
                0,
                text,
                text,
                SINCE,
                0);

        assertThat(store.add(letter)).isTrue();

        DeadLetter back = other.read(letter.id()).orElseThrow();
        assertThat(back.body()).isEqualTo(letter.body());
        assertThat(back.id()).isEqualTo(letter.id());
        assertThat(store.add(letter)).isFalse();
        assertThat(other.list(DeadLetterFilter.ALL)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "../secret", "..", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF"})
    void whatIsNoIdIsNoLetter(String id) {
        store.add(letter("customers", "{}", SINCE));

        assertThat(store.read(id)).isEmpty();
        assertThat(store.remove(id)).isFalse();
    }

    @Test
    void aBodyOfTwentyMegabytesIsKept() {
        byte[] body = new byte[20 << 20];
        Arrays.fill(body, (byte) 0xff);
        DeadLetter letter = letter("customers", body, SINCE);

        store.add(letter);

        assertThat(Arrays.equals(store.read(letter.id()).orElseThrow().body(), body))
                .isTrue();
    }

    @Test
    void aLetterThatWasChangedIsNoticedAndNamedWithTheCure() throws Exception {
        DeadLetter letter = letter("customers", "{\"a\":1}", SINCE);
        store.add(letter);
        damage(letter);

        assertThatThrownBy(() -> store.read(letter.id()))
                .isInstanceOf(DeadLetterStoreException.class)
                .hasMessageContainingAll(letter.id(), "changed", "backup");
    }

    private List<String> ids(DeadLetterFilter filter) {
        return other.list(filter).stream().map(Envelope::id).toList();
    }

    private static DeadLetterFilter filter(Set<String> ids, Set<String> streams, DeadLetterFilter rest) {
        return new DeadLetterFilter(
                ids, streams, rest.key(), rest.kind(), rest.status(), rest.text(), rest.since(), rest.until());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
