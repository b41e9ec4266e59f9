package org.pineflow.fd1.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Reads WebSocket frames sent by a server (RFC 6455, section 5) and hands their payload on as it streams in, so that a
 * frame of any size needs no memory here. No extension is understood, because none is offered. State belongs to the
 * channel's event loop.
 */
final class StreamingFrameDecoder extends ChannelInboundHandlerAdapter implements WebSocketFrameDecoder {

    private static final int MAX_HEADER = 10;
    private static final int MAX_CONTROL = 125;
    private static final int NO_STATUS_CODE = 1005;

    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final FrameListener listener;
    private final byte[] header = new byte[MAX_HEADER];
    private final byte[] control = new byte[MAX_CONTROL];

    private int headerLength;
    private boolean inPayload;
    private int opcode;
    private boolean fin;
    private long payloadLength;
    private long remaining;
    private boolean inMessage;
    private boolean ended;
    private int read;

    StreamingFrameDecoder(FrameListener listener) {
        this.listener = listener;
    }

    /** Reads all frames in a buffer; anything else that comes, such as the end of the upgrade response, is dropped. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf in) {
                read += in.readableBytes();
                decode(in);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        listener.socketEmpty(read);
        read = 0;
        ctx.fireChannelReadComplete();
    }

    private void decode(ByteBuf in) {
        try {
            while (!ended && in.isReadable()) {
                if (!inPayload) {
                    readHeader(in);
                } else if (opcode >= CLOSE) {
                    readControl(in);
                } else {
                    readPiece(in);
                }
            }
        } finally {
            // Also after a fault: nobody may keep what lies in a buffer that goes back.
            listener.readComplete();
        }
    }

    private void readHeader(ByteBuf in) {
        header[headerLength++] = in.readByte();
        if (headerLength < 2) {
            return;
        }
        int length = header[1] & 0x7f;
        int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (headerLength < 2 + extended) {
            return;
        }
        headerLength = 0;
        payloadLength = extended == 0 ? length : unsigned(2, extended);
        opcode = header[0] & 0x0f;
        fin = (header[0] & 0x80) != 0;
        String fault = fault(extended);
        if (fault != null) {
            ended = true;
            listener.readComplete();
            listener.violation(fault);
            return;
        }
        remaining = payloadLength;
        inPayload = true;
        if (opcode < CLOSE) {
            inMessage = !fin;
        }
        if (payloadLength == 0) {
            if (opcode >= CLOSE) {
                endControl();
            } else {
                inPayload = false;
                listener.piece(in, 0, 0, fin);
            }
        }
    }

    private long unsigned(int from, int bytes) {
        long value = 0;
        for (int i = from; i < from + bytes; i++) {
            value = value << 8 | header[i] & 0xff;
        }
        return value;
    }

    /** What is wrong with the header, or null. */
    private String fault(int extended) {
        if ((header[0] & 0x70) != 0) {
            return "a reserved bit is set, but no extension was agreed on";
        }
        if ((header[1] & 0x80) != 0) {
            return "a frame from the server is masked";
        }
        if (payloadLength < 0 || extended == 2 && payloadLength < 126 || extended == 8 && payloadLength < 0x1_0000) {
            return "a frame length is not in its shortest form, or too large";
        }
        if (opcode >= CLOSE) {
            if (opcode > PONG) {
                return "unknown frame type " + opcode;
            }
            if (!fin || payloadLength > MAX_CONTROL) {
                return "a control frame is fragmented or longer than 125 bytes";
            }
            return opcode == CLOSE && payloadLength == 1 ? "a close frame has half a status code" : null;
        }
        if (opcode > BINARY) {
            return "unknown frame type " + opcode;
        }
        if (opcode == CONTINUATION && !inMessage) {
            return "a continuation frame continues nothing";
        }
        return opcode != CONTINUATION && inMessage ? "a new message begins within another" : null;
    }

    private void readPiece(ByteBuf in) {
        int length = (int) Math.min(remaining, in.readableBytes());
        int end = in.readerIndex() + length;
        remaining -= length;
        if (remaining == 0) {
            inPayload = false;
        }
        listener.piece(in, length, remaining, fin);
        in.readerIndex(end);
    }

    private void readControl(ByteBuf in) {
        int length = (int) Math.min(remaining, in.readableBytes());
        in.readBytes(control, (int) (payloadLength - remaining), length);
        remaining -= length;
        if (remaining == 0) {
            endControl();
        }
    }

    private void endControl() {
        inPayload = false;
        listener.readComplete();
        int length = (int) payloadLength;
        if (opcode == PING) {
            byte[] payload = new byte[length];
            System.arraycopy(control, 0, payload, 0, length);
            listener.ping(payload);
        } else if (opcode == PONG) {
            listener.pong();
        } else {
            ended = true;
            if (length == 0) {
                listener.close(NO_STATUS_CODE, "");
            } else {
                int code = (control[0] & 0xff) << 8 | control[1] & 0xff;
                listener.close(code, new String(control, 2, length - 2, StandardCharsets.UTF_8));
            }
        }
    }
}
