package io.tickcast.http;

import io.tickcast.market.candle.Interval;
import io.tickcast.sse.ExchangeSelection;
import io.tickcast.sse.candle.CandleSelection;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The candles that a query of a price stream asks for. */
final class CandleQuery {
    private static final String CANDLES = "candles";
    private static final String FROM = "from";
    /** More than any two clocks differ. */
    private static final Duration FUTURE = Duration.ofDays(1);

    private CandleQuery() {}

    /**
     * @param exchanges exchanges that the query asks for
     * @param kept      the exchanges whose candles are kept; empty: none are
     * @return empty when it asks for none
     * @throws BadRequestException naming the parameter and its valid values
     */
    static Optional<CandleSelection> of(MultiMap params, ExchangeSelection exchanges, Optional<Set<String>> kept) {
        OptionalLong from = TimeQuery.millis(params, FROM);
        if (!params.contains(CANDLES)) {
            if (from.isPresent()) {
                throw new BadRequestException("from: it needs candles, such as candles=1m");
            }
            return Optional.empty();
        }
        if (kept.isEmpty()) {
            throw new BadRequestException("candles: none are kept here, since history.enabled is false");
        }
        Set<Interval> intervals = intervals(params);
        List<String> chosen =
                exchanges.names().stream().filter(kept.get()::contains).toList();
        if (chosen.isEmpty()) {
            throw new BadRequestException("candles: there are none of " + String.join(", ", exchanges.names())
                    + ", but of " + String.join(", ", new TreeSet<>(kept.get())));
        }
        if (from.isPresent() && from.getAsLong() > System.currentTimeMillis() + FUTURE.toMillis()) {
            throw new BadRequestException("from: it lies in the future");
        }
        return Optional.of(new CandleSelection(chosen, intervals, from));
    }

    private static Set<Interval> intervals(MultiMap params) {
        Set<Interval> intervals = EnumSet.noneOf(Interval.class);
        for (String label : PriceQuery.items(params, CANDLES)) {
            intervals.add(Interval.of(label)
                    .orElseThrow(() -> new BadRequestException("candles: " + JsonResponses.shown(label)
                            + " is not available; there are " + Interval.labels())));
        }
        if (intervals.isEmpty()) {
            throw new BadRequestException("candles: name at least one of " + Interval.labels());
        }
        return intervals;
    }
}
