package org.pineflow.position;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The gaps of a position, oldest first, and what becomes of them. All lists are left as they are. */
final class GapList {

    private GapList() {}

    /** The id of the next gap. */
    static String nextId(List<Gap> gaps) {
        return "g-" + (gaps.isEmpty() ? 1 : Gap.number(gaps.get(gaps.size() - 1).id()) + 1);
    }

    /**
     * With one gap more. When there are too many, the oldest of those that are waived goes; when none is, the newest two
     * become one, so that no open one is forgotten.
     */
    static List<Gap> with(List<Gap> gaps, Gap gap) {
        List<Gap> more = new ArrayList<>(gaps);
        if (more.size() < Position.MAX_GAPS) {
            more.add(gap);
            return more;
        }
        OptionalInt waived = IntStream.range(0, more.size())
                .filter(i -> !more.get(i).isOpen())
                .findFirst();
        if (waived.isPresent()) {
            more.remove(waived.getAsInt());
            more.add(gap);
        } else {
            more.add(more.remove(more.size() - 1).joinedWith(gap));
        }
        return more;
    }

    /** With an end for every gap before it that had none. */
    static List<Gap> endedAt(List<Gap> gaps, long end) {
        return gaps.stream()
                .map(gap -> gap.toRve() == 0 && gap.fromRve() < end ? gap.endedAt(end) : gap)
                .toList();
    }

    /** With this gap waived. */
    static List<Gap> waived(List<Gap> gaps, String id, Gap.Waiver how) {
        return gaps.stream()
                .map(gap -> gap.id().equals(id) ? gap.waived(how) : gap)
                .toList();
    }
}
