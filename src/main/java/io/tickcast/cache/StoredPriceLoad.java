package io.tickcast.cache;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the stored prices at a start, those of the exchanges first. The prices of sources take further rounds: what has
 * come by the end counts, whatever is still on its way. Belongs to one event loop.
 */
final class StoredPriceLoad {
    /** Prices of sources that are read at once. */
    static final int READ_AT_ONCE = 1_000;

    private final PriceStore store;
    private final SourceSymbols sources;
    private final List<StoredEntry> prices = new ArrayList<>();
    private boolean hasExchanges;
    private boolean isOver;

    StoredPriceLoad(PriceStore store, SourceSymbols sources) {
        this.store = store;
        this.sources = sources;
    }

    /** @param keys the keys of the exchanges' prices */
    Future<Void> read(List<String> keys) {
        return store.load(keys).compose(read -> {
            hasExchanges = true;
            prices.addAll(read);
            // Without the prices of sources a start still has the others.
            return readSources().otherwiseEmpty();
        });
    }

    private Future<Void> readSources() {
        return isOver || sources.keys().isEmpty()
                ? Future.succeededFuture()
                : store.read(List.copyOf(sources.keys())).compose(pages -> readNext(sources.priceKeys(pages)));
    }

    private Future<Void> readNext(List<String> left) {
        if (isOver || left.isEmpty()) {
            return Future.succeededFuture();
        }
        int count = Math.min(READ_AT_ONCE, left.size());
        return store.read(left.subList(0, count)).compose(read -> {
            prices.addAll(read);
            return readNext(left.subList(count, left.size()));
        });
    }

    /** Whether all prices of the exchanges have come that the store has. */
    boolean hasExchanges() {
        return hasExchanges;
    }

    /** The prices that have come; nothing more is asked for. */
    List<StoredEntry> end() {
        isOver = true;
        return List.copyOf(prices);
    }
}
