import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A JSON array of event texts that grows, and the highest rve in it. Reused. */
final class Batch {

    private static final byte[] FIELD = "\"rve\":".getBytes(StandardCharsets.US_ASCII);

    private byte[] json = new byte[1 << 18];
    private int length;
    private int size;
    private long highestRve;

    int size() {
        return size;
    }

    long highestRve() {
        return highestRve;
    }

    /** The array so far; {@link #close} ends it. */
    byte[] json() {
        return json;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        size = 0;
        highestRve = 0;
    }

    /** Makes room for one more event; its bytes are to be put into {@link #json} at the place returned, then {@link #added}. */
    int next(int bytes) {
        if (length + bytes + 2 > json.length) {
            json = Arrays.copyOf(json, Math.max(2 * json.length, length + bytes + 2));
        }
        json[length++] = (byte) (size == 0 ? '[' : ',');
        return length;
    }

    void added(int bytes) {
        highestRve = Math.max(highestRve, rve(length, length + bytes));
        length += bytes;
        size++;
    }

    void close() {
        json[length++] = ']';
    }

    private long rve(int from, int to) {
        for (int i = from; i < to - FIELD.length; i++) {
            if (json[i] == '"' && Arrays.equals(json, i, i + FIELD.length, FIELD, 0, FIELD.length)) {
                long rve = 0;
                for (int d = i + FIELD.length; d < to && json[d] >= '0' && json[d] <= '9'; d++) {
                    rve = 10 * rve + json[d] - '0';
                }
                return rve;
            }
        }
        throw new IllegalArgumentException("an event without rve");
    }
}
