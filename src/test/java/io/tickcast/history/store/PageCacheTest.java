package io.tickcast.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Candles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The candles that are read from the database, and the ones from pages that were read before. */
class PageCacheTest {
    private static final CandleKey BTC = Candles.key("BTCUSDT", Interval.MINUTES_1);
    private static final CandleKey ETH = Candles.key("ETHUSDT", Interval.MINUTES_1);
    private static final long CLOSED = Candles.DAY + 10 * Candles.MINUTE;

    private final List<CompletableFuture<StoredRange>> reads = new ArrayList<>();
    private final StoreCounts counts = new StoreCounts();
    private boolean hearsChanges = true;
    private long now = Long.MAX_VALUE - 5;
    private final PageCache cache = new PageCache(
            (key, from, to, closedTo, limit) -> {
                reads.add(new CompletableFuture<>());
                return reads.get(reads.size() - 1);
            },
            () -> hearsChanges,
            counts,
            () -> now);

    private CompletionStage<StoredRange> ask(CandleKey key) {
        return cache.page(key, 0, Long.MAX_VALUE, CLOSED, 1_000);
    }

    private static StoredRange answer(CompletionStage<StoredRange> asked) {
        assertThat(asked.toCompletableFuture()).isCompleted();
        return asked.toCompletableFuture().join();
    }

    /** A page with so many candles. */
    private static StoredRange page(int candles) {
        List<Candle> all = new ArrayList<>();
        for (int i = 0; i < candles; i++) {
            all.add(Candles.minute("BTCUSDT", Candles.DAY + i * Candles.MINUTE, "1", "1")
                    .close());
        }
        return new StoredRange(all, List.of());
    }

    /** Asks for a page that is not there, and answers. */
    private void read(CandleKey key, StoredRange page) {
        int before = reads.size();
        CompletionStage<StoredRange> asked = ask(key);
        assertThat(reads).hasSize(before + 1);
        reads.get(before).complete(page);
        assertThat(answer(asked)).isSameAs(page);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aPageThatDoesNotChangeIsReadOnce() {
        read(BTC, page(3));
        pass(Duration.ofHours(5));

        assertThat(answer(ask(BTC))).isEqualTo(page(3));
        assertThat(reads).hasSize(1);
        assertThat(counts.cachedPages.sum()).isEqualTo(1);
        assertThat(counts.readPages.sum()).isEqualTo(1);
    }

    @Test
    void whoAsksForAPageThatIsBeingReadWaitsForThatRead() {
        CompletionStage<StoredRange> first = ask(BTC);
        long later = CLOSED + Candles.MINUTE;
        CompletionStage<StoredRange> second = cache.page(BTC, 0, Long.MAX_VALUE, later, 1_000);
        assertThat(reads).hasSize(1);
        reads.get(0).complete(page(3));

        assertThat(answer(first)).isEqualTo(page(3));
        assertThat(answer(second).candles()).isEqualTo(page(3).candles());
        assertThat(answer(second).missing()).containsExactly(new TimeRange(CLOSED, later));
    }

    @Test
    void otherRangesAreOtherPages() {
        read(BTC, page(3));

        cache.page(BTC, 0, Long.MAX_VALUE, CLOSED, 999);
        cache.page(BTC, 1, Long.MAX_VALUE, CLOSED, 1_000);
        cache.page(BTC, 0, CLOSED, CLOSED, 1_000);
        ask(ETH);

        assertThat(reads).hasSize(5);
    }

    @Test
    void aPageThatHasChangedIsServedWhileItIsReadAnew() {
        read(BTC, page(3));
        read(ETH, page(1));
        cache.changed(List.of(BTC));

        assertThat(answer(ask(BTC))).isEqualTo(page(3));
        assertThat(answer(ask(BTC))).isEqualTo(page(3));
        assertThat(reads).as("one read for both").hasSize(3);
        reads.get(2).complete(page(4));

        assertThat(answer(ask(BTC))).isEqualTo(page(4));
        assertThat(answer(ask(ETH))).isEqualTo(page(1));
        assertThat(reads).hasSize(3);
    }

    @Test
    void aPageThatChangedMoreThanASecondAgoIsNotServed() {
        read(BTC, page(3));
        cache.changed(List.of(BTC));
        pass(Duration.ofMillis(600));
        cache.changed(List.of(BTC));
        pass(Duration.ofMillis(600));

        read(BTC, page(4));
    }

    @Test
    void aReadThatAChangeOvertakesIsNotKept() {
        CompletionStage<StoredRange> asked = ask(BTC);
        cache.changed(List.of(ETH));
        cache.changed(List.of(BTC));
        reads.get(0).complete(page(3));

        assertThat(answer(asked)).isEqualTo(page(3));
        read(BTC, page(4));
    }

    @Test
    void whatHasClosedSinceItWasReadIsMissing() {
        read(BTC, page(3));
        long later = CLOSED + 2 * Candles.MINUTE;

        StoredRange served = answer(cache.page(BTC, 0, Long.MAX_VALUE, later, 1_000));

        assertThat(served.candles()).isEqualTo(page(3).candles());
        assertThat(served.missing()).containsExactly(new TimeRange(CLOSED, later));
    }

    @Test
    void theLastCandleOfARangeThatEndsWithinItIsMissingAsAWhole() {
        long to = CLOSED + Candles.MINUTE + 1;
        cache.page(BTC, 0, to, CLOSED, 1_000);
        reads.get(0).complete(page(3));

        StoredRange served = answer(cache.page(BTC, 0, to, CLOSED + 5 * Candles.MINUTE, 1_000));

        assertThat(served.missing()).containsExactly(new TimeRange(CLOSED, CLOSED + 2 * Candles.MINUTE));
    }

    @Test
    void aNodeThatDoesNotWriteReadsAPageAnewEveryTenSeconds() {
        hearsChanges = false;
        read(BTC, page(3));
        pass(Duration.ofMillis(9_999));
        ask(BTC);
        assertThat(reads).hasSize(1);

        pass(Duration.ofMillis(500));
        assertThat(answer(ask(BTC))).isEqualTo(page(3));
        assertThat(reads).hasSize(2);
        reads.get(1).complete(page(4));
        assertThat(answer(ask(BTC))).isEqualTo(page(4));

        pass(Duration.ofSeconds(12));
        read(BTC, page(5));
    }

    @Test
    void aPageOfANodeThatNoLongerHearsOfChangesExpires() {
        read(BTC, page(3));
        pass(Duration.ofSeconds(12));
        hearsChanges = false;

        read(BTC, page(4));
    }

    @Test
    void aFailureIsNotKept() {
        CompletionStage<StoredRange> asked = ask(BTC);
        reads.get(0).completeExceptionally(new StoreException("down"));

        assertThat(asked.toCompletableFuture()).isCompletedExceptionally();
        read(BTC, page(3));

        cache.changed(List.of(BTC));
        ask(BTC);
        reads.get(2).completeExceptionally(new StoreException("down"));
        assertThat(answer(ask(BTC))).as("for a second").isEqualTo(page(3));
        pass(Duration.ofMillis(1_001));
        reads.get(3).completeExceptionally(new StoreException("down"));

        read(BTC, page(4));
    }

    @Test
    void nothingIsLeftOfAnotherDatabase() {
        read(BTC, page(3));
        ask(ETH);
        cache.clear();
        reads.get(1).complete(page(1));

        read(BTC, page(4));
        read(ETH, page(2));
    }

    @Test
    void theOldestPagesMakeRoom() {
        for (int symbol = 0; symbol < 101; symbol++) {
            read(Candles.key("S" + symbol, Interval.MINUTES_1), page(1));
        }

        ask(Candles.key("S1", Interval.MINUTES_1));
        assertThat(reads).hasSize(101);
        ask(Candles.key("S0", Interval.MINUTES_1));
        assertThat(reads).hasSize(102);
    }
}
