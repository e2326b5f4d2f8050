package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.PriceWindow;
import io.tickcast.market.Tick;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PerSymbolThrottleTest {
    private static final long INTERVAL = 1_000;
    private static final long START = -5_000;
    private static final int BITCOIN = 0;
    private static final int ETHER = 1;

    private final Tick first = tick("BTCUSDT", 1, "1");
    private final Tick second = tick("BTCUSDT", 2, "2");
    private final Tick third = tick("BTCUSDT", 3, "3");
    private final PerSymbolThrottle throttle = new PerSymbolThrottle(INTERVAL);
    private long sequence;

    private List<Tick> admit(long now, Tick... ticks) {
        return throttle.admit(Stream.of(ticks).map(this::arrival).toList(), now).stream()
                .map(SequencedTick::tick)
                .toList();
    }

    private SequencedTick arrival(Tick tick) {
        return Arrivals.of(tick, sequence++, tick.symbol().startsWith("BTC") ? BITCOIN : ETHER);
    }

    private List<Tick> due(long now) {
        return throttle.due(now).stream().map(SequencedTick::tick).toList();
    }

    @Test
    void theFirstTickOfASymbolLeavesAtOnce() {
        assertThat(admit(START, first)).containsExactly(first);
        assertThat(throttle.nextDue(START)).isEmpty();
    }

    @Test
    void withinTheIntervalATickWaits() {
        admit(START, first);
        assertThat(admit(START + INTERVAL - 1, second)).isEmpty();
        assertThat(throttle.nextDue(START + INTERVAL - 1)).hasValue(1);
        assertThat(due(START + INTERVAL - 1)).isEmpty();
        assertThat(due(START + INTERVAL)).containsExactly(second);
    }

    @Test
    void afterTheIntervalATickLeavesAtOnce() {
        admit(START, first);
        assertThat(admit(START + INTERVAL, second)).containsExactly(second);
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
    void ofSeveralInOnePassOnlyTheNewestLeaves() {
        assertThat(admit(START, first, second, third)).containsExactly(third);
        assertThat(throttle.nextDue(START)).isEmpty();
    }

    @Test
    void aTickThatWaitedStartsTheIntervalAnew() {
        admit(START, first);
        admit(START + 1, second);
        due(START + INTERVAL + 300);
        assertThat(admit(START + 2 * INTERVAL, third)).isEmpty();
        assertThat(throttle.nextDue(START + 2 * INTERVAL)).hasValue(300);
    }

    @Test
    void eachSymbolHasItsOwnInterval() {
        Tick ether = tick("ETHUSDT", 1, "1");
        admit(START, first);
        assertThat(admit(START + 400, ether, second)).containsExactly(ether);
        admit(START + 500, tick("ETHUSDT", 2, "2"));
        assertThat(throttle.nextDue(START + 500)).hasValue(500);
        assertThat(due(START + INTERVAL)).containsExactly(second);
        assertThat(throttle.nextDue(START + INTERVAL)).hasValue(400);
    }

    @Test
    void whatIsLongDueIsDueNow() {
        admit(START, first);
        admit(START + 1, second);
        assertThat(throttle.nextDue(START + 10 * INTERVAL)).hasValue(0);
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
        PriceWindow window = throttle.due(START + INTERVAL).get(0).window();
        assertThat(window.highest().digits(DecimalField.PRICE)).isEqualTo("10.1");
        assertThat(window.lowest().digits(DecimalField.PRICE)).isEqualTo("0.7");
        assertThat(window.count()).isEqualTo(4);
    }

    @Test
    void theOneAfterItStandsForItselfAgain() {
        admit(START, first);
        admit(START + 1, second, third);
        throttle.due(START + INTERVAL);
        SequencedTick alone = throttle.admit(List.of(arrival(tick("BTCUSDT", 9, "4"))), START + 2 * INTERVAL)
                .get(0);
        assertThat(alone.window()).isEqualTo(PriceWindow.of(alone.tick()));
    }

    @Test
    void whatLeavesTogetherIsInTheOrderOfItsArrival() {
        admit(START, first, tick("ETHUSDT", 1, "1"));
        Tick ether = tick("ETHUSDT", 2, "2");
        Tick test = builder("ETHUSDT", 3, "77").test().build();
        admit(START + 1, second, ether);
        assertThat(admit(START + INTERVAL, test, third)).containsExactly(ether, test, third);
    }
}
