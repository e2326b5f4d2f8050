package io.tickcast.feed.binance;

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

/** Binance's {@code GET /api/v3/klines}: 12 columns, oldest first, the open candle last. */
public final class BinanceCandles implements CandleSource {
    /** One row more shows that the others are closed. */
    private static final int ROWS = 1_000;

    private static final int WEIGHT = 2;

    private final boolean demo;

    /** @param demo whether the answers are the fake exchange's */
    public BinanceCandles(boolean demo) {
        this.demo = demo;
    }

    @Override
    public boolean has(Interval interval) {
        return true;
    }

    @Override
    public int maxRows() {
        return ROWS - 1;
    }

    @Override
    public RestRequest request(Priority priority, String name, Interval interval, long from, long to) {
        String path = "/api/v3/klines?symbol=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&interval="
                + interval.label() + "&startTime=" + from + "&endTime=" + to + "&limit=" + ROWS;
        return new RestRequest(priority, path, WEIGHT);
    }

    @Override
    public CandleAnswer read(Buffer body, CandleKey key) throws IOException {
        CandleRows rows = CandleRows.of(body, key, demo);
        if (!rows.hasList("")) {
            throw new IOException("no list of candles");
        }
        return rows.closedByNewer(BinanceCandles::candle);
    }

    private static CandleBuilder candle(CandleRows.Row row, CandleRows.Series series) {
        return series.at(row.number(0))
                .prices(row.digits(1), row.digits(2), row.digits(3), row.digits(4))
                .volume(row.digits(5))
                .quoteVolume(row.digits(7))
                .trades(row.number(8));
    }
}
