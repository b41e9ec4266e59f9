package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pineflow.ingest.cold.ColdStore;
import org.pineflow.ingest.cold.ColdStoreException;
import org.pineflow.ingest.cold.FolderColdStore;
import org.pineflow.ingest.cold.S3Server;

/** What a folder and a bucket of a real S3 server promise alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ColdStoreTest {

    @TempDir
    static Path folder;

    private S3Server server;
    private Main main;

    @BeforeAll
    void start() throws Exception {
        server = S3Server.start(folder.resolve("s3"));
        main = new Main();
        main.addOverrideProperty("camel.main.routesIncludePattern", "file:routes/ingest/cold-s3.camel.yaml");
        main.addOverrideProperty("pineflow.ingest.cold", "s3");
        server.properties().forEach(main::addOverrideProperty);
        main.start();
    }

    @AfterAll
    void stop() {
        main.stop();
        server.close();
    }

    Stream<ColdStore> stores() {
        return Stream.of(new FolderColdStore(folder.resolve("cold")), new S3ColdStore(main.getCamelContext()));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void anObjectComesBackAsItWasPut(ColdStore store) throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("object"), content);

        store.put("a/b/object.gz", file);

        try (InputStream in = store.get("a/b/object.gz")) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        try (InputStream in = store.get("a/b/object.gz", 1_000_000, 1_000_100)) {
            assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(content, 1_000_000, 1_000_100));
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void anObjectIsReplacedAsAWhole(ColdStore store) throws IOException {
        store.put("c/object", Files.writeString(folder.resolve("long"), "a long object"));
        store.put("c/object", Files.writeString(folder.resolve("short"), "short"));

        try (InputStream in = store.get("c/object")) {
            assertThat(in.readAllBytes()).asString().isEqualTo("short");
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void anObjectThatIsNotThereIsNamed(ColdStore store) {
        assertThatThrownBy(() -> store.get("d/none"))
                .isInstanceOf(ColdStoreException.class)
                .hasMessageContaining("d/none");
    }
}
