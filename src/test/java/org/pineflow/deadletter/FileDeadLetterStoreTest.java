package org.pineflow.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pineflow.deadletter.Letters.SINCE;
import static org.pineflow.deadletter.Letters.letter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDeadLetterStoreTest extends DeadLetterStoreContract {

    @TempDir
    Path folder;

    @Override
    DeadLetterStore open() {
        return new FileDeadLetterStore(folder.resolve("data/dead-letters"));
    }

    @Override
    void damage(DeadLetter letter) throws IOException {
        Path file = onlyFile();
        Files.writeString(file, Files.readString(file).replace("{\\\"a\\\":1}", "{\\\"a\\\":2}"));
    }

    @Property(tries = 200)
    void everyBodyIsKeptExactly(@ForAll("bodies") byte[] body) {
        DeadLetter letter = letter("customers", body, SINCE);

        DeadLetter back = DeadLetterCodec.decode(DeadLetterCodec.encode(letter.id(), letter), letter.id());

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
    void whatIsNoIdReachesNoOtherFile(String id) throws IOException {
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
    void aNewerLetterIsCalledSo() throws IOException {
        DeadLetter letter = letter("customers", "{}", SINCE);
        store.add(letter);
        Path file = onlyFile();
        Files.writeString(file, Files.readString(file).replace("\"version\" : 2", "\"version\" : 3"));

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
    void aStoreThatIsOnlyLookedAtCreatesNothing() {
        assertThat(store.list(DeadLetterFilter.ALL)).isEmpty();
        assertThat(store.count()).isZero();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aLetterOfTheFirstVersionIsReadCountedAndTakenOutUnderItsOldId() throws IOException {
        String id = letter("customers", "{}", SINCE).firstId();
        Path file = folder.resolve("data/dead-letters/customers/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                """
                {
                  "version" : 1,
                  "id" : "%s",
                  "kind" : "EVENT",
                  "stream" : "customers",
                  "key" : "C-1",
                  "rve" : "2026011313545600000",
                  "since" : "2026-01-13T13:54:56.123456Z",
                  "reason" : "unknown field",
                  "target" : "https://flowcore.example/events",
                  "tries" : 3,
                  "status" : 422,
                  "answer" : "no",
                  "headers" : {
                    "Idempotency-Key" : "k"
                  },
                  "body" : "{}"
                }
                """
                        .formatted(id));

        assertThat(store.list(DeadLetterFilter.ALL)).extracting(Envelope::id).containsExactly(id);
        assertThat(store.read(id).orElseThrow().redrives()).isEqualTo(Redrives.NONE);
        assertThat(store.refusedAgain(id, SINCE, 400, "")).isTrue();
        assertThat(store.read(id).orElseThrow().redrives().count()).isOne();
        assertThat(store.remove(id)).isTrue();
        assertThat(store.ids()).isEmpty();
    }

    @Test
    void peopleCanReadALetter() throws IOException {
        store.add(letter("firehose:customer.changed", "{\"name\":\"Zoë\"}", SINCE));

        assertThat(onlyFile().getParent().getFileName().toString()).startsWith("firehose-customer-changed.");
        assertThat(onlyFile())
                .content()
                .contains("\"reason\" : \"unknown field\"", "\"body\" : \"{\\\"name\\\":\\\"Zoë\\\"}\"");
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
