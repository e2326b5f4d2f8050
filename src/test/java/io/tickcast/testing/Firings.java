package io.tickcast.testing;

import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.alert.rule.Firing;
import java.math.BigDecimal;
import java.time.Instant;

/** Alerts that fired. */
public final class Firings {
    private Firings() {}

    /** One of the rule {@code alert} of its owner, at this price. */
    public static Firing firing(String id, String owner, String price) {
        return new Firing(
                id,
                "alert",
                owner,
                "BTCUSDT",
                Ticks.EXCHANGE,
                price,
                12,
                new Threshold(Threshold.Kind.ABOVE, new BigDecimal("100000")),
                "",
                Instant.ofEpochMilli(1_704_868_500_000L),
                false);
    }
}
