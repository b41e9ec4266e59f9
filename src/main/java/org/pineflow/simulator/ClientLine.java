package org.pineflow.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.pineflow.simulator.fault.Line;

/** The connection to a client in the hands of faults. Safe for threads: what it does, it does in the event loop. */
final class ClientLine implements Line {

    private final Channel channel;
    private final Wire wire;
    private final FrameGate gate;
    private final Collection<String> openNames;

    /** The names are those of the requests that are open, and are safe for threads. */
    ClientLine(Channel channel, Collection<String> openNames) {
        this.channel = channel;
        this.wire = channel.pipeline().get(Wire.class);
        this.gate = channel.pipeline().get(FrameGate.class);
        this.openNames = openNames;
    }

    @Override
    public boolean serves(Predicate<String> names) {
        return openNames.stream().anyMatch(names);
    }

    @Override
    public void silence(boolean pingsAnswered) {
        inLoop(() -> gate.silence(pingsAnswered));
    }

    @Override
    public void speak() {
        inLoop(gate::speak);
    }

    @Override
    public void freeze() {
        inLoop(wire::freeze);
    }

    @Override
    public void thaw() {
        inLoop(wire::thaw);
    }

    @Override
    public void dribble(int bytes, Duration interval) {
        inLoop(() -> wire.dribble(bytes, interval));
    }

    @Override
    public void flow() {
        inLoop(wire::flow);
    }

    @Override
    public void reset() {
        inLoop(() -> {
            channel.flush();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        });
    }

    @Override
    public void close() {
        inLoop(() -> {
            channel.flush();
            channel.close();
        });
    }

    @Override
    public void sendAway(List<URI> alternatives) {
        inLoop(() -> {
            channel.write(new TextWebSocketFrame(linkStatus(alternatives)));
            channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
                    .addListener(ChannelFutureListener.CLOSE);
        });
    }

    private static String linkStatus(List<URI> alternatives) {
        String servers = alternatives.stream()
                .map(url -> "{\"url\":\"" + url.toASCIIString().replace("\"", "%22") + "\"}")
                .collect(Collectors.joining(","));
        return "{\"a\":\"fn1.link.link_status\",\"v\":{\"message\":\"closing shortly\",\"servers\":[" + servers + "]}}";
    }

    private void inLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel.eventLoop().submit(task).syncUninterruptibly();
        } catch (RejectedExecutionException ended) {
            // The server is closed, and this connection with it.
        }
    }
}
