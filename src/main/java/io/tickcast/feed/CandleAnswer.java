package io.tickcast.feed;

import io.tickcast.market.candle.Candle;
import java.util.List;

/**
 * The candles that an exchange's REST gave for one request.
 *
 * @param candles   oldest first, each once
 * @param malformed the reason for each row that holds no valid candle
 */
public record CandleAnswer(List<Candle> candles, List<String> malformed) {
    public CandleAnswer {
        candles = List.copyOf(candles);
        malformed = List.copyOf(malformed);
    }
}
