package org.pineflow.simulator.control;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pineflow.simulator.Simulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plain HTTP and JSON to drive a simulator from another process: its faults, its data, what it served. There is no login;
 * whoever reaches the address may do everything. Calls are answered one after the other, by one thread.
 */
public final class ControlEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlEndpoint.class);
    private static final int FAULT = 500;
    private static final int OF_UNKNOWN_LENGTH = 0;

    private final JsonFactory json = new JsonFactory();
    private final List<Calls> calls;
    private final HttpServer server;
    private final ExecutorService thread;

    private ControlEndpoint(Simulator simulator, HttpServer server) {
        this.calls = List.of(
                new FaultCalls(simulator.faults()), new DataCalls(simulator.chain()), new ServerCalls(simulator));
        this.server = server;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread answering = new Thread(task, "simulator-control");
            answering.setDaemon(true);
            return answering;
        });
    }

    /**
     * Listens until it is closed; the simulator stays the caller's.
     *
     * @param port 0 takes any free one
     * @throws UncheckedIOException when the address cannot be listened on
     */
    public static ControlEndpoint start(Simulator simulator, String host, int port) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            String problem = "Cannot listen on " + host + ":" + port + ": " + e.getMessage();
            throw new UncheckedIOException(new IOException(problem, e));
        }
        ControlEndpoint endpoint = new ControlEndpoint(simulator, server);
        server.setExecutor(endpoint.thread);
        server.createContext("/", endpoint::handle);
        server.start();
        return endpoint;
    }

    /** Its address, {@code http://HOST:PORT}. */
    public URI url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        String inUrl = host.contains(":") ? "[" + host.replaceFirst("%.*", "") + "]" : host;
        return URI.create("http://" + inUrl + ":" + address.getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), OF_UNKNOWN_LENGTH);
            try (JsonGenerator out = json.createGenerator(exchange.getResponseBody(), JsonEncoding.UTF8)) {
                answer.body().write(out);
                out.writeRaw('\n');
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        List<String> parts =
                Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
        Call call = new Call(
                exchange.getRequestMethod(), parts, exchange.getRequestBody().readAllBytes());
        try {
            return calls.stream()
                    .map(some -> some.answer(call))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElseGet(() ->
                            Answer.error(Answer.NOT_FOUND, "There is no " + call.method() + " " + path + " here."));
        } catch (IllegalArgumentException | IllegalStateException wrong) {
            return Answer.error(Answer.WRONG, wrong.getMessage());
        } catch (RuntimeException fault) {
            LOG.warn("{} {} failed", call.method(), path, fault);
            return Answer.error(FAULT, "That failed; the reason is in the simulator's log.");
        }
    }
}
