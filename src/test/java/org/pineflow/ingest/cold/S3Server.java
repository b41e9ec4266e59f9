package org.pineflow.ingest.cold;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.pineflow.network.OwnPort;

/** A server that speaks S3, as a process of its own, with one bucket. */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "cold";
    public static final String ACCESS_KEY = "test-access";
    public static final String SECRET_KEY = "test-secret-0123456789";

    private final Path folder;
    private final OwnPort port;
    private Process process;

    private S3Server(Path folder, OwnPort port) throws IOException {
        this.folder = folder;
        this.port = port;
        start();
    }

    /** Keeps its objects in {@code folder}. */
    public static S3Server start(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
        return new S3Server(folder, OwnPort.claim());
    }

    /** Starts it again after {@link #kill}, at the same address and with the same objects. */
    public void start() throws IOException {
        Path settings = folder.resolve("s3proxy.conf");
        Files.writeString(
                settings,
                """
                s3proxy.endpoint=http://127.0.0.1:%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.identity=none
                jclouds.credential=none
                jclouds.filesystem.basedir=%s
                """
                        .formatted(port, ACCESS_KEY, SECRET_KEY, folder.resolve("objects")));
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target/s3proxy/s3proxy.jar").toAbsolutePath().toString(),
                        "--properties",
                        settings.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port.number())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** What a service has to be told to keep its events here, beside {@code pineflow.ingest.cold}. */
    public Map<String, String> properties() {
        return Map.of(
                "pineflow.ingest.cold.bucket",
                BUCKET,
                "camel.component.aws2-s3.region",
                "us-east-1",
                "camel.component.aws2-s3.accessKey",
                ACCESS_KEY,
                "camel.component.aws2-s3.secretKey",
                SECRET_KEY,
                "camel.component.aws2-s3.overrideEndpoint",
                "true",
                "camel.component.aws2-s3.uriEndpointOverride",
                url(),
                "camel.component.aws2-s3.forcePathStyle",
                "true");
    }

    /** Where the objects are as files. */
    public Path objects() {
        return folder.resolve("objects").resolve(BUCKET);
    }

    /** Ends it at once. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        port.close();
    }
}
