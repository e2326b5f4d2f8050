package io.tickcast.http;

import io.tickcast.market.candle.Interval;
import io.vertx.core.MultiMap;

/**
 * The bars that a request of TradingView's UDF asks for.
 *
 * @param from  open time of the first, in ms
 * @param to    end of the range, in ms: the first open time that is not in it
 * @param count so many before the end, whatever {@code from} is; 0: all of the range
 */
record UdfHistoryQuery(Interval interval, long from, long to, int count) {
    /** Most bars of an answer: the newest of what is asked for. */
    static final int MOST_BARS = 5_000;

    /** The end of the year 9999. */
    private static final long MAX_SECONDS = 253_402_300_800L;

    private static final String WHOLE = "-?\\d{1,15}";

    /** @throws BadRequestException naming the parameter that is wrong */
    static UdfHistoryQuery of(MultiMap params) {
        String resolution = params.get("resolution");
        if (resolution == null || resolution.isEmpty()) {
            throw new BadRequestException("resolution: it is missing");
        }
        Interval interval = UdfResolutions.interval(resolution)
                .orElseThrow(() -> new BadRequestException("resolution: " + JsonResponses.shown(resolution)
                        + " is not available; there are " + String.join(", ", UdfResolutions.all())));
        long from = seconds(params, "from", 0);
        long to = seconds(params, "to", MAX_SECONDS);
        int count = count(params);
        if (count == 0 && from >= to) {
            throw new BadRequestException("from: it must be before to");
        }
        return new UdfHistoryQuery(interval, from * 1_000, to * 1_000, count);
    }

    /** A time before 1970, which a chart of long bars may ask for, counts as the begin of 1970. */
    private static long seconds(MultiMap params, String name, long otherwise) {
        String text = params.get(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches(WHOLE) || Long.parseLong(text) > MAX_SECONDS) {
            throw new BadRequestException(
                    name + ": " + JsonResponses.shown(text) + " is not a time; give seconds since 1970");
        }
        return Math.max(0, Long.parseLong(text));
    }

    private static int count(MultiMap params) {
        String text = params.get("countback");
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!text.matches(WHOLE) || text.startsWith("-")) {
            throw new BadRequestException("countback: " + JsonResponses.shown(text) + " is not a number of bars");
        }
        return (int) Math.min(MOST_BARS, Long.parseLong(text));
    }
}
