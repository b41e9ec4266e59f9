package org.pineflow.flowcore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** A webhook on a real loopback socket that answers as it is told, next reply first, and else accepts. */
public final class ScriptedSink implements AutoCloseable {

    /** A request as it came over the wire. */
    public record Received(String line, Map<String, String> headers, byte[] raw) {

        /** The body after its content coding. */
        public byte[] body() {
            try {
                InputStream in = new ByteArrayInputStream(raw);
                String coding = headers.getOrDefault("content-encoding", "");
                if (coding.equals("gzip")) {
                    in = new GZIPInputStream(in);
                } else if (coding.equals("deflate")) {
                    in = new InflaterInputStream(in);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The body as text. */
        public String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        /** The body as JSON. */
        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What to do with a request. */
    public interface Reply {
        void to(Received request, Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final BlockingQueue<Reply> script = new LinkedBlockingQueue<>();
    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Function<Received, Reply> otherwise = request -> accept();
    private volatile boolean refusesExpectations;

    public ScriptedSink() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        start(this::listen);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Answers the next requests with these, in order. */
    public ScriptedSink then(Reply... replies) {
        script.addAll(List.of(replies));
        return this;
    }

    /** Answers with this when the script is at its end. */
    public ScriptedSink otherwise(Function<Received, Reply> replies) {
        otherwise = replies;
        return this;
    }

    /** Answers requests that ask before they send at once, without taking their body. */
    public ScriptedSink refusingExpectations() {
        refusesExpectations = true;
        return this;
    }

    public List<Received> requests() {
        return List.copyOf(requests);
    }

    public static Reply accept() {
        return (request, socket) -> {
            JsonNode json = request.json();
            boolean batch = request.line().contains("/events/");
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < (batch ? json.size() : 1); i++) {
                ids.add("\"id-" + Integer.toHexString(System.identityHashCode(request)) + "-" + i + "\"");
            }
            String body = batch
                    ? "{\"success\":true,\"eventIds\":[" + String.join(",", ids) + "]}"
                    : "{\"success\":true,\"eventId\":" + ids.get(0) + "}";
            status(200, body).to(request, socket);
        };
    }

    public static Reply status(int status, String body, String... headers) {
        return (request, socket) -> {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.flush();
        };
    }

    /** Closes the connection without an answer. */
    public static Reply cut() {
        return (request, socket) -> socket.close();
    }

    /** Resets the connection. */
    public static Reply reset() {
        return (request, socket) -> {
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    /** Sends the head of an answer and then nothing, until the sink is closed. */
    public Reply trickle() {
        return (request, socket) -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            closed.await();
        };
    }

    /** Answers only when {@code latch} is down. */
    public static Reply after(CountDownLatch latch, Reply reply) {
        return (request, socket) -> {
            latch.await();
            reply.to(request, socket);
        };
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                Received request = read(in, socket.getOutputStream());
                requests.add(request);
                Reply next = script.poll();
                (next == null ? otherwise.apply(request) : next).to(request, socket);
            }
        } catch (IOException | InterruptedException e) {
            // The client went away, or the test is over.
        }
    }

    private Received read(InputStream in, OutputStream out) throws IOException {
        String line = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        if (headers.containsKey("expect")) {
            if (refusesExpectations) {
                return new Received(line, headers, new byte[0]);
            }
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return new Received(
                line, headers, in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("end");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "sink");
        thread.setDaemon(true);
        thread.start();
    }
}
