package org.pineflow.fd1.stream;

import org.pineflow.event.HashBits;
import org.pineflow.event.Hasher128;
import org.pineflow.fd1.client.Packet;

/**
 * The row that is being taken in: where it stands, and what tells it from others. Reused for row after row, so that none
 * costs an object; confined to one thread.
 */
final class IncomingRow {

    private static final byte[] NOTHING = {};

    private final RowFields fields;
    private final RowKey key = new RowKey();
    private final Hasher128 keyHash = new Hasher128();
    private final Hasher128 content = new Hasher128();
    private final Hasher128 identity = new Hasher128();
    private byte[] bytes = NOTHING;
    private int from;
    private int to;
    private long ownRve;
    private long rve;

    /** @param fields what is looked for in rows */
    IncomingRow(RowFields fields) {
        this.fields = fields;
    }

    /** Makes it a row of a packet, which must be an object. */
    void read(Packet packet, int row) {
        fields.scan(packet, row);
        bytes = packet.bytes();
        from = packet.rowFrom(row);
        to = packet.rowTo(row);
        ownRve = fields.rveOrZero();
        rve = ownRve != 0 ? ownRve : packet.rve();
        fields.findKey(key);
        content.hash(bytes, from, to);
        keyHash.hash(key.bytes(), key.from(), key.to());
        Identity.of(keyHash, rve, content, identity);
    }

    RowFields fields() {
        return fields;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Offset of its first byte. */
    int from() {
        return from;
    }

    /** Offset behind its last byte. */
    int to() {
        return to;
    }

    int length() {
        return to - from;
    }

    /** Its rve, or else that of its packet; 0 = none. */
    long rve() {
        return rve;
    }

    /** Whether the rve stands in the row itself. */
    boolean hasOwnRve() {
        return ownRve != 0;
    }

    RowKey key() {
        return key;
    }

    HashBits keyHash() {
        return keyHash;
    }

    /** The hash of its bytes. */
    HashBits content() {
        return content;
    }

    HashBits identity() {
        return identity;
    }
}
