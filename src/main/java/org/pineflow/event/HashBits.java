package org.pineflow.event;

/** The bits of a 128-bit hash, whoever holds them. */
public sealed interface HashBits permits Hash128, Hasher128 {

    /** The first 64 bits. */
    long high();

    /** The last 64 bits. */
    long low();
}
