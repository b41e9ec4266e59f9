package org.pineflow.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDeadLetterStoreTest {

    private static final Instant SINCE = Instant.parse("2026-01-13T13:54:56.123456Z");

    @TempDir
    Path folder;

    private FileDeadLetterStore store;

    @BeforeEach
    void open() {
        store = new FileDeadLetterStore(folder.resolve("data/dead-letters"));
    }

    @Property(tries = 200)
    void everyBodyIsKeptExactly(@ForAll("bodies") byte[] body) {
        DeadLetter letter = letter("customers", body, SINCE);

        DeadLetter back = DeadLetterCodec.decode(DeadLetterCodec.encode(letter), letter.id());

        assertThat(back.body()).isEqualTo(body);
        assertThat(back).usingRecursiveComparison().isEqualTo(letter);
    }

    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> texts = Arbitraries.strings().ofMaxLength(40).map(text -> text.getBytes(UTF_8));
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<byte[]> json = Arbitraries.of(
                        "{\"n\":1.0,\"big\":9007199254740993,\"e\":1e400}", "{\"a\":1,\"a\":2}", "")
                .map(text -> text.getBytes(UTF_8));
        return Arbitraries.oneOf(texts, any, json);
    }

    @Test
    void aLetterIsReadBackWithAllThatIsKnown() {
        DeadLetter letter = letter("customers", "{\"a\":1.0}", SINCE);

        assertThat(store.add(letter)).isTrue();

        assertThat(new FileDeadLetterStore(folder.resolve("data/dead-letters")).read(letter.id()))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(letter);
    }

    @Test
    void aLetterOfTheSameIdIsKeptOnceAndStaysAsItWas() {
        DeadLetter first = letter("customers", "{}", SINCE);
        DeadLetter again = letter("customers", "{}", SINCE.plusSeconds(60));
        assertThat(store.add(first)).isTrue();

        assertThat(store.add(again)).isFalse();

        assertThat(store.ids()).containsExactly(first.id());
        assertThat(store.read(first.id()).orElseThrow().since()).isEqualTo(SINCE);
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
    void idsComeOldestFirstAcrossStreams() {
        DeadLetter third = letter("a", "{\"n\":3}", SINCE.plusMillis(3));
        DeadLetter first = letter("b", "{\"n\":1}", SINCE.plusMillis(1));
        DeadLetter second = letter("a", "{\"n\":2}", SINCE.plusMillis(2));
        List.of(third, first, second).forEach(store::add);

        assertThat(store.ids()).containsExactly(first.id(), second.id(), third.id());
    }

    @Test
    void aCrashAtAnyByteLeavesNoHalfLetterAndTheNextAddKeepsIt() throws IOException {
        DeadLetter letter = letter("customers", "{\"a\":1}", SINCE);
        store.add(letter);
        Path file = onlyFile();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length += 7) {
            Files.deleteIfExists(file);
            Files.write(file.resolveSibling(letter.id() + ".left-behind.tmp"), Arrays.copyOf(whole, length));

            assertThat(store.ids()).isEmpty();
            assertThat(store.read(letter.id())).isEmpty();
            assertThat(store.add(letter)).isTrue();
            assertThat(store.ids()).containsExactly(letter.id());
        }
    }

    @Test
    void nothingIsThereBeforeTheFirstLetter() {
        assertThat(store.ids()).isEmpty();
        assertThat(store.read(letter("a", "{}", SINCE).id())).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../../../etc/passwd", "C:\\con", "a\u0000b", "\ud800", "ключ"})
    void namesFromOutsideNeverLeaveTheFolder(String name) throws IOException {
        DeadLetter letter = new DeadLetter(
                DeadLetter.Kind.UNREADABLE,
                name,
                name,
                0,
                name.getBytes(UTF_8),
                name,
                Map.of(name, name),
                0,
                name,
                name,
                SINCE,
                0);

        assertThat(store.add(letter)).isTrue();

        assertThat(store.read(letter.id()).orElseThrow().body()).isEqualTo(letter.body());
        assertThat(onlyFile().getParent().getParent()).isEqualTo(folder.resolve("data/dead-letters"));
        assertThat(onlyFile().getParent().getFileName().toString()).matches("[a-z0-9_-]*\\.[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "../secret", "..", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF"})
    void whatIsNoIdIsNoLetter(String id) throws IOException {
        store.add(letter("customers", "{}", SINCE));
        Files.writeString(folder.resolve("data/dead-letters/secret.json"), "secret");

        assertThat(store.read(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "[]",
                "{}",
                "{\"version\":1}",
                "{\"version\":1,\"kind\":\"EVENT\",\"since\":\"now\"}"
            })
    void aLetterThatCannotBeReadIsNamedWithTheCureAndNeverReplaced(String garbage) throws IOException {
        DeadLetter letter = letter("customers", "{}", SINCE);
        store.add(letter);
        Path file = onlyFile();
        Files.writeString(file, garbage);

        for (Runnable use : List.<Runnable>of(() -> store.read(letter.id()), () -> store.add(letter))) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(DeadLetterStoreException.class)
                    .hasMessageContainingAll(file.toString(), "backup");
        }
        assertThat(file).hasContent(garbage);
    }

    @Test
    void aLetterWhoseBodyWasChangedIsNoticed() throws IOException {
        DeadLetter letter = letter("customers", "{\"a\":1}", SINCE);
        store.add(letter);
        Path file = onlyFile();
        Files.writeString(file, Files.readString(file).replace("{\\\"a\\\":1}", "{\\\"a\\\":2}"));

        assertThatThrownBy(() -> store.read(letter.id()))
                .isInstanceOf(DeadLetterStoreException.class)
                .hasMessageContaining("changed");
    }

    @Test
    void aNewerLetterIsCalledSo() throws IOException {
        DeadLetter letter = letter("customers", "{}", SINCE);
        store.add(letter);
        Path file = onlyFile();
        Files.writeString(file, Files.readString(file).replace("\"version\" : 1", "\"version\" : 2"));

        assertThatThrownBy(() -> store.read(letter.id())).hasMessageContaining("newer");
    }

    @Test
    void aFolderThatCannotBeCreatedIsNamedWithTheCure() throws IOException {
        Files.writeString(folder.resolve("data"), "in the way");

        assertThatThrownBy(() -> store.add(letter("customers", "{}", SINCE)))
                .isInstanceOf(DeadLetterStoreException.class)
                .hasMessageContainingAll(folder.resolve("data").toString(), "customers", "may read and write");
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
    void peopleCanReadALetter() throws IOException {
        store.add(letter("firehose:customer.changed", "{\"name\":\"Zoë\"}", SINCE));

        assertThat(onlyFile().getParent().getFileName().toString()).startsWith("firehose-customer-changed.");
        assertThat(onlyFile())
                .content()
                .contains("\"reason\" : \"unknown field\"", "\"body\" : \"{\\\"name\\\":\\\"Zoë\\\"}\"");
    }

    private static DeadLetter letter(String stream, String body, Instant since) {
        return letter(stream, body.getBytes(UTF_8), since);
    }

    private static DeadLetter letter(String stream, byte[] body, Instant since) {
        return new DeadLetter(
                DeadLetter.Kind.EVENT,
                stream,
                "C-1",
                2026011313545600000L,
                body,
                "https://flowcore.example/events",
                Map.of("Content-Type", "application/json", "Idempotency-Key", "k"),
                422,
                "{\"error\":\"no\"}",
                "unknown field",
                since,
                3);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> letters =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            assertThat(letters).hasSize(1);
            return letters.get(0);
        }
    }
}
