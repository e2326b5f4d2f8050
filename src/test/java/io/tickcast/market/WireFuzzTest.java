package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickcast.testing.Mutations;
import io.tickcast.testing.Ticks;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of the event bus, changed at random. */
class WireFuzzTest {
    private static final TickCodec CODEC = new TickCodec();
    private static final int COUNT = 30_000;

    private static byte[] wire(Tick tick) {
        Buffer wire = Buffer.buffer();
        CODEC.encodeToWire(wire, tick);
        return wire.getBytes();
    }

    private static byte[] full() {
        TickBuilder tick = Ticks.builder("BTCUSDT", 1_768_028_400_123L, "95000.00")
                .tradeId(5_700_000_000L)
                .side(Side.BUY);
        for (DecimalField field : DecimalField.values()) {
            Ticks.set(tick, field, "12345." + field.ordinal());
        }
        return wire(tick.build());
    }

    @Test
    void bytesAreATickThatCouldBeOneOrAreRefused() {
        Mutations bytes =
                new Mutations(2, List.of(full(), wire(Ticks.tick("币安人生USDT", 1_768_028_400_123L, "0.00000001"))));

        int ticks = bytes.bytes(COUNT, input -> {
            Tick tick;
            try {
                tick = CODEC.decodeFromWire(0, Buffer.buffer(input));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("on the event bus");
                return false;
            }
            assertPlausible(tick);
            byte[] again = wire(tick);
            assertThat(CODEC.decodeFromWire(0, Buffer.buffer(again))).isEqualTo(tick);
            return true;
        });

        assertThat(ticks).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    private static void assertPlausible(Tick tick) {
        assertThat(Symbols.isValid(tick.symbol()) && Symbols.isValid(tick.exchange()))
                .isTrue();
        assertThat(tick.symbol() + tick.exchange()).doesNotContainPattern("[\\p{Cntrl}\"\\\\\\s]");
        assertThat(tick.eventTime()).isPositive();
        assertThat(Double.parseDouble(tick.digits(DecimalField.PRICE))).isPositive();
        for (DecimalField field : DecimalField.values()) {
            assertThat(tick.digits(field)).matches("(-?(0|[1-9]\\d*)(\\.\\d+)?)?");
        }
        JsonObject json = new JsonObject(new TickJson(List.of(Field.values())).text(tick));
        assertThat(json.getString("symbol")).isEqualTo(tick.symbol());
        assertThat(json.size()).isEqualTo(Field.values().length + (tick.isDemo() ? 1 : 0) + (tick.isTest() ? 1 : 0));
    }

    @Test
    void aMessageIsASignalThatCouldBeOneOrIsRefused() {
        Signal spread = new Signal("spread", "{\"bid\": [95000.00, \"币\"]}", 1_704_868_500_123L, "a", "spread.js");
        Mutations messages = new Mutations(
                3,
                spread.toJson().encode(),
                new Signal("top-10", "[1, null, \"\\n\"]", 1, "b", "top.js")
                        .toJson()
                        .encode(),
                "{\"name\":\"x\",\"data\":{\"a\":1},\"time\":\"1\",\"node\":null,\"verticle\":[2]}");

        int signals = messages.objects(COUNT, json -> {
            try {
                assertPlausible(Signal.of(json));
                return true;
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotBlank();
                return false;
            }
        });

        assertThat(signals).isBetween(COUNT / 20, COUNT * 9 / 10);
    }

    private static void assertPlausible(Signal signal) {
        assertThat(Signal.problem(signal.name())).isEmpty();
        assertThat(signal.name()).matches("[a-z0-9_-]{1,64}");
        assertThat(signal.json().chars()).as("ends of lines").noneMatch(c -> c < ' ' && c != '\t');
        assertThat(signal.time()).isNotNegative();
        new JsonObject("{\"data\":" + signal.json() + "}");
        assertThat(Signal.of(new JsonObject(signal.toJson().encode()))).isEqualTo(signal);
    }

    @Test
    void dataThatAScriptGivesIsOneJsonValueOnALineOrIsRefused() {
        Mutations data = new Mutations(4, "{\"bid\": 95000.00, \"of\": [1, {\"币\": null}]}", "\"text\"", "[1e5, true]");

        int taken = data.texts(COUNT, text -> {
            try {
                assertPlausible(new Signal("spread", text, 1, "node", "spread.js"));
                return true;
            } catch (IllegalArgumentException refused) {
                return false;
            }
        });

        assertThat(taken).isBetween(COUNT / 20, COUNT * 9 / 10);
    }

    @Test
    void aMessageIsTheStateOfAFeedOrIsRefused() {
        FeedState state = new FeedState(
                "binance",
                new FeedState.Line(1, "id", "a"),
                FeedState.State.LIVE,
                Instant.parse("2026-01-10T07:15:00.123Z"),
                1_768_028_400_123_456L,
                new JsonObject().put("symbols", 3));
        Mutations messages = new Mutations(5, state.toJson().encode());

        int states = messages.texts(COUNT, text -> {
            FeedState read;
            try {
                read = FeedState.of(new JsonObject(text));
            } catch (RuntimeException refused) {
                return false;
            }
            assertThat(List.of(
                            read.exchange(), read.line().holder(), read.line().node()))
                    .doesNotContainNull();
            assertThat(read.state().word()).isIn("live", "stale", "down");
            String json = read.toJson().encode();
            assertThat(FeedState.of(new JsonObject(json)).toJson().encode()).isEqualTo(json);
            return true;
        });

        assertThat(states).isBetween(COUNT / 20, COUNT * 9 / 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeedState.of(state.toJson().put("state", "x")));
    }
}
