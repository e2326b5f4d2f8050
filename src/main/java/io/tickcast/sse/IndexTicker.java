package io.tickcast.sse;

import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.sse.replay.ReplayLog;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Makes the ticks of the index out of those of the exchanges: from the first stream on that asks for it, since at each
 * tick it costs as much as the tick itself. What a client may have missed before is made then, too.
 */
final class IndexTicker {
    private final IndexPrices index;
    private final LatestPrices latestPrices;
    private final ReplayLog replayLog;
    private final PriceStreams prices;
    private boolean running;

    IndexTicker(IndexPrices index, LatestPrices latestPrices, ReplayLog replayLog, PriceStreams prices) {
        this.index = index;
        this.latestPrices = latestPrices;
        this.replayLog = replayLog;
        this.prices = prices;
    }

    void start() {
        if (!running) {
            running = true;
            deriveHistory();
            index.symbols().forEach(index::update);
        }
    }

    /** Takes a tick that was new. */
    void arrived(Tick tick) {
        if (running && index.isMadeOf(tick)) {
            update(tick.symbol());
        }
    }

    /** Takes account of exchanges that may be in or out of it now. */
    void changed(List<String> exchanges) {
        if (running) {
            exchanges.forEach(exchange -> index.symbols(exchange).forEach(this::update));
        }
    }

    /** Takes account of symbols that an exchange lists anew or no longer. */
    void listChanged(SymbolChange change) {
        if (running) {
            change.added().forEach(this::update);
            change.removed().forEach(this::update);
        }
    }

    /** Takes account of ticks that another node has kept, and that are merged into the log. */
    void caughtUp(Collection<String> symbols) {
        if (running) {
            deriveHistory();
            symbols.forEach(this::update);
        }
    }

    private void update(String symbol) {
        index.update(symbol).ifPresent(tick -> {
            replayLog.add(tick);
            prices.arrive(tick);
        });
    }

    private void deriveHistory() {
        LatestPrices past = new LatestPrices();
        latestPrices
                .newest()
                .filter(tick -> tick.receivedAt() / 1_000 < replayLog.derivableFrom())
                .forEach(past::accept);
        IndexPrices pastIndex = index.over(past);
        prices.whileMoving(() -> replayLog.derive(tick ->
                past.accept(tick) && index.isMadeOf(tick) ? pastIndex.update(tick.symbol()) : Optional.empty()));
    }
}
