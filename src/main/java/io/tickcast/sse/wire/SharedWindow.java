package io.tickcast.sse.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The end of the text that the streams of a group have in common: what their next frame may refer back to, as in the
 * window of deflate. A stream joins with its first frame. It falls out with a frame that it misses, or with bytes of its
 * own where most have got none, or more, or fewer; and joins again with its next frame.
 *
 * <p>Those that joined lately have less of the window than the others. There are at most two such ends, so that a frame
 * is compressed three times at most: for both, and for those that join with it.
 */
public final class SharedWindow {
    /** More saves hardly any bytes: 16 symbols have their last prices in half of it. */
    static final int MAX_BYTES = 8_192;

    /**
     * Streams of a group from which on a frame takes longer to write than to compress, and the window is as large as it
     * can be. It takes memory, and time for each frame.
     */
    static final int MANY = 8;

    /** The texts of the frames, and of the gaps between them, the newest last. Numbers count on from the first one. */
    private final List<FrameText> texts = new ArrayList<>();

    private int bytes;
    /** Number of the text that comes next. */
    private long next;
    /** Number of the first text that each stream has but those that joined lately. */
    private long old;
    /** Number of the first text that those have, too. */
    private long recent;
    /** The next number of streams that have got the last frame. */
    private long following;
    /** Bytes that those have got since. */
    private int gap;

    private int limit;
    private boolean disturbed;

    /**
     * The place of a frame.
     *
     * @param first whether its streams join with it
     */
    record Place(SharedWindow window, long number, boolean first) {}

    /** Streams by what they have of the window. */
    enum Cohort {
        OLD,
        RECENT,
        JOINING
    }

    /**
     * Begins a frame.
     *
     * @param size    number of the streams that the frame is for
     * @param streams these
     */
    void begin(int size, Supplier<Stream<StreamConnection>> streams) {
        limit = Math.min(size, MANY) * (MAX_BYTES / MANY);
        following = next;
        gap = disturbed ? usualGap(streams.get()) : 0;
        disturbed = false;
        if (gap > 0) {
            append(FrameText.gap(Math.min(gap, limit)));
        }
    }

    /** The gap of most streams: what all of them get, such as a heartbeat, costs them nothing of the window. */
    private int usualGap(Stream<StreamConnection> streams) {
        int[] usual = {0, 0};
        streams.flatMap(stream -> stream.gzip().stream())
                .filter(stream -> stream.follows(this, following))
                .forEach(stream -> {
                    // Boyer and Moore's vote. Where there is no majority, any answer will do.
                    if (usual[1] == 0) {
                        usual[0] = stream.aside();
                    }
                    usual[1] += stream.aside() == usual[0] ? 1 : -1;
                });
        return usual[0];
    }

    /** Takes note that a stream has got bytes of its own. */
    void disturb() {
        disturbed = true;
    }

    /** Number of the frame that has begun. */
    long number() {
        return next;
    }

    Cohort cohort(GzipStream stream) {
        if (!stream.follows(this, following) || stream.aside() != gap) {
            return Cohort.JOINING;
        }
        return stream.since() <= old ? Cohort.OLD : Cohort.RECENT;
    }

    /** The texts that a frame for this cohort may refer back to. */
    List<FrameText> of(Cohort cohort) {
        return switch (cohort) {
            case OLD -> from(old);
            case RECENT -> from(recent);
            case JOINING -> List.of();
        };
    }

    private List<FrameText> from(long number) {
        return List.copyOf(texts.subList((int) (number - first()), texts.size()));
    }

    private long first() {
        return next - texts.size();
    }

    /** Ends the frame that has begun, given how many streams of each cohort took it. */
    void end(FrameText text, int olds, int recents, int joining) {
        append(text);
        if (joining > 0) {
            recent = next - 1;
        } else if (recents == 0) {
            recent = old;
        }
        if (recent > old && (recents + joining > olds || hasGrown())) {
            old = recent;
        }
    }

    /** Whether those that joined lately have so much that the others lose little with what they have more. */
    private boolean hasGrown() {
        return from(recent).stream().mapToInt(FrameText::length).sum() >= limit / 2;
    }

    private void append(FrameText text) {
        FrameText end = text.end(limit);
        texts.add(end);
        bytes += end.length();
        next++;
        int dropped = 0;
        while (bytes > limit) {
            bytes -= texts.get(dropped).length();
            dropped++;
        }
        texts.subList(0, dropped).clear();
        old = Math.max(old, first());
        recent = Math.max(recent, first());
    }
}
