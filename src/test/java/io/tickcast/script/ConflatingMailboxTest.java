package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConflatingMailboxTest {
    private final ConflatingMailbox inbox = new ConflatingMailbox();

    private boolean tick(String symbol, long time, String price) {
        return inbox.tick(Ticks.tick(symbol, time, price));
    }

    private List<String> emptied() {
        List<String> all = new ArrayList<>();
        for (Optional<ConflatingMailbox.Due> due = inbox.next(); due.isPresent(); due = inbox.next()) {
            ConflatingMailbox.Due next = due.get();
            all.add(next.tick()
                    .map(tick -> tick.symbol() + ' ' + tick.digits(DecimalField.PRICE))
                    .or(() -> next.candle().map(ConflatingMailboxTest::text))
                    .orElse("timer " + next.timer()));
        }
        return all;
    }

    @Test
    void keepsOfEachSymbolTheNewestAtTheFirstOnesTurn() {
        tick("A", 1, "1");
        tick("B", 1, "2");
        tick("A", 2, "3");

        assertThat(emptied()).containsExactly("A 3", "B 2");
        assertThat(inbox.conflated()).isEqualTo(1);
    }

    @Test
    void exchangesAreApart() {
        inbox.tick(Ticks.tick("A", 1, "1"));
        inbox.tick(Ticks.builder("A", 1, "2").exchange("other").build());

        assertThat(emptied()).containsExactly("A 1", "A 2");
    }

    @Test
    void aTimerThatIsDueAgainIsDueOnce() {
        inbox.timer(7);
        inbox.timer(8);
        inbox.timer(7);

        assertThat(emptied()).containsExactly("timer 7", "timer 8");
    }

    @Test
    void ticksAndTimersTakeTurns() {
        tick("A", 1, "1");
        tick("B", 1, "2");
        inbox.timer(7);
        assertThat(inbox.next().orElseThrow().timer()).isEqualTo(7);
        inbox.timer(7);
        inbox.timer(8);

        assertThat(emptied()).containsExactly("A 1", "timer 7", "B 2", "timer 8");
    }

    private static Candle candle(String symbol, long minute, String price, boolean closed) {
        return Candles.builder(symbol, Candles.DAY + minute * Candles.MINUTE, price, "1")
                .closed(closed)
                .build();
    }

    private static String text(Candle candle) {
        return candle.key().symbol()
                + ' '
                + (candle.time() - Candles.DAY) / Candles.MINUTE
                + ' '
                + candle.digits(CandleField.CLOSE)
                + (candle.isClosed() ? " closed" : "");
    }

    @Test
    void keepsOfEachSeriesTheNewestOpenCandleAndAllThatClosed() {
        inbox.candle(candle("A", 0, "1", false));
        inbox.candle(candle("B", 0, "2", false));
        inbox.candle(candle("A", 0, "3", false));
        inbox.candle(candle("A", 0, "4", true));
        inbox.candle(candle("A", 1, "5", false));
        inbox.candle(candle("A", 1, "6", true));
        inbox.candle(candle("A", 2, "7", false));
        inbox.candle(candle("A", 3, "8", false));

        assertThat(emptied()).containsExactly("B 0 2", "A 0 4 closed", "A 1 6 closed", "A 3 8");
        assertThat(inbox.dropped()).isZero();
    }

    @Test
    void closedCandlesBeyondTheBoundAreCounted() {
        for (int minute = 0; minute < ConflatingMailbox.MOST_CLOSED + 5; minute++) {
            inbox.candle(candle("A", minute, "1", false));
            inbox.candle(candle("A", minute, "2", true));
        }

        assertThat(inbox.dropped()).isEqualTo(5);
        assertThat(emptied()).hasSize(ConflatingMailbox.MOST_CLOSED);
    }

    @Test
    void ticksAndCandlesTakeTurns() {
        tick("A", 1, "1");
        tick("B", 1, "2");
        inbox.candle(candle("A", 0, "3", true));
        inbox.candle(candle("A", 1, "4", true));

        assertThat(emptied()).containsExactly("A 0 3 closed", "A 1", "A 1 4 closed", "B 2");
    }

    @Test
    void wakesWhoeverEmptiesItOnceUntilItIsEmpty() {
        assertThat(tick("A", 1, "1")).isTrue();
        assertThat(tick("A", 2, "1")).isFalse();
        assertThat(inbox.timer(1)).isFalse();
        inbox.next();
        assertThat(tick("B", 1, "1")).isFalse();
        emptied();
        assertThat(tick("B", 2, "1")).isTrue();
    }
}
