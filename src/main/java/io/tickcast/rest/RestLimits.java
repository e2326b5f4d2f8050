package io.tickcast.rest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The share of an exchange's limit that a node uses, and how the exchange says that the limit is reached.
 *
 * @param all        weight of all requests in a window
 * @param history    weight of the requests for history, which count in the other, too
 * @param usedHeader header in which the exchange says what it has counted in the last minute, others behind the same
 *                   address included
 * @param pauses     by the status that tells of the limit, for an answer without {@code Retry-After}
 * @param limitBody  found in the body of an answer with status 200 that tells of the limit
 */
public record RestLimits(
        Share all,
        Share history,
        Optional<String> usedHeader,
        Map<Integer, Duration> pauses,
        Optional<Pattern> limitBody) {
    /** For an exchange that refuses without saying for how long. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    private static final int HISTORY_PART = 4;
    private static final int CLIENTS_PERCENT = 75;

    /** The part of it that requests of clients may use, so that the node can always ask for what it misses. */
    public Share clients() {
        return new Share(Math.max(1, all.weight * CLIENTS_PERCENT / 100), all.window);
    }

    /** A weight of requests in any window of this length. */
    public record Share(int weight, Duration window) {
        /** A quarter of it, in a window that has room for a request of any weight that this one has room for. */
        private Share quarter() {
            return new Share(weight, window.multipliedBy(HISTORY_PART));
        }
    }

    public RestLimits {
        pauses = Map.copyOf(pauses);
    }

    public RestLimits(int weight, Duration window, Optional<String> usedHeader) {
        this(new Share(weight, window), usedHeader);
    }

    private RestLimits(Share all, Optional<String> usedHeader) {
        this(all, all.quarter(), usedHeader, Map.of(429, PAUSE, 418, PAUSE), Optional.empty());
    }

    /** A limit on the number of requests, each of which weighs 1. */
    public static RestLimits requests(int count, Duration window) {
        return new RestLimits(count, window, Optional.empty());
    }

    /** The same with this share for history: at most a quarter of the exchange's limit. */
    public RestLimits withHistory(int weight, Duration window) {
        return new RestLimits(all, new Share(weight, window), usedHeader, pauses, limitBody);
    }

    /** The same for an exchange that shuts an address out with this status. */
    public RestLimits withBan(int status, Duration pause) {
        Map<Integer, Duration> more = new HashMap<>(pauses);
        more.put(status, pause);
        return new RestLimits(all, history, usedHeader, more, limitBody);
    }

    /** The same for an exchange that answers 200 with an error in the body. */
    public RestLimits withLimitBody(String pattern) {
        return new RestLimits(all, history, usedHeader, pauses, Optional.of(Pattern.compile(pattern)));
    }
}
