package io.tickcast.feed.coinbase;

import io.tickcast.feed.DayChange;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.market.TickBuilder;
import java.util.HashMap;
import java.util.Map;

/** The figures of each symbol's last ticker, which a trade without a ticker of its own takes over. Not thread-safe. */
final class CoinbaseMarkets {
    private final Map<String, TickBuilder> lastTickers = new HashMap<>();

    private TickBuilder of(String symbol) {
        return lastTickers.computeIfAbsent(symbol, unknown -> new TickBuilder());
    }

    void keep(TickAssembler ticker) {
        ticker.keepMarket(of(ticker.symbol()));
    }

    void fill(TickAssembler trade) {
        if (trade.hasSymbol()) {
            trade.fillMarket(of(trade.symbol()));
            trade.changeFromOpen();
        }
    }

    /** @param trade with its price */
    void fill(String symbol, TickBuilder trade) {
        trade.takeMarket(of(symbol));
        DayChange.of(trade).ifPresent(change -> trade.figure(DecimalField.CHANGE_24H, change));
    }
}
