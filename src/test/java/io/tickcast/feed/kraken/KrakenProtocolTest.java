package io.tickcast.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Recording;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Reading;
import io.tickcast.market.DecimalField;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.testing.SetTime;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KrakenProtocolTest {
    private static final long RECEIVED_AT = 1_700_000_000_456_789L;
    private static final Map<DecimalField, String> FIELDS = Map.of(
            DecimalField.PRICE,
            "last",
            DecimalField.BID,
            "bid",
            DecimalField.ASK,
            "ask",
            DecimalField.HIGH,
            "high",
            DecimalField.LOW,
            "low",
            DecimalField.VOLUME,
            "volume",
            DecimalField.CHANGE_24H,
            "change_pct");

    private final Reading reading = line();

    private static Reading line() {
        return line(NodeClock.system());
    }

    private static Reading line(NodeClock clock) {
        return new Reading(
                new KrakenProtocol(
                        Instruments.separatedBy("/", List.of("BTCUSD", "ETHUSD", "WWWUSD")), 100, false, clock),
                RECEIVED_AT);
    }

    private static String ticker(String... data) {
        return "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[" + String.join(",", data) + "]}";
    }

    private static String btc(String fields) {
        return "{\"symbol\":\"BTC/USD\",\"last\":65972.9" + fields + "}";
    }

    @Test
    void everyRecordedTickerKeepsItsDigits() {
        for (String frame :
                Recording.of("/recorded/kraken-v2-ticker-2024-05.jsonl").frames()) {
            Tick tick = reading.read(frame).ticks().get(0);

            assertThat(tick.exchange()).isEqualTo("kraken");
            assertThat(tick.symbol()).isEqualTo("BTCUSD");
            FIELDS.forEach((figure, field) -> {
                Matcher wire = Pattern.compile('"' + field + "\":([-0-9.]+)").matcher(frame);
                assertThat(wire.find()).isTrue();
                assertThat(tick.digits(figure)).as("%s", figure).isEqualTo(wire.group(1));
            });
            assertThat(reading.unknownFieldCount()).isZero();
        }
        // 65843.7 - 4213.8
        assertThat(reading.ticks().get(0).digits(DecimalField.OPEN)).isEqualTo("61629.9");
    }

    @Test
    void controlMessagesMeanWhatKrakenSays() {
        List<String> all = Recording.of("/recorded/kraken-v2-control-2024-2025.jsonl").frames().stream()
                .flatMap(frame -> reading.read(frame).others().stream())
                .toList();

        assertThat(all).contains("heartbeat", "service: ", "refused WWWUSD: Currency pair not supported WWW/USD");
        assertThat(all).doesNotContain("malformed");
        assertThat(reading.read("{\"Error\":\"Exceeded msg rate\"}").others())
                .containsExactly("lost: Exceeded msg rate");
        assertThat(reading.read("{\"error\":\"Currency pair not supported X/Y\",\"method\":\"subscribe\","
                                + "\"success\":false,\"symbol\":\"X/Y\"}")
                        .others())
                .as("a symbol that nobody asked for")
                .containsExactly("refused: Currency pair not supported X/Y");
        for (String state : List.of("maintenance", "cancel_only", "post_only")) {
            assertThat(reading.read("{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"" + state
                                    + "\",\"connection_id\":12393906104898154338}]}")
                            .others())
                    .containsExactly("service: " + state);
        }
        assertThat(reading.read("{\"method\":\"subscribe\",\"result\":{\"channel\":\"ticker\",\"symbol\":\"BTC/USD\"},"
                                + "\"success\":true,\"time_in\":\"2024-05-19T19:58:40.170724Z\"}")
                        .others())
                .containsExactly("acknowledged");
    }

    @Test
    void aTimeIsTakenWhenThereIsOneElseThatOfReceipt() {
        Tick timed = reading.read(ticker(btc(",\"timestamp\":\"2023-09-25T09:04:31.742599Z\"")))
                .ticks()
                .get(0);
        assertThat(timed.eventTime()).isEqualTo(1_695_632_671_742L);

        Tick untimed = reading.read(ticker(btc(""))).ticks().get(0);
        assertThat(untimed.eventTime()).isEqualTo(NodeClock.system().wall(RECEIVED_AT) / 1_000);
    }

    @Test
    void aTimeOfReceiptFollowsAWallClockThatIsSetBack() {
        SetTime time = new SetTime(1_695_632_671_000L);
        NodeClock clock = new NodeClock(time, 0);
        Reading line = line(clock);
        Tick first = line.read(ticker(btc(""))).ticks().get(0);
        time.set(Duration.ofMillis(-500));
        Tick second = line.read(ticker(btc(""))).ticks().get(0);
        assertThat(second.order()).isEqualTo(first.order() + 1);
        time.set(Duration.ofHours(-1));
        Tick third = line.read(ticker(btc(""))).ticks().get(0);
        assertThat(third.order()).isEqualTo(clock.wall(RECEIVED_AT));
        assertThat(third.eventTime()).isEqualTo(clock.wall(RECEIVED_AT) / 1_000);
    }

    private static String btc(String price, String time) {
        return "{\"symbol\":\"BTC/USD\",\"last\":" + price + ",\"timestamp\":\"" + time + "\"}";
    }

    @Test
    void pricesOfOneMillisecondAreNewsInTheOrderOfTheirMicroseconds() {
        String first = ticker(btc("65972.9", "2023-09-25T09:04:31.742001Z"));
        String second = ticker(btc("65972.8", "2023-09-25T09:04:31.742599Z"));
        LatestPrices prices = new LatestPrices();

        assertThat(reading.read(first).ticks()).allMatch(prices::accept);
        assertThat(reading.read(second).ticks()).allMatch(prices::accept);
        // The same from another line, in any order.
        Reading other = line();
        assertThat(other.read(second).ticks()).hasSize(1).noneMatch(prices::accept);
        assertThat(other.read(first).ticks()).hasSize(1).noneMatch(prices::accept);
        assertThat(prices.newest("kraken", "BTCUSD")).hasValueSatisfying(newest -> {
            assertThat(newest.digits(DecimalField.PRICE)).isEqualTo("65972.8");
            assertThat(newest.eventTime()).isEqualTo(1_695_632_671_742L);
            assertThat(newest.tradeId()).isZero();
        });
    }

    @Test
    void pricesWithoutATimeAreNewsInTheOrderOfTheirArrival() {
        LatestPrices prices = new LatestPrices();
        for (int i = 0; i < 5; i++) {
            Tick tick = reading.read(ticker(btc(""))).ticks().get(0);
            assertThat(prices.accept(tick)).as("message %d of one ms", i).isTrue();
        }
    }

    @Test
    void aMessageOfSeveralSymbolsIsATickOfEach() {
        reading.read(ticker(btc(",\"change\":1.0"), "{\"symbol\":\"ETH/USD\",\"last\":3300.10}"));

        assertThat(reading.ticks()).extracting(Tick::symbol).containsExactly("BTCUSD", "ETHUSD");
        assertThat(reading.ticks().get(0).digits(DecimalField.OPEN)).isEqualTo("65971.9");
        assertThat(reading.ticks().get(1).has(DecimalField.OPEN)).isFalse();
    }

    @Test
    void anEmptyMarketHasNoPrice() {
        assertThat(reading.read(ticker("{\"symbol\":\"BTC/USD\",\"bid\":0,\"ask\":0,\"last\":0,"
                                + "\"timestamp\":\"1970-01-01T00:00:00.000000Z\"}"))
                        .ticks())
                .isEmpty();
    }

    @Test
    void anEmptySideOfTheBookIsNoPrice() {
        Tick tick = reading.read(ticker(btc(",\"bid\":0,\"ask\":0.00000000")))
                .ticks()
                .get(0);

        assertThat(tick.has(DecimalField.BID)).isFalse();
        assertThat(tick.has(DecimalField.ASK)).isFalse();
    }

    @Test
    void manySymbolsAreOneRequest() {
        assertThat(new KrakenProtocol(
                                Instruments.separatedBy("/", List.of("BTCUSD", "DOGEUSDT")),
                                100,
                                false,
                                NodeClock.system())
                        .subscription(List.of("BTCUSD", "DOGEUSDT"))
                        .messages())
                .containsExactly("{\"method\":\"subscribe\",\"params\":{\"channel\":\"ticker\","
                        + "\"symbol\":[\"BTC/USD\",\"DOGE/USDT\"],\"event_trigger\":\"trades\"}}");
    }
}
