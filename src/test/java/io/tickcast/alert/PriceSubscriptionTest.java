package io.tickcast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.market.BusSubscription;
import io.tickcast.testing.FakeConsumer;
import io.tickcast.time.NodeClock;
import io.vertx.core.eventbus.MessageConsumer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceSubscriptionTest {
    private final RuleBook book =
            new RuleBook(BigDecimal.ONE, new FiringLog(NodeClock.system(), Duration.ZERO, found -> {}));
    private final List<FakeConsumer> made = new ArrayList<>();
    private final PriceSubscription prices = new PriceSubscription(book, new BusSubscription(this::consumers));

    private List<MessageConsumer<?>> consumers() {
        FakeConsumer consumer = new FakeConsumer();
        made.add(consumer);
        return List.of(consumer.consumer());
    }

    private void putRule() {
        AlertRule rule = new AlertRule(
                "r",
                "owner",
                1,
                1,
                "BTCUSDT",
                "binance",
                new Threshold(Threshold.Kind.ABOVE, BigDecimal.TEN),
                false,
                "",
                List.of(),
                Instant.EPOCH);
        book.put(rule, RuleState.of(rule));
    }

    @Test
    void pricesAreHeardFromTheFirstRuleOn() {
        prices.registerIfNeeded();
        prices.registerAnew();
        assertThat(made).isEmpty();
        putRule();
        prices.registerIfNeeded();
        prices.registerIfNeeded();
        assertThat(made).hasSize(1);
    }

    @Test
    void aFailedRegistrationIsTriedAgain() {
        putRule();
        prices.registerIfNeeded();
        made.get(0).fail();
        prices.registerIfNeeded();
        assertThat(made).hasSize(2);
        made.get(1).known();
        prices.registerIfNeeded();
        assertThat(made).hasSize(2);
        assertThat(made.get(1).hasEnded()).isFalse();
    }
}
