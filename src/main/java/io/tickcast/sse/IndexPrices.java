package io.tickcast.sse;

import io.tickcast.config.KnownExchanges;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.PriceIndex;
import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The index of each symbol, made of the newest prices of the exchanges where it trades and whose feeds are live. Its
 * ticks go the way of any exchange's, so streams, snapshots and replays need know nothing of it.
 */
public final class IndexPrices {
    /** An index that stays the same is told this often, so that it does not look old. */
    private static final long REPEAT_MICROS = 1_000_000;

    private final List<String> exchanges;
    private final KnownSymbols symbols;
    private final LatestPrices latestPrices;
    private final FeedStatusTracker feeds;
    private final PriceIndex index = new PriceIndex();

    IndexPrices(KnownExchanges known, KnownSymbols symbols, LatestPrices latestPrices, FeedStatusTracker feeds) {
        this(known.indexed(), symbols, latestPrices, feeds);
    }

    private IndexPrices(
            List<String> exchanges, KnownSymbols symbols, LatestPrices latestPrices, FeedStatusTracker feeds) {
        this.exchanges = exchanges;
        this.symbols = symbols;
        this.latestPrices = latestPrices;
        this.feeds = feeds;
    }

    /** The same over other prices. */
    IndexPrices over(LatestPrices others) {
        return new IndexPrices(exchanges, symbols, others, feeds);
    }

    boolean isMadeOf(Tick tick) {
        return exchanges.contains(tick.exchange());
    }

    /** The symbols that have an index. */
    Set<String> symbols() {
        Set<String> symbols = new TreeSet<>();
        exchanges.forEach(exchange -> symbols.addAll(symbols(exchange)));
        return symbols;
    }

    List<String> symbols(String exchange) {
        return latestPrices.newest(exchange).stream().map(Tick::symbol).toList();
    }

    /** The newest prices of an exchange, or of the index. */
    public Collection<Tick> newest(String exchange) {
        return exchange.equals(PriceIndex.NAME)
                ? symbols().stream().flatMap(symbol -> of(symbol).stream()).toList()
                : latestPrices.newest(exchange);
    }

    /** The newest price of a symbol at an exchange, or in the index. */
    public Optional<Tick> newest(String exchange, String symbol) {
        return exchange.equals(PriceIndex.NAME) ? of(symbol) : latestPrices.newest(exchange, symbol);
    }

    /** Number of symbols whose index is made at each tick; 0 until a stream asks for it. */
    public int size() {
        return latestPrices.newest(PriceIndex.NAME).size();
    }

    private Optional<Tick> of(String symbol) {
        List<Tick> live = new ArrayList<>(exchanges.size());
        List<Tick> other = new ArrayList<>(0);
        for (String exchange : exchanges) {
            latestPrices.newest(exchange, symbol).ifPresent(tick -> (isLive(tick) ? live : other).add(tick));
        }
        long lastTime = latestPrices
                .newest(PriceIndex.NAME, symbol)
                .map(Tick::eventTime)
                .orElse(0L);
        return index.of(live, other, lastTime);
    }

    private boolean isLive(Tick tick) {
        return !tick.isStored()
                && feeds.state(tick.exchange()) == State.LIVE
                && symbols.isTrading(tick.exchange(), tick.symbol());
    }

    /** Makes the index of this symbol anew. @return empty if that is no news */
    Optional<Tick> update(String symbol) {
        Optional<Tick> held = latestPrices.newest(PriceIndex.NAME, symbol);
        Optional<Tick> news = of(symbol).filter(tick -> held.isEmpty() || isNews(tick, held.get()));
        news.ifPresent(latestPrices::replace);
        return news;
    }

    private static boolean isNews(Tick tick, Tick held) {
        return !tick.hasSameFigures(held)
                || !tick.sources().equals(held.sources())
                || tick.receivedAt() - held.receivedAt() >= REPEAT_MICROS;
    }
}
