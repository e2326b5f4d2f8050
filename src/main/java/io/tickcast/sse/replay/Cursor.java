package io.tickcast.sse.replay;

import java.util.Optional;

/**
 * The place of a client: the ms of the hub's clock when an event arrived, which never go back. As the {@code id:} of an
 * event it is the sum of these and the era of the clock.
 */
public final class Cursor {
    private static final int MAX_DIGITS = 15;

    private Cursor() {}

    /**
     * @return empty for anything that is no id of ours: a client may send anything. An id of another era is far from
     * our cursors.
     */
    public static Optional<Long> parse(String id, long era) {
        return parse(id).map(number -> number - era);
    }

    static Optional<Long> parse(String id) {
        boolean digits =
                !id.isEmpty() && id.length() <= MAX_DIGITS && id.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(id)) : Optional.empty();
    }
}
