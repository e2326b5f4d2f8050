package io.tickcast.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ticks without a time of their own are ordered by their arrival. */
class ArrivalOrderTest {
    private static final long MILLIS = 1_704_868_500_123L;

    private final LatestPrices latestPrices = new LatestPrices();
    private final ArrivalOrder here = new ArrivalOrder(1);
    private final ArrivalOrder there = new ArrivalOrder(2);

    private Optional<Tick> held() {
        return latestPrices.newest(Ticks.EXCHANGE, "A");
    }

    private Tick stamped(ArrivalOrder order, long millis) {
        TickBuilder tick = Ticks.builder("A", 1, "1");
        order.stamp(tick, held(), millis * 1_000, millis);
        return tick.build();
    }

    private void assertNews(Tick tick) {
        assertThat(latestPrices.accept(tick)).as(tick.toString()).isTrue();
    }

    @Test
    void allOfOneMillisecondAreNewAndOfThatMillisecond() {
        for (int i = 0; i < 10_000; i++) {
            Tick tick = stamped(here, MILLIS);
            assertNews(tick);
            assertThat(tick.eventTime()).isEqualTo(MILLIS);
            assertThat(tick.tradeId()).isZero();
        }
    }

    @Test
    void aClockThatWasSetBackMakesNoneARepeat() {
        assertNews(stamped(here, MILLIS));
        Tick later = stamped(here, MILLIS - 3_600_000);
        assertNews(later);
        assertThat(later.eventTime()).isEqualTo(MILLIS);
        // A node that was started anew with a clock that is behind.
        assertNews(stamped(new ArrivalOrder(3), MILLIS - 3_600_000));
    }

    @Test
    void oneIsNewerThanATickThatCameWithATimeAhead() {
        assertNews(Ticks.tick("A", MILLIS + 10_000, "1"));
        assertNews(stamped(here, MILLIS));
        assertNews(stamped(here, MILLIS));
        assertThat(latestPrices.accept(Ticks.tick("A", MILLIS + 10_000, "1"))).isFalse();
        assertNews(Ticks.tick("A", MILLIS + 10_002, "1"));
    }

    @Test
    void twoNodesAgreeWhichOfTwoIsTheNewestWhicheverCameFirst() {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ticks.add(stamped(here, MILLIS));
            ticks.add(stamped(there, MILLIS));
        }
        ticks.forEach(latestPrices::accept);
        LatestPrices others = new LatestPrices();
        for (int i = ticks.size() - 1; i >= 0; i--) {
            others.accept(ticks.get(i));
        }
        assertThat(others.newest(Ticks.EXCHANGE, "A")).isEqualTo(held());
        assertThat(ticks).extracting(Tick::order).doesNotHaveDuplicates();
    }
}
