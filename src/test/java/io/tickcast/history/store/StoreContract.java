package io.tickcast.history.store;

import static io.tickcast.history.store.Candles.BTC;
import static io.tickcast.history.store.Candles.candle;
import static io.tickcast.history.store.Candles.incomplete;
import static io.tickcast.history.store.Candles.key;
import static io.tickcast.history.store.Candles.minute;
import static io.tickcast.history.store.Candles.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The contract of a store over either database. */
abstract class StoreContract extends WithStore {
    /** Whatever the store has of a series. */
    static List<Candle> all(CandleStore store, CandleKey key) {
        return Await.result(store.read(key, 0, Long.MAX_VALUE, 100_000));
    }

    static List<TimeRange> missing(CandleStore store, long from, long to) {
        return Await.result(store.missing(BTC, minute(from), minute(to), 100));
    }

    static TimeRange range(long from, long to) {
        return new TimeRange(minute(from), minute(to));
    }

    @Test
    void candlesKeepTheirDigits() {
        CandleStore store = writer();
        Candle full = new CandleBuilder(BTC, minute(1))
                .prices("95000.00", "95010.50", "0.00000100", "95001.10")
                .volume("0.000000000001234560")
                .quoteVolume("9876543210987654.321098765432109870")
                .trades(321)
                .closed(true)
                .build();
        Candle least = new CandleBuilder(BTC, minute(2))
                .prices("1", "1", "1", "1")
                .volume("0")
                .build();
        Await.result(store.write(List.of(full, least)));

        assertThat(all(store, BTC)).containsExactly(full, least);
        assertThat(all(store, BTC).get(1).has(CandleField.QUOTE_VOLUME)).isFalse();
        assertThat(all(store, BTC).get(1).hasTrades()).isFalse();
    }

    @Test
    void aReadGivesTheNewestOfItsRangeInOrder() {
        CandleStore store = writer();
        Await.result(store.write(List.of(candle(3, "3"), candle(1, "1"), candle(4, "4"), candle(2, "2"))));
        Await.result(store.write(List.of(candle(key("ETHUSDT"), 9, "9"))));

        assertThat(Await.result(store.read(BTC, minute(2), minute(4), 10)))
                .containsExactly(candle(2, "2"), candle(3, "3"));
        assertThat(Await.result(store.read(BTC, minute(0), minute(9), 2)))
                .containsExactly(candle(3, "3"), candle(4, "4"));
        assertThat(Await.result(store.read(BTC, minute(5), minute(9), 2))).isEmpty();
        assertThat(all(store, key("SOLUSDT"))).isEmpty();
        assertThat(all(store, BTC.of(Interval.HOURS_1))).isEmpty();
    }

    @Test
    void aRepeatChangesNothing() {
        CandleStore store = writer();
        List<Candle> candles = List.of(candle(1, "1"), candle(2, "2"), open(3, "3"));
        Await.result(store.write(candles));
        Await.result(store.write(candles));
        Await.result(store.correct(candles.subList(0, 1)));

        assertThat(all(store, BTC)).isEqualTo(candles);
    }

    @Test
    void anOpenCandleIsReplacedByALaterOneAndByTheClosedOne() {
        CandleStore store = writer();
        Await.result(store.write(List.of(open(1, "1"))));
        Await.result(store.write(List.of(open(1, "2"))));
        assertThat(all(store, BTC)).containsExactly(open(1, "2"));
        Await.result(store.write(List.of(candle(1, "3"))));
        assertThat(all(store, BTC)).containsExactly(candle(1, "3"));
    }

    @Test
    void aClosedCandleIsReplacedByNoOpenOneAndACompleteOneByNoIncompleteOne() {
        CandleStore store = writer();
        Await.result(store.write(List.of(candle(1, "1"), incomplete(2, "2"))));
        Await.result(store.write(List.of(open(1, "5"), open(2, "5"))));
        Await.result(store.write(List.of(incomplete(1, "6"))));
        Await.result(store.correct(List.of(open(1, "7"))));
        assertThat(all(store, BTC)).containsExactly(candle(1, "1"), incomplete(2, "2"));

        Await.result(store.write(List.of(candle(1, "8"), candle(2, "8"))));
        assertThat(all(store, BTC)).containsExactly(candle(1, "8"), candle(2, "8"));
    }

    @Test
    void aCorrectionReplacesAllAndIsReplacedByCorrectionsAlone() {
        CandleStore store = writer();
        Await.result(store.write(List.of(candle(1, "1"))));
        Await.result(store.correct(List.of(candle(1, "2"))));
        Await.result(store.write(List.of(candle(1, "1"))));
        assertThat(all(store, BTC)).containsExactly(candle(1, "2"));
        Await.result(store.correct(List.of(incomplete(1, "3"))));
        assertThat(all(store, BTC)).containsExactly(incomplete(1, "3"));
        Await.result(store.correct(List.of(candle(1, "4"))));
        assertThat(all(store, BTC)).containsExactly(candle(1, "4"));
    }

    @Test
    void oneBatchMayHoldACandleSeveralTimesInAnyOrder() {
        CandleStore store = writer();
        CandleKey eth = key("ETHUSDT");
        Await.result(store.write(List.of(
                candle(2, "2"),
                open(1, "1"),
                candle(eth, 1, "7"),
                open(1, "2"),
                candle(1, "3"),
                open(1, "4"),
                incomplete(1, "5"))));

        assertThat(all(store, BTC)).containsExactly(candle(1, "3"), candle(2, "2"));
        assertThat(all(store, eth)).containsExactly(candle(eth, 1, "7"));
    }

    @Test
    void theRangesWithoutAWholeCandleAreMissingNewestFirst() {
        CandleStore store = writer();
        assertThat(missing(store, 0, 10)).containsExactly(range(0, 10));
        Await.result(
                store.write(List.of(candle(2, "1"), candle(3, "1"), incomplete(5, "1"), candle(6, "1"), open(8, "1"))));

        assertThat(missing(store, 0, 10)).containsExactly(range(7, 10), range(4, 6), range(0, 2));
        assertThat(missing(store, 2, 4)).isEmpty();
        assertThat(missing(store, 3, 5)).containsExactly(range(4, 5));
        assertThat(Await.result(store.missing(BTC, minute(0), minute(10), 2)))
                .containsExactly(range(7, 10), range(4, 6));
        // Open times within the range, wherever it begins and ends.
        assertThat(Await.result(store.missing(BTC, minute(3) + 1, minute(4) + 1, 9)))
                .containsExactly(range(4, 5));
        assertThat(Await.result(store.missing(BTC, minute(4) + 1, minute(5), 9)))
                .isEmpty();
    }

    @Test
    void aHoleOfTheExchangeIsNotMissing() {
        CandleStore store = writer();
        Await.result(store.addHole(BTC, range(2, 4)));
        assertThat(missing(store, 0, 10)).containsExactly(range(4, 10), range(0, 2));
        Await.result(store.write(List.of(candle(7, "1"))));
        Await.result(Future.all(
                store.addHole(BTC, range(8, 12)), store.addHole(BTC, range(4, 5)), store.addHole(BTC, range(1, 3))));

        assertThat(missing(store, 0, 10)).containsExactly(range(5, 7), range(0, 1));
        assertThat(missing(store, 2, 4)).isEmpty();
        assertThat(missing(store, 3, 6)).containsExactly(range(5, 6));
        assertThat(Await.result(store.missing(key("ETHUSDT"), minute(0), minute(3), 9)))
                .containsExactly(range(0, 3));
    }

    @Test
    void holesAreJoined() {
        CandleStore store = writer();
        for (long n : new long[] {3, 1, 5, 4, 2}) {
            Await.result(store.addHole(BTC, range(n, n + 1)));
        }
        Await.result(store.addHole(BTC, range(2, 3)));
        assertThat(missing(store, 0, 8)).containsExactly(range(6, 8), range(0, 1));
        assertThat(holes()).isEqualTo(1);
    }

    /** Rows of holes in the database. */
    abstract long holes();

    @Test
    void whatWasAcknowledgedIsThereAfterARestart() {
        CandleStore first = writer("one");
        List<Candle> candles =
                LongStream.range(0, 3_000).mapToObj(n -> candle(n, "1." + n)).toList();
        Await.result(first.write(candles));
        Await.result(first.close());

        // The lease was given back: nobody waits for its end.
        CandleStore second = writer("two");
        assertThat(all(second, BTC)).isEqualTo(candles);
    }

    @Test
    void writesAreAcknowledgedOnTheContextOfTheirCaller() {
        CandleStore store = writer();
        Future<Boolean> same = Future.future(promise -> vertx.runOnContext(ignored -> {
            var context = Vertx.currentContext();
            store.write(List.of(candle(1, "1")))
                    .onComplete(done -> promise.complete(Vertx.currentContext() == context));
        }));
        assertThat(Await.result(same)).isTrue();
    }

    @Test
    void oneNodeWritesAndAllRead() {
        CandleStore first = writer("one");
        CandleStore second = begin("two", Map.of());
        awaitState(second, "reader");
        assertThat(second.isWriter()).isFalse();
        assertThat(second.meters().toJson().getString("writer")).isEqualTo("one");

        Await.result(first.write(List.of(candle(1, "1"))));
        assertThat(all(second, BTC)).containsExactly(candle(1, "1"));
        assertThatThrownBy(() -> Await.result(second.write(List.of(candle(2, "2")))))
                .cause()
                .isInstanceOf(NotWriterException.class)
                .hasMessageContaining("one");
        assertThat(all(first, BTC)).containsExactly(candle(1, "1"));
    }

    @Test
    void anotherNodeTakesOverWhenTheWriterStops() {
        CandleStore first = writer("one");
        CandleStore second = begin("two", Map.of());
        awaitState(second, "reader");
        AtomicInteger became = new AtomicInteger();
        second.onWriter(became::incrementAndGet);
        assertThat(became).hasValue(0);
        Await.result(first.close());

        awaitWriter(second);
        Await.result(second.write(List.of(candle(2, "2"))));
        Await.until("it is told", () -> became.get() == 1);
        AtomicInteger late = new AtomicInteger();
        second.onWriter(late::incrementAndGet);
        Await.until("it is told at once", () -> late.get() == 1);
        assertThatThrownBy(() -> Await.result(first.write(List.of(candle(3, "3")))))
                .cause()
                .hasMessageContaining("closed");
    }

    @Test
    void manyStoresMayBeginAtOnce() {
        List<CandleStore> stores = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            stores.add(begin("node" + i, Map.of()));
        }
        for (CandleStore store : stores) {
            Await.until(
                    "it knows who writes",
                    () -> !store.meters().toJson().getString("writer").isEmpty());
        }
        assertThat(stores.stream().filter(CandleStore::isWriter)).hasSize(1);
        assertThat(stores)
                .allMatch(
                        store -> store.meters().toJson().getString("last_error").isEmpty());
    }

    @Test
    void candlesBeyondTheirAgeAreDeleted() {
        CandleStore before = writer();
        CandleKey hour = BTC.of(Interval.HOURS_1);
        List<Candle> minutes =
                LongStream.range(0, 3_000).mapToObj(n -> candle(n, "1")).toList();
        List<Candle> hours =
                LongStream.range(0, 50).mapToObj(n -> candle(hour, n, "1")).toList();
        Await.result(before.write(minutes));
        Await.result(before.write(hours));
        Await.result(before.addHole(BTC, new TimeRange(minute(-50), minute(-40))));
        Await.result(before.close());

        CandleStore store =
                begin("two", Map.of("TICKCAST_HISTORY_RETENTION", "1m=10h", "TICKCAST_HISTORY_BACKFILL", "1"));
        // They are counted before the deletion is committed.
        Await.until(
                "they are deleted",
                () -> store.meters().toJson().getLong("deleted_by_age") == 2_400
                        && all(store, BTC).size() == 600);
        // Those of the last ten hours that the store has, though all are old by the clock.
        assertThat(all(store, BTC)).isEqualTo(minutes.subList(2_400, 3_000));
        assertThat(all(store, hour)).isEqualTo(hours);
        Await.until("the hole is deleted, too", () -> holes() == 0);
    }
}
