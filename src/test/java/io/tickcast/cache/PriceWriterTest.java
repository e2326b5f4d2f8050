package io.tickcast.cache;

import static io.tickcast.cache.CacheNode.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceWriterTest {
    private final HeldStore store = new HeldStore();
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();
    private long now = 1_000_000;
    private final PriceKeys keys = new PriceKeys(CacheNode.PRIMARY);
    private final PriceWriter writer = new PriceWriter(
            store,
            keys,
            new SourceSymbols(List.of("desk"), 5_000, keys, 60_000),
            Duration.ofSeconds(60),
            Duration.ofMillis(100),
            this::later,
            () -> now);

    @Test
    void waitsForTheIntervalAndWritesTheNewestOfEachSymbol() {
        writer.offer(tick("BTCUSDT", 1, "1").build());
        writer.offer(tick("ETHUSDT", 1, "5").build());
        writer.offer(tick("BTCUSDT", 3, "3").build());
        writer.offer(tick("BTCUSDT", 2, "2").build());
        assertThat(store.batches).isEmpty();
        assertThat(delays).as("one timer for all").containsExactly(100L);

        fire();
        assertThat(store.batches).hasSize(1);
        assertThat(store.batches.get(0))
                .containsExactly(
                        new StoredEntry(
                                "price:BTCUSDT",
                                "{\"symbol\": \"BTCUSDT\", \"price\": 3, \"change_24h\": null, "
                                        + "\"timestamp\": \"1970-01-01T00:00:00.003Z\"}",
                                60_000),
                        new StoredEntry(
                                "price:ETHUSDT",
                                "{\"symbol\": \"ETHUSDT\", \"price\": 5, \"change_24h\": null, "
                                        + "\"timestamp\": \"1970-01-01T00:00:00.001Z\"}",
                                60_000));
    }

    private void offerPublished(String symbol, long time) {
        writer.offer(tick(symbol, time, "1").exchange("desk").build());
    }

    private List<String> keysOfNextBatch(boolean saved) {
        fire();
        Promise<Void> answer = store.answer();
        if (saved) {
            answer.complete();
        } else {
            answer.fail("full");
        }
        return store.batches.get(store.batches.size() - 1).stream()
                .map(entry -> entry.key() + ' ' + entry.ttlMillis() / 1_000)
                .toList();
    }

    @Test
    void keepsTheSymbolsOfASourceForLongerThanItsPrices() {
        String page = keys.page("desk", Math.floorMod("A".hashCode(), SourceSymbols.PAGES));
        offerPublished("A", 1);
        assertThat(keysOfNextBatch(false)).containsExactly("price:desk:A 60", page + " 120");
        assertThat(keysOfNextBatch(true)).containsExactly("price:desk:A 60", page + " 120");
        assertThat(store.batches.get(1).get(1).json()).isEqualTo("[\"A\"]");
        now += 59_999;
        offerPublished("A", 2);
        assertThat(keysOfNextBatch(true)).containsExactly("price:desk:A 60");
        now += 1;
        offerPublished("A", 3);
        assertThat(keysOfNextBatch(true)).containsExactly("price:desk:A 60", page + " 120");
        assertThat(writer.written()).as("prices").isEqualTo(3);
    }

    @Test
    void startsNoSecondBatchWhileOneIsOnItsWay() {
        writer.offer(tick("BTCUSDT", 1, "1").build());
        fire();
        writer.offer(tick("BTCUSDT", 2, "2").build());
        writer.offer(tick("BTCUSDT", 3, "3").build());
        assertThat(timers).isEmpty();
        assertThat(writer.pending()).isEqualTo(1);

        store.answer().complete();
        fire();
        assertThat(store.batches.get(1))
                .singleElement()
                .extracting(StoredEntry::json)
                .asString()
                .contains("\"price\": 3,");
        store.answer().complete();
        assertThat(writer.written()).isEqualTo(2);
        assertThat(timers).as("nothing waits, so no timer runs").isEmpty();
    }

    @Test
    void keepsTheTicksOfAFailedBatchUnlessNewerOnesCame() {
        writer.offer(tick("BTCUSDT", 1, "1").build());
        writer.offer(tick("ETHUSDT", 1, "5").build());
        fire();
        writer.offer(tick("BTCUSDT", 2, "2").build());
        store.answer().fail("down");
        assertThat(writer.failedBatches()).isEqualTo(1);
        assertThat(writer.written()).isZero();
        assertThat(writer.pending()).isEqualTo(2);

        fire();
        assertThat(store.batches.get(1))
                .extracting(StoredEntry::json)
                .anySatisfy(json -> assertThat(json).contains("BTCUSDT").contains("\"price\": 2,"))
                .anySatisfy(json -> assertThat(json).contains("ETHUSDT").contains("\"price\": 5,"))
                .hasSize(2);
    }

    @Test
    void holdsOneTickPerSymbolWhileTheStoreIsAway() {
        store.ready = false;
        for (int i = 1; i <= 1000; i++) {
            writer.offer(tick("BTCUSDT", i, "1").build());
            writer.offer(tick("ETHUSDT", i, "1").build());
            fire();
        }
        assertThat(store.batches).isEmpty();
        assertThat(writer.pending()).isEqualTo(2);
        assertThat(writer.failedBatches()).isZero();
        assertThat(timers).hasSize(1);

        store.ready = true;
        fire();
        assertThat(store.batches.get(0)).hasSize(2);
    }

    @Test
    void givesAPriceThatWaitedOnlyTheRestOfItsLife() {
        store.ready = false;
        writer.offer(tick("BTCUSDT", 1, "1").build());
        now += 30_500;
        writer.offer(tick("ETHUSDT", 1, "1").build());
        store.ready = true;
        fire();
        assertThat(store.batches.get(0)).extracting(StoredEntry::ttlMillis).containsExactly(30_000L, 60_000L);
    }

    @Test
    void dropsAPriceThatWaitedForItsWholeLife() {
        store.ready = false;
        writer.offer(tick("BTCUSDT", 1, "1").build());
        now += 60_000;
        writer.offer(tick("ETHUSDT", 1, "1").build());
        store.ready = true;
        fire();
        assertThat(store.batches.get(0)).extracting(StoredEntry::key).containsExactly("price:ETHUSDT");
        assertThat(writer.pending()).isZero();
    }

    @Test
    void splitsWhatIsTooMuchForABatch() {
        for (int i = 0; i <= PriceWriter.BATCH_LIMIT; i++) {
            writer.offer(tick("COIN" + i, 1, "1").build());
        }
        fire();
        assertThat(store.batches.get(0)).hasSize(PriceWriter.BATCH_LIMIT);
        store.answer().complete();
        fire();
        assertThat(store.batches.get(1)).hasSize(1);
    }

    @Test
    void takesNoTestDemoOrStoredTick() {
        writer.offer(tick("BTCUSDT", 1, "1").test().build());
        writer.offer(tick("ETHUSDT", 1, "1").demo(true).build());
        writer.offer(tick("BNBUSDT", 1, "1").stored().build());
        assertThat(writer.pending()).isZero();
        assertThat(timers).isEmpty();
    }

    private void later(long millis, Runnable task) {
        delays.add(millis);
        timers.add(task);
    }

    private void fire() {
        timers.remove().run();
    }

    /** Answers a batch when the test says so. */
    private static final class HeldStore implements PriceStore {
        private final List<List<StoredEntry>> batches = new ArrayList<>();
        private final Deque<Promise<Void>> answers = new ArrayDeque<>();
        private boolean ready = true;

        Promise<Void> answer() {
            return answers.remove();
        }

        @Override
        public String name() {
            return "held";
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
            return true;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public Future<Void> save(List<StoredEntry> entries) {
            batches.add(entries);
            Promise<Void> answer = Promise.promise();
            answers.add(answer);
            return answer.future();
        }

        @Override
        public StoreState state() {
            return new StoreState(ready, Instant.EPOCH, Optional.empty());
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
}
