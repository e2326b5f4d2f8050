package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectBudgetTest {
    private static final long START = Long.MAX_VALUE - 7;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long WINDOW = Duration.ofMinutes(5).toNanos();

    private final ConnectBudget budget = new ConnectBudget(2, Duration.ofMinutes(5));

    @Test
    void withinTheLimitNothingWaits() {
        assertThat(budget.delayMillis(START)).isZero();
        budget.spend(START);
        assertThat(budget.delayMillis(START)).isZero();
    }

    @Test
    void theNextAttemptWaitsUntilTheOldestIsFiveMinutesOld() {
        budget.spend(START);
        budget.spend(START + 10 * SECOND);

        assertThat(budget.delayMillis(START + 60 * SECOND)).isBetween(240_000L, 240_001L);
        assertThat(budget.delayMillis(START + WINDOW - 1)).isEqualTo(1);
        assertThat(budget.delayMillis(START + WINDOW)).isZero();
    }

    @Test
    void anyFiveMinutesHoldNoMoreThanTheLimit() {
        long now = START;
        for (int i = 0; i < 100; i++) {
            now += budget.delayMillis(now) * 1_000_000;
            assertThat(budget.delayMillis(now)).isZero();
            budget.spend(now);
        }

        assertThat(now - START).isBetween(49 * WINDOW, 49 * WINDOW + 100 * SECOND);
    }

    @Test
    void aHalfIsSpreadSoThatNoAttemptIsFarAway() {
        ConnectBudget spread = ConnectBudget.spread(90, Duration.ofMinutes(5));
        long now = START;
        for (int i = 0; i < 300; i++) {
            long delay = spread.delayMillis(now);
            assertThat(delay).isBetween(0L, i < 45 ? 0L : 6_667L);
            now += delay * 1_000_000;
            spread.spend(now);
        }
        assertThat(now - START).isGreaterThan(3 * WINDOW);
    }

    @Test
    void aPartHasItsOwnLimitAndCountsInTheWhole() {
        ConnectBudget whole = new ConnectBudget(8, Duration.ofMinutes(5));
        ConnectBudget part = whole.part(4);
        part.spend(START);
        part.spend(START);

        assertThat(part.delayMillis(START)).isPositive();
        assertThat(whole.delayMillis(START)).isZero();
        for (int i = 0; i < 6; i++) {
            whole.spend(START);
        }
        assertThat(whole.delayMillis(START)).isPositive();
    }

    @Test
    void aPartWaitsForTheWhole() {
        ConnectBudget part = budget.part(4);
        assertThat(part.delayMillis(START)).isZero();
        budget.spend(START);
        assertThat(part.delayMillis(START)).isZero();
        budget.spend(START);

        assertThat(part.delayMillis(START)).isPositive();
    }
}
