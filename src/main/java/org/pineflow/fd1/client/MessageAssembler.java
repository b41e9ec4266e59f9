package org.pineflow.fd1.client;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Puts the pieces of a message together in one heap array; a message that lies whole in the heap already is passed on
 * where it is. Memory is taken as bytes arrive, not as a frame header
 * claims; a message over the limit keeps its first {@link Unreadable#MAX_BYTES} only and is counted to its end. State
 * belongs to the connection's event loop.
 */
final class MessageAssembler {

    private static final byte[] NOTHING = {};
    private static final int FIRST_PART = 65_536;

    private final int maxBytes;
    private final MessageListener listener;

    private byte[] bytes = NOTHING;
    private int kept;
    private long length;

    /** @param maxBytes the largest message that is passed on, in bytes */
    MessageAssembler(int maxBytes, MessageListener listener) {
        this.maxBytes = maxBytes;
        this.listener = listener;
    }

    /** Takes a piece as described in {@link FrameListener#piece}. */
    void piece(ByteBuf in, int pieceLength, long frameRemaining, boolean lastFrame) {
        boolean whole = length == 0 && lastFrame && frameRemaining == 0;
        if (whole && in.hasArray() && pieceLength <= maxBytes) {
            int from = in.arrayOffset() + in.readerIndex();
            in.skipBytes(pieceLength);
            listener.message(in.array(), from, from + pieceLength);
            return;
        }
        length += pieceLength;
        // A length near Long.MAX_VALUE is legal in RFC 6455, so the sum may not be formed.
        boolean oversized = length > maxBytes || frameRemaining > maxBytes - length;
        if (oversized && bytes.length > Unreadable.MAX_BYTES) {
            bytes = Arrays.copyOf(bytes, Unreadable.MAX_BYTES);
            kept = Math.min(kept, Unreadable.MAX_BYTES);
        }
        int wanted = oversized ? Math.min(Unreadable.MAX_BYTES - kept, pieceLength) : pieceLength;
        if (wanted > 0) {
            reserve(wanted, oversized ? 0 : frameRemaining);
            in.readBytes(bytes, kept, wanted);
            kept += wanted;
        }
        if (lastFrame && frameRemaining == 0) {
            end(oversized);
        }
    }

    private void reserve(int wanted, long frameRemaining) {
        int needed = kept + wanted;
        if (needed <= bytes.length) {
            return;
        }
        long announced = needed + frameRemaining;
        long size = Math.max(needed, Math.min(announced, Math.max(FIRST_PART, 2L * bytes.length)));
        bytes = bytes.length == 0 ? new byte[(int) size] : Arrays.copyOf(bytes, (int) size);
    }

    private void end(boolean oversized) {
        byte[] whole = bytes;
        int wholeKept = kept;
        long wholeLength = length;
        bytes = NOTHING;
        kept = 0;
        length = 0;
        if (oversized) {
            listener.oversized(Arrays.copyOf(whole, wholeKept), wholeLength);
        } else {
            listener.message(whole, 0, wholeKept);
        }
    }
}
