package org.pineflow.simulator;

/** One record and its current version. Not safe for threads: its chain guards it. */
final class StoredRecord {

    final TableName table;
    final int number;
    final String key;

    /** How often it was changed; what is in its row follows from this. */
    int revision;

    /** Stock on hand; of stock levels only. */
    int quantity;

    /** When it was first committed, in milliseconds since 1970. */
    long bornMillis;

    /** When it was soft-deleted, in milliseconds since 1970; 0 while it is not. */
    long deletedMillis;

    /** What it is now; null before its first commit and after its removal. */
    Version current;

    /** Its neighbours in the order of the last commit. */
    StoredRecord earlier;

    StoredRecord later;

    StoredRecord(TableName table, int number, String key) {
        this.table = table;
        this.number = number;
        this.key = key;
    }
}
