package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionCutoverTest {
    /** A handover keeps its next connection for others and never touches it. */
    private static final Connection UNTOUCHED = null;

    private final LatestPrices newest = new LatestPrices();
    private final List<Tick> released = new ArrayList<>();

    @BeforeEach
    void hearTheOld() {
        newest.accept(tick("A", 100));
        newest.accept(tick("B", 100));
    }

    private ConnectionCutover handover(String... ticking) {
        return new ConnectionCutover(UNTOUCHED, Set.of(ticking));
    }

    private static Tick tick(String symbol, long eventTime) {
        return trade(symbol, eventTime, 0);
    }

    private static Tick trade(String symbol, long eventTime, long id) {
        TickBuilder tick = new TickBuilder()
                .exchange("binance")
                .symbol(symbol)
                .eventTime(eventTime)
                .receivedAt(1)
                .tradeId(id);
        tick.figure(DecimalField.PRICE, "1.5");
        return tick.build();
    }

    private void hold(ConnectionCutover cutover, Tick tick) {
        cutover.hold(tick.symbol(), () -> newest.hasReached(tick), () -> released.add(tick));
    }

    private void old(ConnectionCutover cutover, String symbol, long eventTime) {
        old(cutover, tick(symbol, eventTime));
    }

    private void old(ConnectionCutover cutover, Tick tick) {
        newest.accept(tick);
        cutover.check(tick.symbol());
    }

    @Test
    void isIncompleteBeforeTheNewConnectionSpeaks() {
        assertThat(handover("A").isComplete()).isFalse();
        assertThat(handover().isComplete()).isFalse();
    }

    @Test
    void isCompleteOnceTheOldHasBroughtTheFirstTickOfTheNew() {
        ConnectionCutover cutover = handover("A");
        hold(cutover, tick("A", 103));
        hold(cutover, tick("A", 104));
        old(cutover, "A", 102);
        assertThat(cutover.isComplete()).isFalse();

        old(cutover, "A", 103);

        assertThat(cutover.isComplete()).isTrue();
        assertThat(released).isEmpty();
        cutover.release();
        assertThat(released).extracting(Tick::eventTime).containsExactly(103L, 104L);
    }

    @Test
    void waitsForTheTradeItselfWhereSeveralShareAMillisecond() {
        ConnectionCutover cutover = handover("A");
        hold(cutover, trade("A", 103, 9));
        old(cutover, trade("A", 103, 8));
        assertThat(cutover.isComplete()).isFalse();

        old(cutover, trade("A", 103, 9));

        assertThat(cutover.isComplete()).isTrue();
    }

    @Test
    void isCompleteAtOnceWhenTheOldIsAhead() {
        ConnectionCutover cutover = handover("A");
        hold(cutover, tick("A", 99));

        assertThat(cutover.isComplete()).isTrue();
    }

    @Test
    void waitsForEverySymbolThatTicks() {
        ConnectionCutover cutover = handover("A", "B");
        hold(cutover, tick("A", 100));
        assertThat(cutover.isComplete()).isFalse();

        hold(cutover, tick("B", 101));
        assertThat(cutover.isComplete()).isFalse();
        old(cutover, "B", 101);

        assertThat(cutover.isComplete()).isTrue();
    }

    @Test
    void waitsForNoSymbolThatIsSilentOnTheOld() {
        ConnectionCutover cutover = handover("A");
        hold(cutover, tick("C", 500));
        assertThat(cutover.isComplete()).isFalse();
        hold(cutover, tick("A", 100));

        assertThat(cutover.isComplete()).isTrue();
    }

    @Test
    void aStragglerOfTheNewDoesNotCompleteIt() {
        ConnectionCutover cutover = handover("A");
        hold(cutover, tick("A", 105));
        hold(cutover, tick("A", 100));

        assertThat(cutover.isComplete()).isFalse();
    }

    @Test
    void holdsNoMoreThanItsBound() {
        ConnectionCutover cutover = handover("A");
        for (int i = 1; i < 50_000; i++) {
            hold(cutover, tick("A", 100 + i));
        }
        assertThat(cutover.isComplete()).isFalse();
        hold(cutover, tick("A", 60_000));

        assertThat(cutover.isComplete()).isTrue();
    }
}
