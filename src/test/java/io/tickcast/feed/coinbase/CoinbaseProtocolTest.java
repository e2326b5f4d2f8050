package io.tickcast.feed.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Recording;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Reading;
import io.tickcast.market.DecimalField;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Side;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoinbaseProtocolTest {
    private static final long RECEIVED_AT = 1_700_000_000_456_789L;
    private static final Map<DecimalField, String> FIELDS = Map.of(
            DecimalField.PRICE,
            "price",
            DecimalField.BID,
            "best_bid",
            DecimalField.ASK,
            "best_ask",
            DecimalField.OPEN,
            "open_24h",
            DecimalField.HIGH,
            "high_24h",
            DecimalField.LOW,
            "low_24h",
            DecimalField.VOLUME,
            "volume_24h");

    private static Reading reading(Instruments instruments) {
        return new Reading(new CoinbaseProtocol(instruments, 100, false, NodeClock.system()), RECEIVED_AT);
    }

    private final Reading reading = reading(Instruments.separatedBy("-", List.of("BTCUSD")));

    @Test
    void everyRecordedTickerKeepsItsDigits() {
        int tickers = 0;
        for (String frame : Recording.of("/recorded/coinbase-exchange-ticker-2021-04-17.jsonl")
                .frames()) {
            JsonObject json = new JsonObject(frame);
            String name = json.getString("product_id", "none");
            Reading all = reading(new Instruments(Map.of(name, name))).read(frame);
            switch (json.getString("type")) {
                case "ticker" -> {
                    assertThat(all.others()).isEmpty();
                    Tick tick = all.ticks().get(0);
                    assertThat(tick.exchange()).isEqualTo("coinbase");
                    assertThat(tick.eventTime())
                            .isEqualTo(Instant.parse(json.getString("time")).toEpochMilli());
                    FIELDS.forEach((figure, field) ->
                            assertThat(tick.digits(figure)).as("%s", figure).isEqualTo(json.getString(field)));
                    BigDecimal open = new BigDecimal(json.getString("open_24h"));
                    assertThat(tick.digits(DecimalField.CHANGE_24H))
                            .isEqualTo(new BigDecimal(json.getString("price"))
                                    .subtract(open)
                                    .movePointRight(2)
                                    .divide(open, 3, RoundingMode.HALF_UP)
                                    .toPlainString());
                    assertThat(all.unknownFieldCount()).isZero();
                    tickers++;
                }
                case "subscriptions" -> assertThat(all.others()).containsExactly("acknowledged");
                default -> {
                    assertThat(all.others()).isEmpty();
                    assertThat(all.ticks()).as("before its ticker").isEmpty();
                }
            }
        }
        assertThat(tickers).isEqualTo(71);
    }

    @Test
    void everyRecordedMatchIsOneTickWithTheFiguresOfItsTicker() {
        List<JsonObject> frames = Recording.of("/recorded/coinbase-exchange-ticker-2021-04-17.jsonl").frames().stream()
                .map(JsonObject::new)
                .toList();
        Map<String, String> names = new HashMap<>();
        frames.stream()
                .filter(frame -> frame.containsKey("product_id"))
                .map(frame -> frame.getString("product_id"))
                .forEach(name -> names.put(name, name));
        Map<String, JsonObject> tickers = new HashMap<>();
        frames.stream()
                .filter(frame -> frame.getString("type").equals("ticker"))
                .forEach(frame -> tickers.put(frame.getString("product_id") + frame.getLong("trade_id"), frame));
        Reading connection = reading(new Instruments(names));

        int ticks = 0;
        for (JsonObject frame : frames) {
            for (Tick tick : connection.read(frame.encode()).ticks()) {
                JsonObject ticker = tickers.remove(tick.symbol() + tick.tradeId());
                assertThat(ticker)
                        .as("the ticker of %s %d", tick.symbol(), tick.tradeId())
                        .isNotNull();
                FIELDS.forEach((figure, field) ->
                        assertThat(tick.digits(figure)).as("%s", figure).isEqualTo(ticker.getString(field)));
                ticks++;
            }
            assertThat(connection.trades()).allMatch(trade -> trade.matches("(\\d+) to \\1, number \\1"));
        }

        assertThat(ticks).isEqualTo(71);
    }

    private static String match(long id, String makerSide, String price) {
        return "{\"type\":\"match\",\"trade_id\":" + id + ",\"maker_order_id\":\"m\",\"taker_order_id\":\"t\","
                + "\"side\":\"" + makerSide + "\",\"size\":\"0.0" + id + "\",\"price\":\"" + price
                + "\",\"product_id\":\"BTC-USD\",\"sequence\":5,\"time\":\"2022-06-02T09:20:54.127011Z\"}";
    }

    private static String ticker(long id, String price, String bid) {
        return "{\"type\":\"ticker\",\"product_id\":\"BTC-USD\",\"price\":\"" + price
                + "\",\"open_24h\":\"100.00\",\"best_bid\":\"" + bid + "\",\"side\":\"buy\",\"last_size\":\"0.0" + id
                + "\",\"time\":\"2022-06-02T09:20:54.127011Z\",\"trade_id\":" + id + "}";
    }

    private List<String> said(String message) {
        return reading.read(message).ticks().stream()
                .map(tick -> tick.tradeId() + " " + tick.digits(DecimalField.PRICE) + " bid "
                        + tick.digits(DecimalField.BID) + " " + tick.digits(DecimalField.CHANGE_24H) + " "
                        + tick.side())
                .toList();
    }

    @Test
    void anOrderThatMeetsManyOthersIsATickForEachOfThem() {
        assertThat(said(ticker(4, "101.00", "100.99"))).containsExactly("4 101.00 bid 100.99 1.000 BUY");
        assertThat(said(match(5, "sell", "101.01"))).isEmpty();
        assertThat(said(match(6, "sell", "101.02"))).containsExactly("5 101.01 bid 100.99 1.010 BUY");
        assertThat(said(match(7, "sell", "101.03"))).containsExactly("6 101.02 bid 100.99 1.020 BUY");
        assertThat(said(ticker(7, "101.03", "101.02"))).containsExactly("7 101.03 bid 101.02 1.030 BUY");
    }

    @Test
    void matchesThatComeAfterTheirTickerAreToldAtOnce() {
        assertThat(said(ticker(6, "101.02", "101.01"))).hasSize(1);
        assertThat(said(match(5, "buy", "101.01"))).containsExactly("5 101.01 bid 101.01 1.010 SELL");
        assertThat(said(match(6, "sell", "101.02"))).isEmpty();
        assertThat(reading.others()).containsExactly("heartbeat");
    }

    @Test
    void aMatchWithoutATickerIsATickWithTheNextHeartbeat() {
        assertThat(said(match(5, "sell", "101.01"))).isEmpty();
        assertThat(said("{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":5,\"product_id\":\"BTC-USD\","
                        + "\"time\":\"2022-06-02T09:20:54.464459Z\"}"))
                .containsExactly("5 101.01 bid   BUY");
        assertThat(reading.ticks().get(0).digits(DecimalField.QUANTITY)).isEqualTo("0.05");
    }

    @Test
    void aTickerOfAnEarlierMatchLeavesTheNextOneWaiting() {
        assertThat(said(match(5, "sell", "101.01"))).isEmpty();
        assertThat(said(match(6, "sell", "101.02"))).hasSize(1);
        assertThat(said(ticker(5, "101.01", "100.98"))).hasSize(1);
        assertThat(said(ticker(6, "101.02", "100.99"))).containsExactly("6 101.02 bid 100.99 1.020 BUY");
    }

    @Test
    void matchesOfOneMillisecondAreInTheOrderOfTheirIds() {
        LatestPrices latestPrices = new LatestPrices();
        int sameTime = 0;
        Map<String, Tick> last = new HashMap<>();
        for (String frame : Recording.of("/recorded/coinbase-exchange-ticker-2021-04-17.jsonl")
                .frames()) {
            JsonObject json = new JsonObject(frame);
            String name = json.getString("product_id", "none");
            for (Tick tick :
                    reading(new Instruments(Map.of(name, name))).read(frame).ticks()) {
                assertThat(tick.tradeId()).isEqualTo(json.getLong("trade_id"));
                assertThat(tick.digits(DecimalField.QUANTITY)).isEqualTo(json.getString("last_size"));
                assertThat(tick.side()).isEqualTo(json.getString("side").equals("buy") ? Side.BUY : Side.SELL);
                assertThat(latestPrices.accept(tick)).as(frame).isTrue();
                Tick before = last.put(name, tick);
                sameTime += before != null && before.eventTime() == tick.eventTime() ? 1 : 0;
            }
        }
        assertThat(sameTime).isGreaterThan(10);
    }

    @Test
    void aMatchWithAnAbsurdIdDoesNotSilenceTheNextOnes() {
        for (String id : List.of("70000000", "9000000000000000000", "70000001", "1", "70000002")) {
            boolean isAbsurd = !id.startsWith("7");
            reading.read("{\"type\":\"ticker\",\"product_id\":\"BTC-USD\",\"price\":\"29940.91\","
                    + "\"time\":\"2022-06-02T09:20:54.127011Z\",\"trade_id\":" + id + "}");
            assertThat(reading.ticks()).as(id).hasSize(isAbsurd ? 0 : 1);
            assertThat(reading.others()).as(id).hasSize(isAbsurd ? 1 : 0);
        }
    }

    @Test
    void theRecordedTickerOf2022KeepsItsDigits() {
        reading.read(Recording.of("/recorded/coinbase-exchange-ticker-2022-06-02.jsonl")
                .frames()
                .get(0));

        Tick tick = reading.ticks().get(0);
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("29940.91");
        assertThat(tick.digits(DecimalField.BID)).isEqualTo("29940.90");
        assertThat(tick.digits(DecimalField.ASK)).isEqualTo("29940.91");
        assertThat(tick.digits(DecimalField.HIGH)).isEqualTo("31888");
        assertThat(tick.digits(DecimalField.QUANTITY)).isEqualTo("0.00061522");
        assertThat(tick.digits(DecimalField.CHANGE_24H)).isEqualTo("-5.482");
        assertThat(tick.tradeId()).isEqualTo(347_875_517);
        assertThat(reading.unknownFieldCount()).isZero();
    }

    @Test
    void theChangeIsComputedFromTheOpen() {
        reading.read("{\"type\":\"ticker\",\"product_id\":\"BTC-USD\",\"price\":\"29940.91\",\"open_24h\":\"31677.61\","
                + "\"time\":\"2022-06-02T09:20:54.127011Z\"}");

        // (29940.91 - 31677.61) / 31677.61 = -0.054824211801...
        assertThat(reading.ticks().get(0).digits(DecimalField.CHANGE_24H)).isEqualTo("-5.482");
        assertThat(reading.ticks().get(0).symbol()).isEqualTo("BTCUSD");
    }

    @Test
    void aTickerWithoutATimeIsMalformed() {
        for (String time : List.of("", ",\"time\":\"\"", ",\"time\":\"0001-01-01T00:00:00Z\"", ",\"time\":\"soon\"")) {
            assertThat(reading.read("{\"type\":\"ticker\",\"product_id\":\"BTC-USD\",\"price\":\"1\"" + time + "}")
                            .others())
                    .as(time)
                    .containsExactly("malformed");
        }
    }

    @Test
    void messagesMeanWhatCoinbaseSays() {
        assertThat(reading.read(
                                "{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":20,\"product_id\":\"BTC-USD\","
                                        + "\"time\":\"2014-11-07T08:19:28.464459Z\"}")
                        .others())
                .containsExactly("heartbeat");
        assertThat(reading.read("{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"no product\"}")
                        .others())
                .containsExactly("refused: Failed to subscribe: no product");
    }

    private static String request(String products) {
        return "{\"type\":\"subscribe\",\"product_ids\":[" + products
                + "],\"channels\":[\"ticker\",\"matches\",\"heartbeat\"]}";
    }

    @Test
    void aRequestThatFailedForOneProductIsSentAgainWithoutIt() {
        List<String> symbols = List.of("BTCUSD", "NOPEUSD", "ETHEUR");
        CoinbaseProtocol protocol =
                new CoinbaseProtocol(Instruments.separatedBy("-", symbols), 100, false, NodeClock.system());
        protocol.subscription(symbols);
        Reading refused = new Reading(protocol, RECEIVED_AT);
        String error = "{\"type\":\"error\",\"message\":\"Failed to subscribe\","
                + "\"reason\":\"NOPE-USD is not a valid product\"}";

        assertThat(refused.read(error).others())
                .containsExactly(
                        "refused NOPEUSD: Failed to subscribe: NOPE-USD is not a valid product",
                        "send: " + request("\"BTC-USD\",\"ETH-EUR\""));
        assertThat(refused.read(error).others())
                .as("an answer that comes twice")
                .containsExactly("refused: Failed to subscribe: NOPE-USD is not a valid product");
    }

    @Test
    void allProductsAreSubscribedWithTheirHeartbeats() {
        assertThat(new CoinbaseProtocol(
                                Instruments.separatedBy("-", List.of("BTCUSD", "ETHEUR")),
                                100,
                                false,
                                NodeClock.system())
                        .subscription(List.of("BTCUSD", "ETHEUR"))
                        .messages())
                .containsExactly("{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\",\"ETH-EUR\"],"
                        + "\"channels\":[\"ticker\",\"matches\",\"heartbeat\"]}");
    }
}
