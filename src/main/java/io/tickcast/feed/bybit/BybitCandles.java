package io.tickcast.feed.bybit;

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

/**
 * Bybit's {@code GET /v5/market/kline}: 7 columns, newest first. The candle that contains {@code start} is in the
 * answer, and the open one, too.
 */
public final class BybitCandles implements CandleSource {
    /** One row more shows that the others are closed. */
    private static final int ROWS = 1_000;

    /** The code for a symbol or a parameter that Bybit does not know. */
    private static final String BAD_REQUEST = "10001";

    private static final long MILLIS_PER_MINUTE = 60_000;

    private final boolean demo;

    /** @param demo whether the answers are the fake exchange's */
    public BybitCandles(boolean demo) {
        this.demo = demo;
    }

    @Override
    public boolean has(Interval interval) {
        return interval != Interval.HOURS_8;
    }

    @Override
    public int maxRows() {
        return ROWS - 1;
    }

    @Override
    public RestRequest request(Priority priority, String name, Interval interval, long from, long to) {
        String path = "/v5/market/kline?category=spot&symbol=" + URLEncoder.encode(name, StandardCharsets.UTF_8)
                + "&interval=" + name(interval) + "&start=" + from + "&end=" + to + "&limit=" + ROWS;
        return new RestRequest(priority, path, 1);
    }

    private static String name(Interval interval) {
        return interval == Interval.DAYS_1 ? "D" : Long.toString(interval.millis() / MILLIS_PER_MINUTE);
    }

    @Override
    public CandleAnswer read(Buffer body, CandleKey key) throws IOException {
        CandleRows rows = CandleRows.of(body, key, demo);
        if (!rows.word("retCode").equals("0") || !rows.hasList("list")) {
            String fault = "no list of candles, but retCode " + rows.word("retCode") + ' ' + rows.word("retMsg");
            throw rows.word("retCode").equals(BAD_REQUEST) ? new RefusedException(fault) : new IOException(fault);
        }
        return rows.closedByNewer(BybitCandles::candle);
    }

    private static CandleBuilder candle(CandleRows.Row row, CandleRows.Series series) {
        return series.at(row.number(0))
                .prices(row.digits(1), row.digits(2), row.digits(3), row.digits(4))
                .volume(row.digits(5))
                .quoteVolume(row.digits(6));
    }
}
