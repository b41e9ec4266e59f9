package org.pineflow.bench.pipeline;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Takes the batches of a benchmark as Flowcore takes them, and checks what came: every event, in which order, how well
 * compressed, and whether a stored position ran ahead of the receipts.
 *
 * <p>Prints {@code PORT n} when it listens, and {@code HAS n} whenever another hundredth of the events has arrived. Its
 * standard input takes two commands: on the line {@code stored} it prints {@code STORED} as soon as a position stands at the
 * last event; on {@code figures START RATE FROM} (START as the source printed it, RATE 0 for no latencies) it prints its
 * figures as one line of JSON.
 *
 * <p>Usage: {@code WebhookSink EVENTS STREAMS DELAY_MS POSITIONS_FOLDER}.
 */
public final class WebhookSink {

    private static final byte[] RVE = "\"rve\":".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 19;
    private static final long LOOK_NANOS = 5_000_000;
    private static final int SMALLEST_ROW = 100;
    private static final int MOST_EVENTS = 8192;

    private final int events;
    private final long delayMillis;
    private final Arrivals arrivals;
    private final ConcurrentMap<Integer, byte[]> answers = new ConcurrentHashMap<>();

    private WebhookSink(int events, int streams, long delayMillis) {
        this.events = events;
        this.delayMillis = delayMillis;
        this.arrivals = new Arrivals(events, streams);
    }

    /** See above. */
    public static void main(String[] args) throws IOException {
        WebhookSink sink =
                new WebhookSink(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]));
        PositionWatch watch = new PositionWatch(Path.of(args[3]), sink.arrivals);
        daemon(watch);
        ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        System.out.println("PORT " + server.getLocalPort());
        daemon(() -> sink.accept(server));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            if (line.equals("stored")) {
                daemon(() -> sink.awaitStored(watch));
            } else {
                System.out.println(sink.figures(line.split(" "), watch));
            }
        }
    }

    private void awaitStored(PositionWatch watch) {
        while (watch.highest() < events - 1) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        System.out.println("STORED");
    }

    private String figures(String[] words, PositionWatch watch) {
        long rate = Long.parseLong(words[2]);
        String latency =
                rate == 0 ? "" : "," + arrivals.latency(Long.parseLong(words[1]), rate, Integer.parseInt(words[3]));
        return "{" + arrivals.figures() + "," + watch.figures() + latency + "}";
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket peer = server.accept();
                peer.setTcpNoDelay(true);
                daemon(() -> serve(peer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            InputStream in = peer.getInputStream();
            OutputStream out = peer.getOutputStream();
            WebhookRequest request = new WebhookRequest(in);
            Inflater inflater = new Inflater(true);
            byte[] json = new byte[1 << 20];
            int[] numbers = new int[MOST_EVENTS];
            while (request.next()) {
                int length = request.length();
                byte[] content = request.body();
                if (request.gzip()) {
                    // Ten bytes of header, without optional fields, and eight of trailer (RFC 1952).
                    inflater.reset();
                    inflater.setInput(request.body(), 10, request.length() - 18);
                    length = 0;
                    while (!inflater.finished()) {
                        if (length == json.length) {
                            json = Arrays.copyOf(json, 2 * length);
                        }
                        length += inflater.inflate(json, length, json.length - length);
                    }
                    content = json;
                }
                int count = numbers(content, length, numbers);
                if (delayMillis > 0) {
                    LockSupport.parkNanos(delayMillis * 1_000_000);
                }
                long before = arrivals.receipt(numbers, count, length, request.length(), System.nanoTime()) - count;
                out.write(answers.computeIfAbsent(count, WebhookSink::answer));
                told(before, before + count);
            }
        } catch (EOFException | SocketException closed) {
            // The bridge is gone.
        } catch (IOException | DataFormatException e) {
            System.out.println("BROKEN " + e);
        }
    }

    private void told(long before, long now) {
        long step = Math.max(1, events / 100);
        if (before / step != now / step || now >= events) {
            System.out.println("HAS " + now);
        }
    }

    /** The numbers of the events in a JSON array of them; returns how many there are. */
    private static int numbers(byte[] json, int length, int[] numbers) {
        int count = 0;
        for (int i = 0; i + RVE.length + DIGITS < length; i++) {
            if (json[i] == '"'
                    && json[i + 1] == 'r'
                    && json[i + 2] == 'v'
                    && json[i + 3] == 'e'
                    && json[i + 4] == '"') {
                long rve = 0;
                for (int d = i + RVE.length; d < i + RVE.length + DIGITS; d++) {
                    rve = 10 * rve + json[d] - '0';
                }
                numbers[count++] = (int) Math.min(Integer.MAX_VALUE, Events.number(rve));
                i += SMALLEST_ROW;
            }
        }
        return count;
    }

    private static byte[] answer(int count) {
        StringBuilder ids = new StringBuilder("{\"success\":true,\"eventIds\":[");
        for (int i = 0; i < count; i++) {
            ids.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "\"%08x-ea01-11f0-8000-0242ac120002\"", i));
        }
        ids.append("]}");
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + ids.length() + "\r\n\r\n"
                        + ids)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
