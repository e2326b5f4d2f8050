package io.tickcast.cache;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps nothing beyond the books that the node has in memory anyway: no price outlives the process. */
final class MemoryPriceStore implements PriceStore {
    private final StoreState state = new StoreState(true, Instant.now(), Optional.empty());

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Future<List<StoredEntry>> load(List<String> keys) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<List<StoredEntry>> read(List<String> keys) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public Future<Void> save(List<StoredEntry> entries) {
        return Future.succeededFuture();
    }

    @Override
    public StoreState state() {
        return state;
    }

    @Override
    public Map<String, Long> faults() {
        return Map.of();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
