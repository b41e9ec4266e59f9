package org.pineflow.cli;

/**
 * What a comparison of a stream with its source has shown.
 *
 * @param held record versions that the source holds now
 * @param stored events that the receiver has
 * @param missing versions held that are not stored byte for byte
 * @param different events stored that are no version the source ever had, or bear another version's stamp
 * @param repeated events stored again
 * @param outOfOrder events stored after a newer version of the same record
 */
record StreamVerdict(
        String stream, long held, long stored, long missing, long different, long repeated, long outOfOrder) {

    /** Repetitions are allowed: delivery is at least once. */
    boolean isGood() {
        return missing == 0 && different == 0 && outOfOrder == 0;
    }
}
