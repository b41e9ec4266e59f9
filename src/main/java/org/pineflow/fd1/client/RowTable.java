package org.pineflow.fd1.client;

import java.util.Arrays;

/**
 * Where the rows of a packet lie in its bytes, and where their members lie, as far as the one who read them has seen: so
 * that nobody need go over a row twice. Reused for packet after packet; for one thread at a time.
 */
final class RowTable {

    private static final int FIRST_ROWS = 16;
    private static final int FIRST_MEMBERS = 64;
    private static final int ROW = 4;
    private static final int MEMBER = 4;

    /** What a packet of a thousand rows needs. Of the members behind these none is kept in mind. */
    private static final int MOST_MEMBERS = 1 << 16;

    /** A table that was larger is not kept for the next packet. */
    private static final int MOST_ROWS_KEPT = 1 << 14;

    private static final int UNSEEN = -1;
    private static final int NO_OBJECT = -2;

    private int[] rows;
    private int rowsLength;
    private int[] members;
    private int membersLength;

    RowTable() {
        this(new int[ROW * FIRST_ROWS], new int[MEMBER * FIRST_MEMBERS]);
    }

    private RowTable(int[] rows, int[] members) {
        this.rows = rows;
        this.members = members;
    }

    /** Rows of which no member was seen: three numbers for each, from, to, and 1 for an object, 0 for anything else. */
    static RowTable of(int[] ranges) {
        RowTable table = new RowTable(new int[Math.max(1, ranges.length / 3) * ROW], new int[0]);
        for (int i = 0; i < ranges.length; i += 3) {
            table.addRow(ranges[i], ranges[i + 1], ranges[i + 2] == 1 ? UNSEEN : NO_OBJECT, 0);
        }
        return table;
    }

    void clear() {
        if (rows.length > ROW * MOST_ROWS_KEPT) {
            rows = new int[ROW * FIRST_ROWS];
        }
        rowsLength = 0;
        membersLength = 0;
    }

    /** A member; the next row that is added has it, unless those before the row are left out. */
    void addMember(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (membersLength == MEMBER * MOST_MEMBERS) {
            return;
        }
        if (membersLength == members.length) {
            members = Arrays.copyOf(members, Math.max(MEMBER * FIRST_MEMBERS, 2 * membersLength));
        }
        members[membersLength] = nameFrom;
        members[membersLength + 1] = nameTo;
        members[membersLength + 2] = valueFrom;
        members[membersLength + 3] = valueTo;
        membersLength += MEMBER;
    }

    /** Where the next member will be. */
    int membersEnd() {
        return membersLength;
    }

    /** An object with the members that were added since {@link #membersEnd} was {@code firstMember}. */
    void addObject(int from, int to, int firstMember) {
        addRow(from, to, membersLength == MEMBER * MOST_MEMBERS ? UNSEEN : firstMember, membersLength);
    }

    /** An object whose members were not seen. */
    void addUnseen(int from, int to) {
        addRow(from, to, UNSEEN, 0);
    }

    /** Adds a row of another table, with its members. */
    void add(RowTable other, int row) {
        int at = ROW * row;
        int first = other.rows[at + 2];
        int count = other.rows[at + 3] - first;
        if (first >= 0 && membersLength + count < MEMBER * MOST_MEMBERS) {
            if (membersLength + count > members.length) {
                members = Arrays.copyOf(members, Math.max(2 * membersLength, membersLength + count));
            }
            System.arraycopy(other.members, first, members, membersLength, count);
            membersLength += count;
            addRow(other.rows[at], other.rows[at + 1], membersLength - count, membersLength);
        } else {
            addRow(other.rows[at], other.rows[at + 1], Math.min(first, UNSEEN), 0);
        }
    }

    private void addRow(int from, int to, int firstMember, int endOfMembers) {
        if (rowsLength == rows.length) {
            rows = Arrays.copyOf(rows, 2 * rowsLength);
        }
        rows[rowsLength] = from;
        rows[rowsLength + 1] = to;
        rows[rowsLength + 2] = firstMember;
        rows[rowsLength + 3] = endOfMembers;
        rowsLength += ROW;
    }

    /** How many rows there are. */
    int size() {
        return rowsLength / ROW;
    }

    int from(int row) {
        return rows[ROW * row];
    }

    int to(int row) {
        return rows[ROW * row + 1];
    }

    boolean isObject(int row) {
        return rows[ROW * row + 2] != NO_OBJECT;
    }

    /** Whether the members of a row were seen; if so they are from {@link #firstMember} on, to {@link #endOfMembers}. */
    boolean hasMembers(int row) {
        return rows[ROW * row + 2] >= 0;
    }

    int firstMember(int row) {
        return rows[ROW * row + 2];
    }

    int endOfMembers(int row) {
        return rows[ROW * row + 3];
    }

    int next(int member) {
        return member + MEMBER;
    }

    /** Offset of the first byte of a member's name, behind the quote; the name has no escapes. */
    int nameFrom(int member) {
        return members[member];
    }

    /** Offset behind the last byte of a member's name. */
    int nameTo(int member) {
        return members[member + 1];
    }

    /** Offset of the first byte of a member's value. */
    int valueFrom(int member) {
        return members[member + 2];
    }

    /** Offset behind the last byte of a member's value. */
    int valueTo(int member) {
        return members[member + 3];
    }
}
