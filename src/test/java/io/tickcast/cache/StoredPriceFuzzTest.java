package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.testing.Mutations;
import io.tickcast.testing.SetTime;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Values of a store that other programs write to, changed at random: each is a price or is refused. */
class StoredPriceFuzzTest {
    private static final Instant NOW = Instant.parse("2026-01-10T07:16:00Z");
    private static final long NOW_MICROS = NOW.toEpochMilli() * 1_000;
    private static final long[] LIVES = {-2, -1, 0, 1, 59_500, 60_000, 3_600_000};
    private static final int COUNT = 30_000;
    private static final Pattern WITH_EXPONENT = Pattern.compile("[0-9][eE][+-]?[0-9]");

    private final StoredPriceReader reader =
            new StoredPriceReader("binance", Duration.ofSeconds(60), new NodeClock(new SetTime(NOW.toEpochMilli()), 0));
    private int read;

    @Test
    void aStoredTextIsAPriceOrIsRefused() {
        String price = "{\"symbol\": \"BTCUSDT\", \"price\": 95000.00, \"change_24h\": -2.50, \"timestamp\": ";
        Mutations texts = new Mutations(
                12,
                price + "\"2026-01-10T07:15:00.123Z\"}",
                price + "\"2026-01-10 07:15:00+01:00\"}",
                price + "1768029300.123}",
                price + "1768029300123, \"demo\": false}");

        int prices = texts.texts(COUNT, text -> {
            Tick tick;
            try {
                tick = reader.read("BTCUSDT", new StoredEntry("price:BTCUSDT", text, LIVES[read++ % LIVES.length]));
            } catch (RefusedPriceException refused) {
                assertThat(refused).hasMessageStartingWith("it");
                return false;
            }
            assertPlausible(tick, text);
            return true;
        });

        assertThat(prices).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    private static void assertPlausible(Tick tick, String text) {
        assertThat(tick.symbol()).isEqualTo("BTCUSDT");
        assertThat(tick.isStored() && !tick.isDemo() && !tick.isTest()).isTrue();
        assertThat(Double.parseDouble(tick.digits(DecimalField.PRICE))).isPositive();
        if (!WITH_EXPONENT.matcher(text).find()) {
            assertThat(text).contains(tick.digits(DecimalField.PRICE), tick.digits(DecimalField.CHANGE_24H));
        }
        assertThat(tick.digits(DecimalField.CHANGE_24H)).matches("(-?(0|[1-9]\\d*)(\\.\\d+)?)?");
        assertThat(tick.eventTime()).isBetween(1L, NOW.toEpochMilli());
        assertThat(tick.receivedAt()).isLessThanOrEqualTo(NOW_MICROS);
    }
}
