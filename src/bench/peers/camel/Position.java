import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** The highest rve of the last acknowledged batch. */
public final class Position {

    private static final String FIELD = "\"rve\":";
    private static final int DIGITS = 19;

    private volatile long position;

    /** The highest rve in a batch, which is the texts of its events. */
    public long highestRve(@Body String events) {
        long highest = 0;
        for (int at = events.indexOf(FIELD); at >= 0; at = events.indexOf(FIELD, at)) {
            at += FIELD.length();
            highest = Math.max(highest, Long.parseLong(events, at, at + DIGITS, 10));
        }
        return highest;
    }

    public void acknowledged(@ExchangeProperty("highestRve") long highestRve) {
        position = highestRve;
    }
}
