package org.pineflow.postgres;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.pineflow.network.OwnPort;

/** A PostgreSQL server of one test, which may kill it and start it again over the same files. Belongs to one thread. */
public final class OwnPostgres implements AutoCloseable {

    private final Path files;
    private final OwnPort port;
    private EmbeddedPostgres running;

    private OwnPostgres(Path files, OwnPort port) throws IOException {
        this.files = files;
        this.port = port;
        this.running = builder().start();
    }

    /** Starts one whose database is in {@code files}. */
    public static OwnPostgres start(Path files) throws IOException {
        return new OwnPostgres(files, OwnPort.claim());
    }

    private EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                .setPort(port.number());
    }

    /** The JDBC URL of its database; the user is {@link TestPostgres#USER}. */
    public String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** SIGKILL to the server; its children end by themselves soon after. */
    public void kill() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(files.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
    }

    /** Starts a killed one, when the last of its children has seen that it is alone. */
    public void startAgain() throws IOException {
        // It is dead, and says so in the log; this gives up its lock on the folder.
        running.close();
        running = await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> builder().start(), started -> true);
    }

    @Override
    public void close() throws IOException {
        running.close();
        port.close();
    }
}
