package org.pineflow.simulator.fault;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The faults there are. What each does is in its {@link #meaning()}. */
public enum FaultKind {
    STALL(Target.LINE, At.DATA, given -> new Stall(true), "nothing is said or heard any more; pings are answered"),
    DEAF_STALL(Target.LINE, At.DATA, given -> new Stall(false), "as stall; pings are not answered"),
    HALF_OPEN(
            Target.LINE,
            At.DATA,
            given -> new HalfOpen(),
            "no more bytes in or out and no end of the stream, whatever the client does"),
    CUT(Target.LINE, At.DATA, Cut::of, "the connection ends before the packet", Cut.BY),
    DRIBBLE(Target.LINE, At.DATA, Dribble::of, "so many bytes an interval are sent", Dribble.BYTES, Dribble.EVERY),
    SEND_AWAY(
            Target.LINE,
            At.DATA,
            SendAway::of,
            "link_status says that the server closes, with another address if given; then it closes",
            SendAway.TO),
    REFUSE_LOGIN(
            Target.REQUEST,
            EnumSet.of(Occasion.LOGIN),
            Refuse.with(1002, "logins are refused for now"),
            "a login is answered with an error",
            Refuse.CODE,
            Refuse.TEXT),
    SILENT_LOGIN(
            Target.REQUEST,
            EnumSet.of(Occasion.LOGIN),
            given -> new Ignore(),
            "a login is not answered and lets nobody in"),
    REFUSE_OPEN(
            Target.REQUEST,
            EnumSet.of(Occasion.OPEN),
            Refuse.with(2002, "the firehose cannot be opened now"),
            "the opening of a firehose is answered with an error",
            Refuse.CODE,
            Refuse.TEXT),
    SILENT_OPEN(
            Target.REQUEST,
            EnumSet.of(Occasion.OPEN),
            given -> new Ignore(),
            "the opening of a firehose is not answered and opens none"),
    REFUSE_READ(
            Target.REQUEST,
            EnumSet.of(Occasion.READ),
            Refuse.with(2002, "the read cannot be done now"),
            "a read is answered with an error",
            Refuse.CODE,
            Refuse.TEXT),
    REFUSE_RVE(
            Target.REQUEST,
            EnumSet.of(Occasion.OPEN),
            RefuseRve::of,
            "a restart is answered with an error: the rve is too old; older-than: only if it is lower",
            RefuseRve.OLDER_THAN),
    IGNORE_RVE(
            Target.REQUEST,
            EnumSet.of(Occasion.OPEN),
            given -> new IgnoreRve(),
            "a firehose starts from now, whatever restart it asks for"),
    NEWEST_FIRST(
            Target.REQUEST,
            EnumSet.of(Occasion.OPEN),
            given -> new NewestFirst(),
            "history comes newest first, sequenced or not"),
    HISTORY_PAUSE(
            Target.REQUEST,
            EnumSet.of(Occasion.OPEN),
            HistoryPause::of,
            "history rests before its last row",
            HistoryPause.BY),
    DUPLICATE(Target.PACKET, At.DATA, given -> new Duplicate(), "the packet is sent twice"),
    SWAP(
            Target.PACKET,
            EnumSet.of(Occasion.HISTORY, Occasion.LIVE, Occasion.CHUNK),
            given -> new Swap(),
            "the packet is sent after the next one of its request"),
    DROP(Target.PACKET, At.DATA, given -> new Drop(), "the packet is not sent"),
    LATE(
            Target.PACKET,
            EnumSet.of(Occasion.HISTORY),
            Late::of,
            "the packet is sent so much later than its turn",
            Late.BY),
    BROKEN_JSON(Target.PACKET, At.DATA, given -> new BrokenJson(), "the packet ends in its middle; the frame is whole"),
    OVERSIZE(
            Target.PACKET,
            At.DATA,
            Oversize::of,
            "the packet has one more member, which makes it that large",
            Oversize.BYTES),
    WRONG_RP(Target.PACKET, At.DATA, WrongRp::of, "the packet has this rp", WrongRp.RP),
    BUMP(
            Target.DATA,
            At.DATA,
            Bump::of,
            "every record of the table gets a new rve and the content it has; tied: all the same rve",
            Bump.TABLE,
            Bump.TIED),
    DELETE(
            Target.DATA,
            At.DATA,
            Delete::of,
            "so many records vanish: no firehose tells it, no read returns them",
            Bump.TABLE,
            Delete.COUNT),
    SOFT_DELETE(Target.DATA, At.DATA, SoftDelete::of, "so many records are soft-deleted", Bump.TABLE, Delete.COUNT),
    BURST(
            Target.DATA,
            At.DATA,
            Burst::of,
            "so many changes at so many a second",
            Bump.TABLE,
            Burst.CHANGES,
            Burst.RATE);

    /** What a fault strikes. */
    public enum Target {
        /** A connection. */
        LINE,
        /** A request. */
        REQUEST,
        /** A packet. */
        PACKET,
        /** The data behind the server. */
        DATA;

        boolean strikesByItself() {
            return this == LINE || this == DATA;
        }
    }

    /** Occasions that kinds share. */
    private static final class At {
        private static final Set<Occasion> DATA =
                EnumSet.of(Occasion.HISTORY, Occasion.LIVE, Occasion.CHUNK, Occasion.END, Occasion.ROWS);
        private static final Set<Occasion> PACKETS = EnumSet.range(Occasion.ANSWER, Occasion.ROWS);
        private static final Set<Occasion> ANY = EnumSet.allOf(Occasion.class);
    }

    private final Target target;
    private final Set<Occasion> occasions;
    private final Function<Map<String, String>, Effect> effect;
    private final String meaning;
    private final List<Parameter<?>> parameters;

    FaultKind(
            Target target,
            Set<Occasion> occasions,
            Function<Map<String, String>, Effect> effect,
            String meaning,
            Parameter<?>... parameters) {
        this.target = target;
        this.occasions = occasions;
        this.effect = effect;
        this.meaning = meaning;
        this.parameters = List.of(parameters);
    }

    /**
     * The kind with this name.
     *
     * @throws IllegalArgumentException when there is none; the message names those there are
     */
    public static FaultKind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault '" + text + "'. Faults are "
                        + Arrays.stream(values()).map(FaultKind::text).collect(Collectors.joining(", ")) + "."));
    }

    /** The name it has in a fault's text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it strikes. */
    public Target target() {
        return target;
    }

    /** The occasions it strikes unless told otherwise. */
    public Set<Occasion> occasions() {
        return EnumSet.copyOf(occasions);
    }

    /** What it does, for people. */
    public String meaning() {
        return meaning;
    }

    /** The parameters of its own; those of when, whom and how often come on top. */
    public List<Parameter<?>> parameters() {
        return parameters;
    }

    /** The occasions it can be told to strike. */
    Set<Occasion> possible() {
        return switch (target) {
            case LINE, DATA -> At.ANY;
            case PACKET ->
                this == SWAP || this == LATE ? EnumSet.of(Occasion.HISTORY, Occasion.LIVE, Occasion.CHUNK) : At.PACKETS;
            case REQUEST -> occasions;
        };
    }

    Effect effect(Map<String, String> given) {
        return effect.apply(given);
    }

    void requireParameter(String name) {
        List<String> names = Stream.concat(parameters.stream(), FaultRule.PARAMETERS.stream())
                .map(Parameter::name)
                .toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "Fault '" + text() + "' has no '" + name + "'. It has " + String.join(", ", names) + ".");
        }
    }
}
