package io.tickcast.feed.okx;

import io.tickcast.market.candle.CandleBuilder;
import java.util.function.IntFunction;

/** A row of OKX' candles, over REST and WebSocket alike. Rows of 2022 had 7 columns. */
final class OkxCandleRow {
    static final int COLUMNS = 9;
    private static final int OLD_QUOTE_VOLUME = 6;
    private static final int QUOTE_VOLUME = 7;
    private static final int CONFIRM = 8;

    private OkxCandleRow() {}

    /**
     * @param isWhole whether the row has the columns of today
     * @param begun   a candle with its time
     */
    static CandleBuilder candle(IntFunction<String> column, boolean isWhole, CandleBuilder begun) {
        return begun.prices(column.apply(1), column.apply(2), column.apply(3), column.apply(4))
                .volume(column.apply(5))
                // Of a spot pair both are in the quote currency.
                .quoteVolume(column.apply(isWhole ? QUOTE_VOLUME : OLD_QUOTE_VOLUME))
                .closed(isWhole && column.apply(CONFIRM).equals("1"));
    }
}
