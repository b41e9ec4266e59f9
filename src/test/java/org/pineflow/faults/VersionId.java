package org.pineflow.faults;

/** What tells one record version from all others. */
record VersionId(Carried stream, String key, long rve) {

    @Override
    public String toString() {
        return stream.stream() + " " + key + " at " + rve;
    }
}
