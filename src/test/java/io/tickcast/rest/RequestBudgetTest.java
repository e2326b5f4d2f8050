package io.tickcast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RequestBudget budget = new RequestBudget(new RestLimits.Share(10, Duration.ofSeconds(60)));

    @Test
    void theLimitHoldsInEveryWindow() {
        budget.spend(4, 0);
        budget.spend(6, 50 * SECOND);

        assertThat(budget.delayNanos(1, 55 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(budget.delayNanos(4, 55 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(budget.delayNanos(5, 55 * SECOND)).isEqualTo(55 * SECOND);
        assertThat(budget.delayNanos(4, 60 * SECOND)).isZero();
        assertThat(budget.used(60 * SECOND)).isEqualTo(0.6);
    }

    @Test
    void aRequestAboveTheLimitWaitsForAWindowOfItsOwn() {
        assertThat(budget.delayNanos(11, 0)).isZero();
        budget.spend(1, 0);
        assertThat(budget.delayNanos(11, 0)).isEqualTo(60 * SECOND);
        assertThat(budget.delayNanos(11, 60 * SECOND)).isZero();
    }

    @Test
    void requestsOfOthersThatTheExchangeHasCountedUseTheBudget() {
        budget.spend(2, 0);
        budget.counted(9, SECOND);
        budget.counted(3, SECOND);

        assertThat(budget.used(SECOND)).isEqualTo(0.9);
        assertThat(budget.delayNanos(2, SECOND)).isEqualTo(59 * SECOND);
        assertThat(budget.delayNanos(4, SECOND)).isEqualTo(60 * SECOND);
    }
}
