package io.tickcast.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Channel;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Recording;
import io.tickcast.feed.Reading;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.testing.SetTime;
import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickerParserTest {
    private static final long EVENT_TIME = 1_700_000_000_123L;
    private static final long RECEIVED_AT = 1_700_000_000_456_789L;
    private static final Map<DecimalField, String> FIELDS = Map.of(
            DecimalField.PRICE,
            "c",
            DecimalField.CHANGE_24H,
            "P",
            DecimalField.OPEN,
            "o",
            DecimalField.HIGH,
            "h",
            DecimalField.LOW,
            "l",
            DecimalField.VOLUME,
            "v",
            DecimalField.QUOTE_VOLUME,
            "q",
            DecimalField.BID,
            "b",
            DecimalField.ASK,
            "a");
    private static final String GOOD = Frames.ticker("BTCUSDT", EVENT_TIME, "95000.10000000");

    private final Reading reading = reading(false, "BTCUSDT", "RVNUSDT", "币安人生USDT");

    private static Reading reading(boolean demo, String... symbols) {
        return new Reading(new BinanceProtocol(List.of(symbols), Set.of(Channel.TICKER), 1, demo), RECEIVED_AT);
    }

    private static void assertSays(Tick tick, JsonObject payload) {
        assertThat(tick.exchange()).isEqualTo("binance");
        assertThat(tick.symbol()).isEqualTo(payload.getString("s"));
        assertThat(tick.eventTime()).isEqualTo(payload.getLong("E"));
        assertThat(tick.receivedAt()).isEqualTo(RECEIVED_AT);
        FIELDS.forEach((figure, field) ->
                assertThat(tick.digits(figure)).as("%s", figure).isEqualTo(payload.getString(field)));
    }

    private Tick onlyTick(String message) {
        assertThat(reading.read(message).others()).as(message).isEmpty();
        assertThat(reading.ticks()).as(message).hasSize(1);
        return reading.ticks().get(0);
    }

    @Test
    void everyRecordedFrameKeepsItsDigits() {
        for (String frame : Recording.rvn().frames()) {
            assertSays(onlyTick(frame), new JsonObject(frame));
        }
    }

    @Test
    void everyRecordedFrameReadsTheSameOnACombinedStream() {
        for (String frame : Recording.rvn().frames()) {
            assertSays(onlyTick(Frames.combined("rvnusdt@ticker", frame)), new JsonObject(frame));
        }
    }

    @Test
    void digitsThatADoubleWouldChangeStay() {
        Tick tick = onlyTick(Frames.with(GOOD, "q", "\"66740251123456789.48274200\""));

        assertThat(tick.digits(DecimalField.QUOTE_VOLUME)).isEqualTo("66740251123456789.48274200");
    }

    @Test
    void theOrderOfFieldsDoesNotMatter() {
        JsonObject payload = new JsonObject(GOOD);
        List<String> names = new ArrayList<>(payload.fieldNames());
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            Collections.shuffle(names, random);
            String shuffled = names.stream()
                    .map(name -> '"' + name + "\":"
                            + (payload.getValue(name) instanceof String text
                                    ? '"' + text + '"'
                                    : payload.getValue(name)))
                    .collect(Collectors.joining(",", "{", "}"));
            assertSays(onlyTick(shuffled), payload);
            assertSays(onlyTick("{\"data\":" + shuffled + ",\"stream\":\"btcusdt@ticker\"}"), payload);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"zz\":1",
                "\"zz\":null",
                "\"\":true",
                "\"zz\":[1,[2,{\"c\":\"3\"}]]",
                "\"zz\":{\"c\":\"1\",\"E\":1,\"s\":\"X\"}",
                "\"data2\":{\"e\":\"serverShutdown\"}",
                "\"cc\":\"9\",\"C \":\"9\""
            })
    void unknownFieldsChangeNothing(String field) {
        assertSays(onlyTick(GOOD.replace("}", ',' + field + '}')), new JsonObject(GOOD));
        assertSays(onlyTick('{' + field + ',' + GOOD.substring(1)), new JsonObject(GOOD));
        assertSays(onlyTick('{' + field + ",\"stream\":\"x\",\"data\":" + GOOD + '}'), new JsonObject(GOOD));
    }

    @Test
    void unknownFieldsOfATickAreCounted() {
        reading.read(GOOD.replace("}", ",\"y\":1,\"z\":[],\"Z\":\"2\"}"));
        assertThat(reading.unknownFieldCount()).isEqualTo(3);
        reading.read(GOOD);
        assertThat(reading.unknownFieldCount()).isZero();
    }

    @Test
    void blanksBetweenAndAroundChangeNothing() {
        assertSays(onlyTick(" \r\n\t" + new JsonObject(GOOD).encodePrettily() + "\n \r\n"), new JsonObject(GOOD));
        assertSays(onlyTick(GOOD), new JsonObject(GOOD));
    }

    @Test
    void ticksOnlyNeedAPriceATimeAndASymbol() {
        Tick tick = onlyTick("{\"e\":\"24hrTicker\",\"E\":" + EVENT_TIME + ",\"s\":\"BTCUSDT\",\"c\":\"95000.10\"}");

        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95000.10");
        assertThat(FIELDS.keySet()).filteredOn(tick::has).containsExactly(DecimalField.PRICE);
    }

    @Test
    void noFigureIsLeftOverFromTheMessageBefore() {
        onlyTick(GOOD);

        Tick tick = onlyTick("{\"e\":\"24hrTicker\",\"E\":" + EVENT_TIME + ",\"s\":\"RVNUSDT\",\"c\":\"0.14\"}");

        assertThat(tick.has(DecimalField.BID)).isFalse();
        assertThat(tick.symbol()).isEqualTo("RVNUSDT");
    }

    @Test
    void aFallIsNegative() {
        assertThat(onlyTick(Frames.with(GOOD, "P", "\"-1.399\"")).digits(DecimalField.CHANGE_24H))
                .isEqualTo("-1.399");
    }

    @Test
    void eventTimesInMicrosecondsBecomeMilliseconds() {
        assertThat(onlyTick(Frames.with(GOOD, "E", EVENT_TIME + "987")).eventTime())
                .isEqualTo(EVENT_TIME);
    }

    @Test
    void aClockThatIsHoursWrongIsTaken() {
        for (long hours : new long[] {-48, -1, 1, 23}) {
            long skewed = EVENT_TIME + hours * 3_600_000;
            assertThat(onlyTick(Frames.with(GOOD, "E", Long.toString(skewed))).eventTime())
                    .isEqualTo(skewed);
        }
    }

    @Test
    void aTimeThatWouldWinOverEveryRightOneIsRefused() {
        long days = 86_400_000L;
        assertThat(reading.read(Frames.with(GOOD, "E", Long.toString(EVENT_TIME + 2 * days)))
                        .others())
                .containsExactly("malformed");
        assertThat(reading.read(Frames.with(GOOD, "E", EVENT_TIME + 2 * days + "000"))
                        .others())
                .containsExactly("malformed");
    }

    /** As on a machine that boots with a wrong clock and sets it right by NTP, or the other way round. */
    @ParameterizedTest
    @ValueSource(longs = {-3, 3})
    void aNodeThatStartedBeforeItsClockWasSetReadsPrices(long days) {
        SetTime time = new SetTime(EVENT_TIME + Duration.ofDays(days).toMillis());
        NodeClock clock = new NodeClock(time, 0);
        BinanceProtocol protocol = new BinanceProtocol(List.of("BTCUSDT"), Set.of(Channel.TICKER), 1, false, clock);

        time.set(Duration.ofDays(-days));

        assertThat(new Reading(protocol, clock.micros()).read(GOOD).ticks()).hasSize(1);
    }

    @Test
    void aNodeWhoseClockIsSetBackByDaysGoesOnReadingPrices() {
        SetTime time = new SetTime(EVENT_TIME);
        NodeClock clock = new NodeClock(time, 0);
        BinanceProtocol protocol = new BinanceProtocol(List.of("BTCUSDT"), Set.of(Channel.TICKER), 1, false, clock);

        time.set(Duration.ofDays(-3));

        assertThat(new Reading(protocol, clock.micros()).read(GOOD).ticks()).hasSize(1);
        assertThat(new Reading(protocol, clock.micros())
                        .read(Frames.with(
                                GOOD,
                                "E",
                                Long.toString(EVENT_TIME + Duration.ofDays(2).toMillis())))
                        .others())
                .containsExactly("malformed");
    }

    @Test
    void symbolsBeyondAsciiAreRead() {
        assertThat(onlyTick(Frames.ticker("币安人生USDT", EVENT_TIME, "0.5")).symbol())
                .isEqualTo("币安人生USDT");
        assertThat(onlyTick(Frames.with(GOOD, "s", "\"\\u5e01\\u5b89\\u4eba\\u751fUSDT\""))
                        .symbol())
                .isEqualTo("币安人生USDT");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 4_096, 4_097, 100_000})
    void aMessageOfAnyLengthIsReadAndLeavesNothingForAShorterOne(int length) {
        String padding = "x".repeat(length - GOOD.length() - ",\"zz\":\"\"".length());
        String longer = GOOD.replace("}", ",\"zz\":\"" + padding + "\"}");
        assertThat(longer).hasSize(length);

        if (length <= 64 * 1024) {
            assertSays(onlyTick(longer), new JsonObject(GOOD));
        } else {
            assertThat(reading.read(longer).others()).containsExactly("malformed");
        }
        assertSays(onlyTick(GOOD), new JsonObject(GOOD));
    }

    @Test
    void theLastOfARepeatedFieldCounts() {
        String other = GOOD.replace("}", ",\"s\":\"RVNUSDT\",\"e\":\"24hrTicker\"}");
        assertThat(onlyTick(other).symbol()).isEqualTo("RVNUSDT");
        assertThat(reading.read(GOOD.replace("}", ",\"s\":\"ETHUSDT\"}")).others())
                .containsExactly("unknown");
        assertThat(reading.read(GOOD.replace("}", ",\"e\":\"serverShutdown\"}")).others())
                .containsExactly("shutdown");
        assertThat(reading.read(GOOD.replace("}", ",\"e\":\"24hrTickers\"}")).others())
                .containsExactly("unknown");
    }

    @Test
    void aSymbolThatNobodyAskedForIsNotOurs() {
        assertThat(reading.read(Frames.ticker("ETHUSDT", EVENT_TIME, "1")).others())
                .containsExactly("unknown");
        assertThat(reading.read(Frames.ticker("btcusdt", EVENT_TIME, "1")).others())
                .containsExactly("unknown");
    }

    @Test
    void ticksOfTheDemoSaySo() {
        assertThat(onlyTick(GOOD).isDemo()).isFalse();
        assertThat(reading(true, "BTCUSDT").read(GOOD).ticks())
                .extracting(Tick::isDemo)
                .containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"result\":null,\"id\":1}", "{\"id\":1,\"result\":null}"})
    void acknowledgements(String message) {
        assertThat(reading.read(message).others()).containsExactly("acknowledged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":4}",
                "{\"id\":4,\"error\":{\"msg\":\"Invalid request\",\"code\":2}}",
                "{\"code\":2,\"msg\":\"Invalid request\",\"id\":4}",
                "{\"code\":2,\"msg\":\"Invalid request\"}"
            })
    void errorsInBothForms(String message) {
        assertThat(reading.read(message).others()).containsExactly("refused: code 2 Invalid request");
    }

    @Test
    void theShutdownIsAnnouncedInBothForms() {
        String raw = Frames.serverShutdown(EVENT_TIME);

        assertThat(reading.read(raw).others()).containsExactly("shutdown");
        assertThat(reading.read(Frames.combined("!serverShutdown", raw)).others())
                .containsExactly("shutdown");
        assertThat(reading.read(Frames.combined("!serverShutdown", "{}")).others())
                .containsExactly("shutdown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"stream\":\"btcusdt@ticker\"}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\"}",
                "{\"u\":1,\"s\":\"BTCUSDT\",\"b\":\"1\",\"B\":\"1\",\"a\":\"2\",\"A\":\"1\"}",
                "{\"stream\":\"btcusdt@ticker\",\"data\":null}",
                "[]",
                "7"
            })
    void whatIsNoneOfTheseIsPassedOver(String message) {
        assertThat(reading.read(message).others()).containsExactly("unknown");
        onlyTick(GOOD);
    }
}
