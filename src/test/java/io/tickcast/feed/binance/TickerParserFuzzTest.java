package io.tickcast.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Channel;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Recording;
import io.tickcast.feed.Reading;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages of an exchange, changed at random: each is a tick that could be one, or a word for what it is not. */
class TickerParserFuzzTest {
    private static final long EVENT_TIME = 1_636_101_140_493L;
    private static final long LATEST = EVENT_TIME + 86_400_000L;
    private static final String GOOD = Frames.ticker("BTCUSDT", EVENT_TIME, "95000.10000000");
    private static final int COUNT = 20_000;

    private final Reading reading = new Reading(
            new BinanceProtocol(List.of("BTCUSDT", "RVNUSDT"), Set.of(Channel.TICKER), 1, false), EVENT_TIME * 1_000);

    @Test
    void aChangedMessageIsAPlausibleTickOrNone() {
        Tick good = reading.read(GOOD).ticks().get(0);
        Mutations messages = new Mutations(
                1,
                GOOD,
                Frames.combined("btcusdt@ticker", GOOD),
                Recording.rvn().frames().get(0),
                Frames.serverShutdown(EVENT_TIME),
                "{\"result\":null,\"id\":1}",
                "{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":1}");

        int ticks = messages.bytes(COUNT, message -> {
            String text = new String(message, StandardCharsets.ISO_8859_1);
            List<Tick> read = List.copyOf(reading.read(message).ticks());
            assertThat(read.size() + reading.others().size())
                    .as("what it was taken for")
                    .isEqualTo(1);
            read.forEach(tick -> assertPlausible(tick, text));
            assertThat(reading.read(GOOD).ticks())
                    .as("the good message after it")
                    .containsExactly(good);
            return !read.isEmpty();
        });

        assertThat(ticks).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    private static void assertPlausible(Tick tick, String message) {
        assertThat(tick.symbol()).isIn("BTCUSDT", "RVNUSDT");
        assertThat(tick.exchange()).isEqualTo("binance");
        assertThat(tick.eventTime()).isBetween(1L, LATEST);
        assertThat(tick.isTest() || tick.isStored() || tick.isDemo()).isFalse();
        assertThat(Double.parseDouble(tick.digits(DecimalField.PRICE))).isPositive();
        for (DecimalField field : DecimalField.values()) {
            String digits = tick.digits(field);
            assertThat(digits).matches("(-?(0|[1-9]\\d*)(\\.\\d+)?)?");
            // A message may write its digits as escapes; those that it does not are there as they are.
            assertThat(message.contains(digits) || message.contains("\\u"))
                    .as(field + " " + digits)
                    .isTrue();
        }
    }
}
