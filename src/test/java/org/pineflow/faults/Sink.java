package org.pineflow.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pineflow.flowcore.ScriptedSink;

/**
 * A webhook that keeps the contract and can be made to misbehave before it stores and after. A request that comes again
 * with its key and its bytes is answered as the first time and stored once. Requests are served on a thread for each
 * connection; all state is guarded by one lock or safe by itself.
 */
final class Sink implements AutoCloseable {

    private static final int BAD_REQUEST = 400;
    private static final int DRIP_BYTES = 16;
    private static final long DRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ScriptedSink socket = new ScriptedSink();
    private final SinkListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, String> storedBytes = new HashMap<>();
    private final Set<VersionId> poison = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Optional<Carried>> poisonNext = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Carried>> hidesOne = new AtomicReference<>(Optional.empty());
    private Conduct before = Conduct.SOUND;
    private Conduct after = Conduct.SOUND;

    Sink(SinkListener listener) {
        this.listener = listener;
        socket.otherwise(received -> (request, connection) -> serve(received, connection));
    }

    String url() {
        return socket.url();
    }

    /** How it behaves from now on before it stores, and after. */
    void behave(Conduct beforeStoring, Conduct afterStoring) {
        lock.lock();
        try {
            before = beforeStoring;
            after = afterStoring;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next event of this stream is refused, now and for ever. */
    void poisonNext(Carried stream) {
        poisonNext.set(Optional.of(stream));
    }

    /** It says that it has stored the next event of this stream, and forgets it: what no sink may do. */
    void hideOne(Carried stream) {
        hidesOne.set(Optional.of(stream));
    }

    @Override
    public void close() throws IOException {
        behave(Conduct.of(Conduct.Kind.CUT), Conduct.of(Conduct.Kind.CUT));
        socket.close();
    }

    private void serve(ScriptedSink.Received received, Socket connection) throws IOException, InterruptedException {
        SinkRequest request;
        try {
            request = SinkRequest.of(received);
        } catch (IOException e) {
            listener.fault("a request that makes no sense: " + e.getMessage());
            answer(BAD_REQUEST, List.of(), "{}", connection);
            return;
        }
        listener.moment(Stage.POST, Optional.of(request.stream()));
        Conduct now = awaitConduct(() -> before);
        if (now.kind() != Conduct.Kind.SOUND && now.kind() != Conduct.Kind.SLOW) {
            misbehave(now, connection);
            return;
        }
        if (refuses(request, connection)) {
            return;
        }
        store(request);
        listener.moment(Stage.LOST, Optional.of(request.stream()));
        Conduct then = awaitConduct(() -> after);
        if (then.kind() != Conduct.Kind.SOUND && then.kind() != Conduct.Kind.SLOW) {
            if (then.status() == BAD_REQUEST) {
                tellRefusal(request);
            }
            misbehave(then, connection);
            return;
        }
        listener.acknowledged(request);
        String ids = IntStream.range(0, request.events().size())
                .mapToObj(i -> "\"" + request.idempotencyKey() + "-" + i + "\"")
                .collect(Collectors.joining(","));
        String body = "{\"success\":true,\"eventIds\":[" + ids + "]}";
        if (now.kind() == Conduct.Kind.SLOW || then.kind() == Conduct.Kind.SLOW) {
            drip(body, connection);
        } else {
            answer(200, List.of(), body, connection);
        }
    }

    private Conduct awaitConduct(Supplier<Conduct> which) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (which.get().kind() == Conduct.Kind.SILENT) {
                changed.await();
            }
            return which.get();
        } finally {
            lock.unlock();
        }
    }

    private static void misbehave(Conduct conduct, Socket connection) throws IOException {
        if (conduct.kind() == Conduct.Kind.STATUS) {
            answer(conduct.status(), conduct.headers(), "{\"success\":false,\"error\":\"x\"}", connection);
        } else {
            if (conduct.kind() == Conduct.Kind.RESET) {
                connection.setSoLinger(true, 0);
            }
            connection.close();
        }
    }

    /** Whether the request has an event that is refused for ever; then it is answered. */
    private boolean refuses(SinkRequest request, Socket connection) throws IOException {
        Optional<Carried> wanted = poisonNext.get();
        if (wanted.equals(Optional.of(request.stream())) && poisonNext.compareAndSet(wanted, Optional.empty())) {
            poison.add(request.events().get(request.events().size() / 2).id());
        }
        if (request.events().stream().noneMatch(event -> poison.contains(event.id()))) {
            return false;
        }
        tellRefusal(request);
        answer(BAD_REQUEST, List.of(), "{\"success\":false,\"error\":\"Bad Request\"}", connection);
        if (request.events().size() == 1) {
            listener.moment(Stage.DEAD_LETTER, Optional.of(request.stream()));
        }
        return true;
    }

    private void tellRefusal(SinkRequest request) {
        if (request.events().size() == 1) {
            listener.refused(request.events().get(0).id());
        } else {
            listener.refusedTogether(request);
        }
    }

    private void store(SinkRequest request) {
        lock.lock();
        try {
            String first = storedBytes.putIfAbsent(request.idempotencyKey(), request.bytes());
            if (first == null) {
                Optional<Carried> hides = hidesOne.get();
                boolean hide = hides.equals(Optional.of(request.stream()));
                hidesOne.compareAndSet(hides, hide ? Optional.empty() : hides);
                listener.stored(hide ? withoutFirst(request) : request);
            } else if (!first.equals(request.bytes())) {
                listener.fault("the idempotency key " + request.idempotencyKey() + " came with two bodies");
            }
        } finally {
            lock.unlock();
        }
    }

    private static SinkRequest withoutFirst(SinkRequest request) {
        return new SinkRequest(
                request.run(),
                request.stream(),
                request.idempotencyKey(),
                request.bytes(),
                request.events().subList(1, request.events().size()));
    }

    private static void answer(int status, List<String> headers, String body, Socket connection) throws IOException {
        connection.getOutputStream().write(bytes(status, headers, body));
        connection.getOutputStream().flush();
    }

    private static void drip(String body, Socket connection) throws IOException {
        OutputStream out = connection.getOutputStream();
        byte[] answer = bytes(200, List.of(), body);
        for (int at = 0; at < answer.length; at += DRIP_BYTES) {
            out.write(answer, at, Math.min(DRIP_BYTES, answer.length - at));
            out.flush();
            LockSupport.parkNanos(DRIP_NANOS);
        }
    }

    private static byte[] bytes(int status, List<String> headers, String body) {
        StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
        headers.forEach(header -> answer.append(header).append("\r\n"));
        answer.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body);
        return answer.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
