package io.tickcast.feed.coinbase;

import io.tickcast.feed.Protocol.Sink;
import io.tickcast.market.Tick;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The matches of a connection, each with its ticker. Both tell the same trade, a moment apart and in either order; the
 * ticker has the figures of the market, too. An order that meets many others has a match for each of them and may have
 * one ticker, that of its last match. So a match waits for its ticker until a later trade or a heartbeat of its symbol,
 * and is a tick of its own if none came. Not thread-safe.
 */
final class MatchedTickers {
    private final Map<String, Last> bySymbol = new HashMap<>();

    private static final class Last {
        private long ticker;
        private @Nullable Tick waiting;
    }

    void ticker(Tick ticker, Sink sink) {
        Last last = of(ticker);
        Tick waiting = last.waiting;
        if (waiting != null && waiting.tradeId() <= ticker.tradeId()) {
            last.waiting = null;
            if (waiting.tradeId() < ticker.tradeId()) {
                hand(waiting, sink);
            }
        }
        if (ticker.tradeId() > 0) {
            last.ticker = ticker.tradeId();
        }
        hand(ticker, sink);
    }

    void match(Tick match, Sink sink) {
        Last last = of(match);
        if (match.tradeId() == last.ticker) {
            sink.heartbeat();
        } else if (match.tradeId() < last.ticker) {
            hand(match, sink);
        } else {
            release(match.symbol(), sink);
            last.waiting = match;
        }
    }

    /** Waits no longer for the ticker of a match of this symbol. */
    void release(String symbol, Sink sink) {
        Last last = bySymbol.get(symbol);
        Tick waiting = last == null ? null : last.waiting;
        if (last != null && waiting != null) {
            last.waiting = null;
            hand(waiting, sink);
        }
    }

    private Last of(Tick tick) {
        return bySymbol.computeIfAbsent(tick.symbol(), first -> new Last());
    }

    private static void hand(Tick tick, Sink sink) {
        sink.trade(tick, tick.tradeId(), tick.tradeId());
    }
}
