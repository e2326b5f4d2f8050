package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Condition;
import io.tickcast.alert.rule.Firing;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Firings of tests: {@code BTCUSDT is above 100000: 100000.10 (binance)}. */
final class Firings {
    static final Instant TIME = Instant.parse("2026-01-05T10:00:00.120Z");

    private Firings() {}

    static Firing firing(String note) {
        return firing("f1", note, TIME);
    }

    private static Firing firing(String id, String note, Instant time) {
        Condition above = new Condition.Threshold(Condition.Threshold.Kind.ABOVE, new BigDecimal("100000"));
        return new Firing(id, "a1", "ann", "BTCUSDT", "binance", "100000.10", 45, above, note, time, false);
    }

    /** As many firings, with the notes {@code no. 1}, {@code no. 2}, ..., the oldest first. */
    static List<Firing> several(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> firing("f" + i, "no. " + i, TIME.plusSeconds(i)))
                .toList();
    }
}
