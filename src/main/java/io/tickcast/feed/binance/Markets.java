package io.tickcast.feed.binance;

import io.tickcast.config.Settings.Channel;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.TickAssembler;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the ticks of each symbol of its tickers, its trades and its best bid and ask. With trades, a tick is a trade
 * with the newest figures of 24 h, and a ticker is one only where no trade says the same. Not thread-safe.
 */
final class Markets {
    private static final List<DecimalField> BOOK = List.of(DecimalField.BID, DecimalField.ASK);
    /** Silence of a symbol after which its ticker is a tick again. They come each second, at times a little early. */
    private static final long QUIET_MILLIS = 900;
    /** Ids that went back while the time went on by so much have begun anew: the symbol was listed again. */
    private static final long ANEW_MILLIS = 60_000;

    private final boolean hasTrades;
    private final Map<String, Market> markets = new HashMap<>();

    private static final class Market {
        private final TickBuilder kept = new TickBuilder();
        private boolean isKnown;
        private long lastTrade;
        private long eventTime;
        /** Time of the last ticker that was a tick. */
        private long tickerTime;
        /** Last trade of the ticker that was ahead of the trades; 0 when none was. */
        private long ahead;
        /** Whether the last ticker had to stand in for trades that did not come. */
        private boolean isWithoutTrades;

        void advance(long trade, long time) {
            boolean anew = trade < lastTrade && time - eventTime > ANEW_MILLIS;
            lastTrade = anew ? trade : Math.max(lastTrade, trade);
            eventTime = anew ? time : Math.max(eventTime, time);
            ahead = anew ? 0 : ahead;
            isKnown = true;
        }

        /** Whether a ticker says what no trade has said, or will say at once. */
        boolean isTick(long trade, long time) {
            if (!isKnown || (trade < lastTrade && time - eventTime > ANEW_MILLIS)) {
                return true;
            }
            if (trade <= lastTrade) {
                // Of two connections that overlap, each is to bring what the other does.
                return trade == lastTrade && (time - eventTime >= QUIET_MILLIS || time == tickerTime);
            }
            // The trade is on its way, unless the ticker before knew of one that has not come either.
            boolean overdue = isWithoutTrades || ahead > lastTrade;
            ahead = trade;
            isWithoutTrades = overdue;
            return overdue;
        }
    }

    Markets(Set<Channel> channels) {
        hasTrades = channels.contains(Channel.TRADE);
    }

    private Market market(TickAssembler tick) {
        return markets.computeIfAbsent(tick.symbol(), symbol -> new Market());
    }

    /** Gives a past trade the figures that a new one would have. */
    void fill(String symbol, TickBuilder trade) {
        Market market = markets.computeIfAbsent(symbol, unknown -> new Market());
        trade.takeMarket(market.kept);
    }

    /** @return whether the message could be read */
    boolean ticker(TickAssembler tick, long lastTrade, long receivedAt, Sink sink) {
        if (!hasTrades) {
            return tick.conclude(receivedAt, sink);
        }
        tick.tradeId(lastTrade);
        if (!tick.isWhole(receivedAt, sink)) {
            return false;
        }
        Tick whole = tick.build(receivedAt);
        Market market = market(tick);
        tick.keepMarket(market.kept);
        if (market.isTick(whole.tradeId(), whole.eventTime())) {
            market.advance(whole.tradeId(), whole.eventTime());
            market.tickerTime = whole.eventTime();
            sink.trade(whole, whole.tradeId(), 0);
        } else {
            sink.heartbeat();
        }
        return true;
    }

    /** @return whether the message could be read */
    boolean trade(TickAssembler tick, long first, long last, long number, long receivedAt, Sink sink) {
        tick.trades(first, last, number);
        if (!tick.isWhole(receivedAt, sink)) {
            return false;
        }
        Market market = market(tick);
        tick.fillMarket(market.kept);
        Tick trade = tick.build(receivedAt);
        market.advance(last, trade.eventTime());
        market.isWithoutTrades = false;
        sink.trade(trade, first, number);
        return true;
    }

    /** @return whether the message could be read */
    boolean book(TickAssembler tick, Sink sink) {
        if (!tick.hasSymbol()) {
            sink.unknown();
            return false;
        }
        tick.keep(BOOK, market(tick).kept);
        sink.heartbeat();
        return true;
    }
}
