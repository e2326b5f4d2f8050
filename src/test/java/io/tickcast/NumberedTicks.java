package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Frames;
import io.tickcast.testing.SseEvent;
import java.util.List;

/** Ticks of a symbol that carry a number, from 1 on, in their event time, so that a missing one is seen. */
final class NumberedTicks {
    private static final long TIME = 1_704_868_500_000L;

    private NumberedTicks() {}

    static String frame(String symbol, long number) {
        return Frames.ticker(symbol, TIME + number, "0.01990000");
    }

    /** 0 for an event that is not a price. */
    static long number(SseEvent event) {
        return event.name().equals("price") ? event.json().getLong("event_time") - TIME : 0;
    }

    /** A tick may have come twice, around a reconnect. */
    static void assertNoneMissing(List<SseEvent> events) {
        assertThat(events).extracting(SseEvent::name).doesNotContain("reset");
        List<Long> numbers = events.stream()
                .map(NumberedTicks::number)
                .filter(n -> n > 0)
                .distinct()
                .sorted()
                .toList();
        assertThat(numbers).hasSize((int) (numbers.get(numbers.size() - 1) - numbers.get(0)) + 1);
    }
}
