package io.tickcast.alert;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.config.KnownExchanges;
import io.tickcast.market.FeedLines;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.PriceIndex;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the rules with live prices alone: not with tests, stored prices, trades that were missed and fetched later, or
 * prices that came too late. Belongs to one event loop.
 */
final class PriceWatch {
    private final RuleBook book;
    private final FeedLines lines;
    private final NodeClock clock;
    private final Map<String, Duration> staleAfter = new HashMap<>();
    private final List<String> indexed;
    private final LatestPrices latestPrices = new LatestPrices();
    private final PriceIndex index = new PriceIndex();
    private long late;

    PriceWatch(RuleBook book, FeedLines lines, NodeClock clock, KnownExchanges exchanges) {
        this.book = book;
        this.lines = lines;
        this.clock = clock;
        exchanges.all().forEach(known -> staleAfter.put(known.name(), known.staleAfter()));
        indexed = exchanges.indexed();
    }

    /** Prices that were too old to compare rules with. */
    long late() {
        return late;
    }

    void tick(Tick tick) {
        // One that was fetched is older than the next live one, which must not be taken for a straggler.
        if (tick.isTest() || tick.isStored() || tick.isFetched()) {
            return;
        }
        boolean isNewest = latestPrices.accept(tick);
        if (!isFresh(tick)) {
            late += isNewest ? 1 : 0;
            return;
        }
        if (!isNewest) {
            book.evaluateStraggler(tick);
            return;
        }
        book.evaluate(tick);
        if (indexed.contains(tick.exchange()) && book.isWaitingFor(PriceIndex.NAME, tick.symbol())) {
            evaluateIndex(tick.symbol());
        }
    }

    private boolean isFresh(Tick tick) {
        Duration limit = staleAfter.get(tick.exchange());
        return limit != null && tick.age(clock.micros()) <= limit.toNanos() / 1_000;
    }

    private void evaluateIndex(String symbol) {
        List<Tick> prices = new ArrayList<>(indexed.size());
        long now = System.nanoTime();
        for (String exchange : indexed) {
            latestPrices
                    .newest(exchange, symbol)
                    .filter(tick -> lines.isLive(exchange, now) && isFresh(tick))
                    .ifPresent(prices::add);
        }
        long lastTime = latestPrices
                .newest(PriceIndex.NAME, symbol)
                .map(Tick::eventTime)
                .orElse(0L);
        if (!prices.isEmpty()) {
            index.of(prices, List.of(), lastTime).ifPresent(tick -> {
                latestPrices.replace(tick);
                book.evaluate(tick);
            });
        }
    }
}
