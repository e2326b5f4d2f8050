package io.tickcast.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Channel;
import io.tickcast.demo.Frames;
import io.tickcast.demo.HostileFrame;
import io.tickcast.demo.HostileFrames;
import io.tickcast.demo.Recording;
import io.tickcast.feed.Reading;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an exchange sends: at most a tick that could be one, and the next good message is read as if alone. */
class TickerParserHostilityTest {
    private static final long EVENT_TIME = 1_636_101_140_493L;
    private static final long RECEIVED_AT = EVENT_TIME * 1_000;
    private static final String REAL = Recording.rvn().frames().get(0);
    private static final String GOOD = Frames.ticker("BTCUSDT", EVENT_TIME, "95000.10000000");

    private static final byte[] OTHER_BYTES = {
        0, '\n', '"', '\\', '{', '}', '[', ',', '9', (byte) 0x80, (byte) 0xc3, (byte) 0xff
    };

    private final Reading reading = new Reading(
            new BinanceProtocol(List.of("BTCUSDT", "RVNUSDT"), Set.of(Channel.TICKER), 1, false), RECEIVED_AT);
    private final List<Tick> good = List.copyOf(reading.read(GOOD).ticks());

    private void assertNextIsRead(String after) {
        assertThat(good).hasSize(1);
        assertThat(reading.read(GOOD).ticks()).as("after %s", after).isEqualTo(good);
        assertThat(reading.others()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFrameCutOffAtAnyByteIsNoTick(boolean combined) {
        String whole = combined ? Frames.combined("rvnusdt@ticker", REAL) : REAL;
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            reading.read(Arrays.copyOf(bytes, length));
            assertThat(reading.ticks()).as("cut off at %s", length).isEmpty();
            assertThat(reading.others())
                    .as("cut off at %s", length)
                    .containsExactly(length == 0 ? "unknown" : "malformed");
            assertNextIsRead("a frame cut off at " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1", "12.", "-", "t", "nul", "\"", "\"x", "\"x}", "\"\\u00", "{", "{\"a\"", "[", "]", "}", "]}", " 1",
                "\n\"", ",", ":", "\u0000", "//", "\ufeff", "{}"
            })
    void aTickWithSomethingBehindItIsMalformed(String behind) {
        assertThat(reading.read(GOOD + behind).others()).containsExactly("malformed");
        assertThat(reading.ticks()).isEmpty();
        assertNextIsRead("a frame followed by " + behind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-",
                "t",
                "\"",
                "\"x",
                "[",
                "[[",
                "[1,",
                "{",
                "{\"",
                "{\"a",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":\"\\u00",
                "{\"a\":tr",
                "{\"a\":-",
                "{\"data\":{",
                "{\"data\":{\"c\":\"1"
            })
    void aBeginningWithoutAnEndLeavesNothingBehind(String beginning) {
        reading.read(beginning);

        assertThat(reading.ticks()).isEmpty();
        assertNextIsRead(beginning);
    }

    @Test
    void aFrameWithAnyByteChangedLeavesNothingBehind() {
        byte[] bytes = Frames.combined("btcusdt@ticker", GOOD).getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at++) {
            for (byte other : OTHER_BYTES) {
                byte[] changed = bytes.clone();
                changed[at] = other;
                assertPlausible(reading.read(changed).ticks());
                assertNextIsRead("byte " + at + " as " + other);
            }
        }
    }

    @Test
    void noiseLeavesNothingBehind() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(reading.read(noise).ticks()).isEmpty();
            assertNextIsRead(Arrays.toString(noise));
        }
    }

    @Test
    void hostileFramesMakeNoImplausibleTickAndLeaveNothingBehind() {
        int each = HostileFrames.kinds();
        for (HostileFrame frame : HostileFrames.against("BTCUSDT", 3 * each, EVENT_TIME, 1)) {
            reading.read(frame.text());
            assertThat(reading.ticks().size() + reading.others().size())
                    .as("%s", frame)
                    .isEqualTo(1);
            assertPlausible(reading.ticks());
            assertNextIsRead(frame.toString());
        }
    }

    private static void assertPlausible(List<Tick> ticks) {
        for (Tick tick : ticks) {
            assertThat(tick.symbol()).isIn("BTCUSDT", "RVNUSDT");
            assertThat(tick.eventTime()).isBetween(1L, EVENT_TIME + 86_400_000L);
            for (DecimalField field : DecimalField.values()) {
                assertThat(tick.digits(field)).matches("(-?(0|[1-9]\\d*)(\\.\\d+)?)?");
            }
        }
    }

    @Test
    void manyUnknownNamesDoNotPileUp() {
        for (int i = 0; i < 30_000; i++) {
            assertThat(reading.read("{\"n" + i + "\":1,\"m" + i + "\":{\"k" + i + "\":2}}")
                            .others())
                    .containsExactly("unknown");
        }
        assertNextIsRead("90,000 names");
    }
}
