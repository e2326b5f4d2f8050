package io.tickcast.feed.coinbase;

import io.tickcast.feed.CandleAnswer;
import io.tickcast.feed.CandleRows;
import io.tickcast.feed.CandleSource;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Coinbase Exchange's {@code GET /products/<id>/candles}: time in seconds, <em>low, high</em>, open, close, volume, all
 * of them numbers, newest first. A minute without trades has no row.
 */
public final class CoinbaseCandles implements CandleSource {
    /** A request for more is refused. One row more shows that the others are closed. */
    private static final int ROWS = 300;

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final Set<Interval> INTERVALS = EnumSet.of(
            Interval.MINUTES_1,
            Interval.MINUTES_5,
            Interval.MINUTES_15,
            Interval.HOURS_1,
            Interval.HOURS_6,
            Interval.DAYS_1);

    private final boolean demo;

    /** @param demo whether the answers are the fake exchange's */
    public CoinbaseCandles(boolean demo) {
        this.demo = demo;
    }

    @Override
    public boolean has(Interval interval) {
        return INTERVALS.contains(interval);
    }

    @Override
    public int maxRows() {
        return ROWS - 1;
    }

    @Override
    public RestRequest request(Priority priority, String name, Interval interval, long from, long to) {
        String path = "/products/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "/candles?granularity="
                + interval.millis() / MILLIS_PER_SECOND + "&start=" + Instant.ofEpochMilli(from) + "&end="
                + Instant.ofEpochMilli(to);
        return new RestRequest(priority, path, 1);
    }

    @Override
    public CandleAnswer read(Buffer body, CandleKey key) throws IOException {
        CandleRows rows = CandleRows.of(body, key, demo);
        if (!rows.hasList("")) {
            throw new IOException("no list of candles, but " + rows.word("message"));
        }
        return rows.closedByNewer(CoinbaseCandles::candle);
    }

    private static CandleBuilder candle(CandleRows.Row row, CandleRows.Series series) {
        return series.at(row.number(0) * MILLIS_PER_SECOND)
                .prices(row.digits(3), row.digits(2), row.digits(1), row.digits(4))
                .volume(row.digits(5));
    }
}
