package io.tickcast.feed.kraken;

import io.tickcast.feed.CandleAnswer;
import io.tickcast.feed.CandleRows;
import io.tickcast.feed.CandleSource;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RefusedException;
import io.tickcast.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Kraken's {@code GET /0/public/OHLC}: time in seconds, open, high, low, close, vwap, volume, trades, oldest first. It
 * has the newest 720 candles of an interval, of which the last one is open. A minute without trades has a row.
 */
public final class KrakenCandles implements CandleSource {
    private static final int ROWS = 720;
    /** Begin of the errors for a pair or a parameter that Kraken does not know. */
    private static final List<String> BAD_REQUESTS = List.of("EQuery:", "EGeneral:Invalid arguments");

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long MILLIS_PER_MINUTE = 60_000;
    private static final Set<Interval> INTERVALS = EnumSet.of(
            Interval.MINUTES_1,
            Interval.MINUTES_5,
            Interval.MINUTES_15,
            Interval.MINUTES_30,
            Interval.HOURS_1,
            Interval.HOURS_4,
            Interval.DAYS_1);

    private final boolean demo;

    /** @param demo whether the answers are the fake exchange's */
    public KrakenCandles(boolean demo) {
        this.demo = demo;
    }

    @Override
    public boolean has(Interval interval) {
        return INTERVALS.contains(interval);
    }

    @Override
    public int maxRows() {
        return ROWS;
    }

    @Override
    public OptionalInt newest() {
        return OptionalInt.of(ROWS);
    }

    /** Kraken gives what came after {@code since}, up to now. */
    @Override
    public RestRequest request(Priority priority, String name, Interval interval, long from, long to) {
        String path = "/0/public/OHLC?pair=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&interval="
                + interval.millis() / MILLIS_PER_MINUTE + "&since=" + Math.max(0, from / MILLIS_PER_SECOND - 1);
        return new RestRequest(priority, path, 1);
    }

    @Override
    public CandleAnswer read(Buffer body, CandleKey key) throws IOException {
        CandleRows rows = CandleRows.of(body, key, demo);
        // The list has the name of the pair, which need not be the one that was asked for.
        if (!rows.hasListBeside("error")) {
            String fault = "no list of candles, but " + rows.word("error");
            throw BAD_REQUESTS.stream().anyMatch(rows.word("error")::startsWith)
                    ? new RefusedException(fault)
                    : new IOException(fault);
        }
        return rows.closedByNewer(KrakenCandles::candle);
    }

    private static CandleBuilder candle(CandleRows.Row row, CandleRows.Series series) {
        return series.at(row.number(0) * MILLIS_PER_SECOND)
                .prices(row.digits(1), row.digits(2), row.digits(3), row.digits(4))
                .volume(row.digits(6))
                .trades(row.number(7));
    }
}
