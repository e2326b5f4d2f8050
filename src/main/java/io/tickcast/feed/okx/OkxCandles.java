package io.tickcast.feed.okx;

import io.tickcast.feed.CandleAnswer;
import io.tickcast.feed.CandleRows;
import io.tickcast.feed.CandleSource;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RefusedException;
import io.tickcast.rest.RestRequest;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * OKX' {@code market/candles}, which has the newest 1,440 of an interval, and {@code market/history-candles}, which has
 * all but the open one. Nine columns, newest first, of which the last says whether the candle is closed.
 */
public final class OkxCandles implements CandleSource {
    /** Limit of rows that both have in common: {@code history-candles} gives no more. */
    private static final int ROWS = 100;
    /** Candles of an interval that {@code candles} surely has: another one opens while we ask. */
    private static final int NEWEST = 1_400;

    /** Begin of the codes for an instrument or a parameter that OKX does not know. */
    private static final String BAD_REQUEST = "51";

    private static final long MICROS_PER_MILLI = 1_000;
    /** Without {@code utc}, long candles begin at 16:00 UTC. */
    private static final Map<Interval, String> BARS = Map.ofEntries(
            Map.entry(Interval.MINUTES_1, "1m"),
            Map.entry(Interval.MINUTES_3, "3m"),
            Map.entry(Interval.MINUTES_5, "5m"),
            Map.entry(Interval.MINUTES_15, "15m"),
            Map.entry(Interval.MINUTES_30, "30m"),
            Map.entry(Interval.HOURS_1, "1H"),
            Map.entry(Interval.HOURS_2, "2H"),
            Map.entry(Interval.HOURS_4, "4H"),
            Map.entry(Interval.HOURS_6, "6Hutc"),
            Map.entry(Interval.HOURS_12, "12Hutc"),
            Map.entry(Interval.DAYS_1, "1Dutc"));

    private final boolean demo;
    private final NodeClock clock;

    /** @param demo whether the answers are the fake exchange's */
    public OkxCandles(boolean demo) {
        this(demo, NodeClock.system());
    }

    OkxCandles(boolean demo, NodeClock clock) {
        this.demo = demo;
        this.clock = clock;
    }

    @Override
    public boolean has(Interval interval) {
        return BARS.containsKey(interval);
    }

    @Override
    public int maxRows() {
        return ROWS - 1;
    }

    /** Both ends that OKX is given are left out by it. */
    @Override
    public RestRequest request(Priority priority, String name, Interval interval, long from, long to) {
        long now = clock.wall(clock.micros()) / MICROS_PER_MILLI;
        String path = "/api/v5/market/" + (from > now - NEWEST * interval.millis() ? "candles" : "history-candles")
                + "?instId=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&bar=" + BARS.get(interval)
                + "&before=" + (from - 1) + "&after=" + (to + 1) + "&limit=" + ROWS;
        return new RestRequest(priority, path, 1);
    }

    @Override
    public CandleAnswer read(Buffer body, CandleKey key) throws IOException {
        CandleRows rows = CandleRows.of(body, key, demo);
        if (!rows.word("code").equals("0") || !rows.hasList("data")) {
            String fault = "no list of candles, but code " + rows.word("code") + ' ' + rows.word("msg");
            throw rows.word("code").startsWith(BAD_REQUEST) ? new RefusedException(fault) : new IOException(fault);
        }
        return rows.read(OkxCandles::candle);
    }

    private static CandleBuilder candle(CandleRows.Row row, CandleRows.Series series) {
        // Rows of 2022 had 7 columns.
        boolean isWhole = row.has(8);
        return series.at(row.number(0))
                .prices(row.digits(1), row.digits(2), row.digits(3), row.digits(4))
                .volume(row.digits(5))
                // Of a spot pair both are in the quote currency.
                .quoteVolume(row.digits(isWhole ? 7 : 6))
                .closed(isWhole && row.text(8).equals("1"));
    }
}
