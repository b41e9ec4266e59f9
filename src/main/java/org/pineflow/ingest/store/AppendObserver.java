package org.pineflow.ingest.store;

/** Is told of what was stored, after the commit, by the thread that stored it: it has to be quick, and not to throw. */
public interface AppendObserver {

    /** A submission was stored; or it had been before, as the receipt tells. */
    void appended(Submission submission, Receipt receipt);
}
