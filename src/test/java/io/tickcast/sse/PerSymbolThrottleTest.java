package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.PriceWindow;
import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PerSymbolThrottleTest {
    private static final long INTERVAL = 1_000;
    /** Limit of the time that a tick waits longer than the interval. */
    private static final long EXTRA = INTERVAL / 10;
    /** A time of the grid. */
    private static final long START = -5_000;

    private static final int BITCOIN = 0;
    private static final int ETHER = 1;

    private final Tick first = tick("BTCUSDT", 1, "1");
    private final Tick second = tick("BTCUSDT", 2, "2");
    private final Tick third = tick("BTCUSDT", 3, "3");
    private final PerSymbolThrottle throttle = new PerSymbolThrottle(INTERVAL, START);
    private long sequence;

    private List<Tick> admit(long now, Tick... ticks) {
        return admitted(now, true, ticks).stream().map(SequencedTick::tick).toList();
    }

    private List<SequencedTick> admitted(long now, boolean withWindows, Tick... ticks) {
        for (Tick tick : ticks) {
            throttle.add(arrival(tick), now, withWindows);
        }
        return throttle.release(now).inOrder();
    }

    private SequencedTick arrival(Tick tick) {
        return Arrivals.of(tick, sequence++, tick.symbol().startsWith("BTC") ? BITCOIN : ETHER);
    }

    private List<Tick> due(long now) {
        return admit(now);
    }

    @Test
    void theFirstTickOfASymbolLeavesAtOnce() {
        throttle.add(arrival(first), START, false);
        assertThat(throttle.isReady()).isTrue();
        assertThat(throttle.isHolding()).isFalse();
        assertThat(due(START)).containsExactly(first);
        assertThat(throttle.isReady()).isFalse();
    }

    @Test
    void withinTheIntervalATickWaits() {
        admit(START, first);
        assertThat(admit(START + INTERVAL - 1, second)).isEmpty();
        assertThat(throttle.isReady()).isFalse();
        assertThat(throttle.heldUntil()).isEqualTo(START + INTERVAL);
        assertThat(due(START + INTERVAL - 1)).isEmpty();
        assertThat(due(START + INTERVAL)).containsExactly(second);
        assertThat(throttle.isHolding()).isFalse();
    }

    @Test
    void afterTheIntervalATickLeavesAtOnce() {
        admit(START + 400, first);
        assertThat(admit(START + 400 + INTERVAL, second)).containsExactly(second);
    }

    @Test
    void onlyTheNewestWaits() {
        admit(START, first);
        admit(START + 1, second);
        admit(START + 2, third);
        assertThat(due(START + INTERVAL)).containsExactly(third);
        assertThat(due(START + 2 * INTERVAL)).isEmpty();
    }

    @Test
    void ofSeveralInOneFlushOnlyTheNewestLeaves() {
        assertThat(admit(START, first, second, third)).containsExactly(third);
        assertThat(throttle.isReady()).isFalse();
        assertThat(throttle.isHolding()).isFalse();
    }

    @Test
    void aFlushThatIsLateDoesNotMoveTheGrid() {
        admit(START, first);
        admit(START + 1, second);
        due(START + INTERVAL + 300);
        admit(START + INTERVAL + 400, third);
        assertThat(throttle.heldUntil()).isEqualTo(START + 2 * INTERVAL);
    }

    @Test
    void afterAPauseOfTheLoopAnIntervalBeginsAnew() {
        admit(START, first);
        admit(START + 1, second);
        long late = START + 7 * INTERVAL + 300;
        assertThat(due(late)).containsExactly(second);
        assertThat(admit(late + 1, third)).isEmpty();
        assertThat(throttle.heldUntil()).isGreaterThanOrEqualTo(late + INTERVAL);
    }

    @Test
    void eachSymbolHasItsOwnInterval() {
        Tick ether = tick("ETHUSDT", 1, "1");
        Tick later = tick("ETHUSDT", 2, "2");
        admit(START, first);
        assertThat(admit(START + 400, ether, second)).containsExactly(ether);
        admit(START + 500, later);
        assertThat(throttle.heldUntil()).isEqualTo(START + INTERVAL);
        assertThat(due(START + INTERVAL)).containsExactly(second);
        assertThat(throttle.heldUntil()).as("nearer to the grid").isEqualTo(START + 400 + INTERVAL + EXTRA);
        assertThat(due(START + 400 + INTERVAL + EXTRA)).containsExactly(later);
    }

    @Test
    void aSymbolThatIsAlwaysBusyComesToTheGridAndStaysThere() {
        long now = START + 400;
        admit(now, first);
        for (long grid : new long[] {1_500, 2_600, 3_700, 4_800, 5_900, 7_000, 8_000, 9_000}) {
            admit(now + 1, second);
            now = START + grid;
            assertThat(throttle.heldUntil()).isEqualTo(now);
            assertThat(due(now)).containsExactly(second);
        }
    }

    @Test
    void aTestTickNeverWaits() {
        Tick test = builder("BTCUSDT", 9, "9").test().build();
        admit(START, first);
        assertThat(admit(START + 1, test)).containsExactly(test);
        assertThat(admit(START + 2, second)).isEmpty();
        assertThat(due(START + INTERVAL)).containsExactly(second);
    }

    @Test
    void theOneThatLeavesStandsForThoseThatItLeavesOut() {
        admit(START, first);
        admit(START + 1, tick("BTCUSDT", 2, "9.50"), tick("BTCUSDT", 3, "10.1"));
        admit(START + 2, tick("BTCUSDT", 4, "0.7"));
        admit(START + 3, tick("BTCUSDT", 5, "5"));
        PriceWindow window = admitted(START + INTERVAL, true).get(0).window();
        assertThat(window.highest().digits(DecimalField.PRICE)).isEqualTo("10.1");
        assertThat(window.lowest().digits(DecimalField.PRICE)).isEqualTo("0.7");
        assertThat(window.count()).isEqualTo(4);
    }

    @Test
    void theOneAfterItStandsForItselfAgain() {
        admit(START, first);
        admit(START + 1, second, third);
        due(START + INTERVAL);
        SequencedTick alone =
                admitted(START + 2 * INTERVAL, true, tick("BTCUSDT", 9, "4")).get(0);
        assertThat(alone.window()).isEqualTo(PriceWindow.of(alone.tick()));
    }

    @Test
    void whereNobodyWantsWindowsATickIsSharedAsItCame() {
        admit(START, first);
        SequencedTick shared = arrival(third);
        throttle.add(arrival(second), START + 1, false);
        throttle.add(shared, START + 2, false);
        assertThat(throttle.release(START + INTERVAL).inOrder()).singleElement().isSameAs(shared);
    }

    @Test
    void whatLeavesTogetherIsInTheOrderOfItsArrival() {
        admit(START, first, tick("ETHUSDT", 1, "1"));
        Tick ether = tick("ETHUSDT", 2, "2");
        Tick test = builder("ETHUSDT", 3, "77").test().build();
        admit(START + 1, second, ether);
        assertThat(admit(START + INTERVAL, test, third)).containsExactly(ether, test, third);
    }

    @Test
    void whatWasHeldBackIsToldApart() {
        admit(START, first);
        admit(START + 1, second);
        Tick ether = tick("ETHUSDT", 1, "1");
        throttle.add(arrival(ether), START + INTERVAL + 7, false);
        TickQueue.Released released = throttle.release(START + INTERVAL + 7);
        assertThat(released.prompt()).extracting(SequencedTick::tick).containsExactly(ether);
        assertThat(released.held()).extracting(SequencedTick::tick).containsExactly(second);
        assertThat(released.due()).isEqualTo(START + INTERVAL);
    }

    /**
     * Symbols that tick at random, for 50 intervals, then silence; flushes are as late as a loop that has more to do.
     *
     * @param gap   mean time between two ticks of a symbol
     * @param delay limit of the delay of a flush
     */
    @ParameterizedTest
    @CsvSource({"1, 10, 0", "2, 100, 0", "3, 400, 0", "4, 1000, 0", "5, 3000, 0", "6, 10, 90", "7, 700, 90"})
    void noSymbolComesTooOftenAndTheLastOfEachComesSoon(long seed, int gap, int delay) {
        Random random = new Random(seed);
        int symbols = 40;
        Map<Integer, Long> nextTick = new HashMap<>();
        Map<Integer, Long> arrived = new HashMap<>();
        Map<Integer, Long> newest = new HashMap<>();
        Map<Integer, Long> sent = new HashMap<>();
        Map<Integer, Long> sentPrice = new HashMap<>();
        for (int symbol = 0; symbol < symbols; symbol++) {
            nextTick.put(symbol, START + 17 + random.nextInt(2 * gap));
        }
        long end = START + 50 * INTERVAL;
        long flushAt = Long.MAX_VALUE;
        for (long now = START; now < end + 2 * INTERVAL; now++) {
            for (int symbol = 0; now < end && symbol < symbols; symbol++) {
                if (nextTick.get(symbol) == now) {
                    nextTick.put(symbol, now + 1 + random.nextInt(2 * gap));
                    Tick tick = tick("S" + symbol, now - START + 1, Long.toString(now - START + 1));
                    throttle.add(Arrivals.of(tick, sequence++, symbol), now, false);
                    newest.put(symbol, now - START + 1);
                    arrived.putIfAbsent(symbol, now);
                }
            }
            if (isDue(now) && flushAt == Long.MAX_VALUE) {
                flushAt = now + (delay == 0 ? 0 : random.nextInt(delay));
            }
            if (now >= flushAt) {
                flushAt = Long.MAX_VALUE;
                for (SequencedTick left : throttle.release(now).inOrder()) {
                    Long before = sent.put(left.symbol(), now);
                    if (before != null) {
                        assertThat(now - before).as("not too often").isGreaterThanOrEqualTo(INTERVAL - delay);
                    }
                    assertThat(now - arrived.remove(left.symbol()))
                            .as("not too late")
                            .isLessThanOrEqualTo(INTERVAL + EXTRA + delay);
                    sentPrice.put(left.symbol(), left.tick().eventTime());
                }
            }
        }
        assertThat(sentPrice).as("the last of each symbol").isEqualTo(newest);
        assertThat(throttle.isReady() || throttle.isHolding()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void symbolsThatAreAlwaysBusyLeaveTogether(long seed) {
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        for (long now = START + 1; now < START + 40 * INTERVAL; now++) {
            int symbol = random.nextInt(50);
            // They begin at different times of the first interval.
            if (now > START + 20L * symbol) {
                throttle.add(Arrivals.of(tick("S" + symbol, now - START, "1"), sequence++, symbol), now, false);
            }
            if (isDue(now)) {
                int left = throttle.release(now).inOrder().size();
                if (now > START + 14 * INTERVAL) {
                    assertThat(left).isEqualTo(50);
                    times.add(now);
                }
            }
        }
        assertThat(times).hasSize(25);
        assertThat(times).as("the grid does not drift").allMatch(time -> (time - START) % INTERVAL == 0);
    }

    private boolean isDue(long now) {
        return throttle.isReady() || (throttle.isHolding() && throttle.heldUntil() <= now);
    }
}
