package io.tickcast.sse.replay;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.market.DecimalField;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.testing.TestSettings;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayLogTest {
    private static final long START = 1_000_000;
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    private final LatestPrices latestPrices = new LatestPrices();
    private final ReplayLog replayLog = history();

    private static ReplayLog history() {
        return new ReplayLog(Duration.ofSeconds(60), 100_000, Long.MAX_VALUE, CLOCKS, START, () -> 0);
    }

    /** @param receivedMillis after the start */
    private static Tick tick(String symbol, long eventTime, long receivedMillis) {
        return builder(symbol, eventTime, Long.toString(eventTime))
                .receivedAt((START + receivedMillis) * 1_000)
                .build();
    }

    private static Tick trade(long id, long eventTime, long receivedMillis) {
        return builder("A", eventTime, Long.toString(id))
                .tradeId(id)
                .receivedAt((START + receivedMillis) * 1_000)
                .build();
    }

    private Optional<Long> resumable(long id, long nowMillis) {
        return replayLog.resumable(Long.toString(id), nowMillis);
    }

    private void add(Tick tick) {
        if (latestPrices.accept(tick)) {
            replayLog.add(tick);
        }
    }

    private static List<Tick> kept(ReplayLog replayLog) {
        return LongStream.range(replayLog.buffer().tail(), replayLog.buffer().head())
                .mapToObj(replayLog.buffer()::at)
                .toList();
    }

    private static List<Tick> pieces(ReplayLog replayLog, LatestPrices latestPrices, int max) {
        List<Tick> all = new ArrayList<>();
        long from = 0;
        HistoryPage<Tick> piece;
        do {
            piece = replayLog.past(latestPrices, from, max);
            all.addAll(piece.entries());
            from = piece.next();
        } while (!piece.complete());
        return all;
    }

    private static List<String> texts(List<Tick> ticks) {
        return ticks.stream().map(Tick::toString).toList();
    }

    @Test
    void aCursorOfAClockThatIsAheadIsOneOfOurs() {
        add(tick("A", 1, 5_000));
        assertThat(resumable(START + 7_000, START + 4_000)).hasValue(START + 5_000);
        assertThat(resumable(START + 7_001, START + 4_000)).isEmpty();
    }

    @Test
    void aClientOfANodeThatHasHeardMoreIsWhereThisOneIs() {
        add(tick("A", 1, 5_000));
        assertThat(resumable(START + 9_000, START + 9_000)).hasValue(START + 5_000);
        assertThat(resumable(START + 11_000, START + 9_000)).hasValue(START + 5_000);
        assertThat(resumable(START + 11_001, START + 9_000))
                .as("nobody is there yet")
                .isEmpty();
    }

    @Test
    void aClientIsGivenWhatAnotherClockMayHaveCalledLater() {
        add(tick("A", 1, 5_000));
        add(tick("A", 2, 8_000));
        add(tick("A", 3, 8_500));
        assertThat(replayLog.buffer().at(replayLog.position(START + 10_000, 0)).eventTime())
                .isEqualTo(2);
        assertThat(replayLog
                        .buffer()
                        .at(replayLog.position(START + 10_000, 3_000))
                        .eventTime())
                .isEqualTo(1);
    }

    @Test
    void whatMayBeMissingIsNotResumed() {
        assertThat(resumable(START, START)).isEmpty();
        assertThat(resumable(START + 2_000, START)).hasValue(START);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1_000})
    void itsPiecesAreAllOfItInOrder(int max) {
        for (int i = 1; i <= 10; i++) {
            add(tick("A", i, i));
        }
        assertThat(texts(pieces(replayLog, latestPrices, max)))
                .isEqualTo(texts(kept(replayLog)))
                .hasSize(10);
        assertThat(replayLog.past(latestPrices, 0, max).coversFrom()).isEqualTo(START);
    }

    @Test
    void piecesBeginWithThePricesThatAreOlder() {
        add(tick("OLD", 1, -100_000));
        for (int i = 1; i <= 3; i++) {
            add(tick("A", i, i * 59_000L));
        }
        assertThat(pieces(replayLog, latestPrices, 1)).extracting(Tick::symbol).containsExactly("OLD", "A", "A");
    }

    @Test
    void whatAStoreKeptIsNobodysPast() {
        latestPrices.accept(
                builder("A", 1, "1").stored().receivedAt(START * 1_000 - 1).build());
        assertThat(pieces(replayLog, latestPrices, 10)).isEmpty();
    }

    @Test
    void anEmptyOneIsOnePiece() {
        HistoryPage<Tick> past = replayLog.past(latestPrices, 0, 10);
        assertThat(past.complete()).isTrue();
        assertThat(past.entries()).isEmpty();
    }

    @Test
    void mergedItHasEachTickOnceAndCoversWhatTheOtherDid() {
        add(tick("A", 5, 500));
        add(tick("A", 6, 600));
        long oldest = replayLog.buffer().tail();
        replayLog.merge(List.of(tick("A", 3, 300), tick("A", 4, 400), tick("A", 5, 505)), START - 50_000);
        assertThat(kept(replayLog)).extracting(Tick::eventTime).containsExactly(3L, 4L, 5L, 6L);
        assertThat(replayLog.buffer().covers(START - 50_000)).isTrue();
        assertThat(replayLog.buffer().covers(START - 50_001)).isFalse();
        assertThat(replayLog.buffer().holds(oldest)).as("positions go on").isFalse();
        assertThat(replayLog.cursor()).isEqualTo(START + 600);
    }

    @Test
    void mergedItHasEachTradeOfAMillisecondInItsPlace() {
        add(trade(1, 10, 100));
        add(trade(2, 10, 101));
        add(trade(6, 12, 140));
        // A ticker of the last trade that was sent at 13, before the trade of 12 was heard.
        replayLog.merge(
                List.of(
                        trade(2, 10, 90),
                        trade(3, 10, 91),
                        trade(4, 10, 92),
                        trade(5, 11, 93),
                        trade(5, 13, 94),
                        trade(6, 12, 95)),
                START - 50_000);
        assertThat(kept(replayLog)).extracting(Tick::tradeId).containsExactly(1L, 2L, 3L, 4L, 5L, 5L, 6L);
    }

    @Test
    void tellsWhichTradesOfAMillisecondItDoesNotHold() {
        add(trade(1, 10, 100));
        add(trade(3, 10, 100));
        Tick hole = trade(2, 10, 100);
        assertThat(replayLog.missing(List.of(trade(1, 10, 101), hole, trade(3, 10, 101))))
                .containsExactly(hole);
    }

    @Test
    void anotherOneThatBeganLaterTakesNothingAway() {
        add(tick("A", 1, 100));
        replayLog.merge(List.of(tick("A", 2, 51_000)), START + 50_000);
        assertThat(replayLog.buffer().covers(START)).isTrue();
    }

    @Test
    void whatWasLostIsNotResumedUntilAnotherGivesIt() {
        add(tick("A", 1, 100));
        replayLog.lost(START + 30_000);
        add(tick("A", 9, 31_000));
        assertThat(resumable(START + 10_000, START + 31_000)).isEmpty();
        assertThat(resumable(START + 32_000, START + 31_000)).isPresent();
        replayLog.merge(List.of(tick("A", 1, 100), tick("A", 2, 15_000)), START);
        assertThat(resumable(START + 10_000, START + 31_000)).isPresent();
        assertThat(kept(replayLog)).extracting(Tick::eventTime).containsExactly(1L, 2L, 9L);
    }

    @Test
    void whatWasLostIsNotResumedThoughOlderTicksGo() {
        add(tick("A", 1, 100));
        replayLog.lost(START + 30_000);
        add(tick("A", 9, 61_000));
        assertThat(resumable(START + 20_000, START + 61_000)).isEmpty();
    }

    @Test
    void whatTheOtherCannotKnowIsNotResumed() {
        add(tick("A", 5, 100_000));
        replayLog.merge(List.of(tick("A", 1, -300_000), tick("A", 4, 50_000)), 1);
        assertThat(resumable(START - 200_000, START + 100_000))
                .as("longer ago than anything is kept")
                .isEmpty();
        assertThat(resumable(START + 45_000, START + 100_000)).isPresent();
        assertThat(kept(replayLog)).extracting(Tick::eventTime).containsExactly(4L, 5L);
    }

    @Test
    void whatIsOlderThanTheOtherCoversIsNotKept() {
        replayLog.merge(List.of(tick("OLD", 1, -70_000), tick("A", 1, 1)), START - 60_000);
        assertThat(kept(replayLog)).extracting(Tick::symbol).containsExactly("A");
    }

    @Test
    void tellsWhatItDoesNotHoldHoweverMuchLaterItHeardOthers() {
        add(tick("A", 1, 100));
        add(tick("A", 3, 300));
        add(tick("B", 2, 350));
        Tick otherLine = tick("A", 3, 301);
        Tick hole = tick("A", 2, 200);
        assertThat(replayLog.missing(List.of(tick("A", 1, 100), hole, otherLine)))
                .containsExactly(hole);
        assertThat(replayLog.missing(List.of(otherLine))).isEmpty();
        assertThat(replayLog.missing(List.of())).isEmpty();
    }

    @Test
    void theCursorNeverGoesBack() {
        add(tick("A", 1, 100));
        replayLog.merge(List.of(tick("A", 2, 900)), START);
        add(tick("B", 1, 500));
        assertThat(replayLog.cursor()).isEqualTo(START + 900);
        assertThat(replayLog.position(START + 2_900, 0))
                .isEqualTo(replayLog.buffer().head() - 2);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverTheClocksOfTwoLinesSayTheTicksOfASymbolStayInOrder(long seed) {
        Random random = new Random(seed);
        ReplayLog other = history();
        LatestPrices otherBook = new LatestPrices();
        for (int i = 1; i <= 2_000; i++) {
            String symbol = "S" + random.nextInt(5);
            int received = i * 10 + 300;
            // Each line has its own clock, each node hears either first; now and then one hears nothing for a while.
            Tick first = tick(symbol, i, received + random.nextInt(300));
            Tick second = tick(symbol, i, received - random.nextInt(300));
            if (i % 500 > 200) {
                add(random.nextBoolean() ? first : second);
            }
            Tick heard = random.nextBoolean() ? first : second;
            if (otherBook.accept(heard)) {
                other.add(heard);
            }
        }
        replayLog.merge(pieces(other, otherBook, 100), other.buffer().coveredFrom());
        assertThat(kept(replayLog)).hasSize(2_000);
        for (int s = 0; s < 5; s++) {
            String symbol = "S" + s;
            assertThat(kept(replayLog).stream()
                            .filter(tick -> tick.symbol().equals(symbol))
                            .map(Tick::eventTime))
                    .isSorted();
        }
        for (int i = 0; i < 100; i++) {
            long missed = 1L + random.nextInt(1_999);
            long at = START + missed * 10 + 600;
            long position = replayLog.position(at, 0);
            Set<Long> replayed = kept(replayLog).stream()
                    .skip(position - replayLog.buffer().tail())
                    .map(Tick::eventTime)
                    .collect(Collectors.toSet());
            assertThat(LongStream.rangeClosed(missed, 2_000).filter(time -> !replayed.contains(time)))
                    .as("what is not replayed after " + missed)
                    .isEmpty();
        }
    }

    /** A span is longer than a minute by what a cursor may be behind. */
    @Test
    void theDefaultsHoldAMinuteOf500SymbolsWith20TradesASecondEach() {
        Settings.Stream settings = TestSettings.with(Map.of("TICKCAST_STREAM_HEARTBEAT", "15s")).stream();
        TickCodec codec = new TickCodec();
        Function<Long, Tick> trade = id -> {
            TickBuilder tick = builder("BTCUSDT", id, "95000.12000000").tradeId(id);
            for (DecimalField field : DecimalField.values()) {
                tick.figure(field, "95000.12000000");
            }
            return codec.transform(tick.build());
        };
        int alone = trade.apply(1L).heapBytes();
        long perTick = trade.apply(2L).heapBytes();
        assertThat(perTick).as("shares figures").isLessThan(alone);
        ReplayState state = new ReplayLog(settings, CLOCKS, NodeClock.system()).state(START);
        long ticks = 10_000 * state.spanMillis() / 1_000;
        assertThat(ticks).isBetween(600_000L, (long) state.maxTicks());
        assertThat(ticks * perTick).isLessThan(state.maxBytes());
    }
}
