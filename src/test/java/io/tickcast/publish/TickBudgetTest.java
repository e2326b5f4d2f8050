package io.tickcast.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TickBudgetTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final TickBudget budget = new TickBudget(0);

    @Test
    void aSecondsTicksMayComeAtOnceAndNoMore() {
        assertThat(budget.take(5_000, 0)).isZero();
        assertThat(budget.take(1, 0)).isEqualTo(SECOND / 5_000);
        assertThat(budget.take(5_000, 0)).isEqualTo(SECOND);
    }

    @Test
    void whatIsRefusedTakesNothing() {
        assertThat(budget.take(4_000, 0)).isZero();
        assertThat(budget.take(2_000, 0)).isEqualTo(SECOND / 5);
        assertThat(budget.take(1_000, 0)).isZero();
    }

    @Test
    void itFillsWithTimeUpToASecondsTicks() {
        budget.take(5_000, 0);
        assertThat(budget.isFull(SECOND / 2)).isFalse();
        assertThat(budget.take(2_500, SECOND / 2)).isZero();
        assertThat(budget.isFull(2 * SECOND)).isTrue();
        assertThat(budget.take(5_001, 10 * SECOND)).isPositive();
        assertThat(budget.take(5_000, 10 * SECOND)).isZero();
    }
}
