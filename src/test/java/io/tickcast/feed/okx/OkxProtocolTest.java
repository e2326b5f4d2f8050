package io.tickcast.feed.okx;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Recording;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Reading;
import io.tickcast.market.DecimalField;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OkxProtocolTest {
    private static final long RECEIVED_AT = 1_700_000_000_456_789L;
    private static final Map<DecimalField, String> FIELDS = Map.of(
            DecimalField.PRICE,
            "last",
            DecimalField.QUANTITY,
            "lastSz",
            DecimalField.BID,
            "bidPx",
            DecimalField.ASK,
            "askPx",
            DecimalField.OPEN,
            "open24h",
            DecimalField.HIGH,
            "high24h",
            DecimalField.LOW,
            "low24h",
            DecimalField.VOLUME,
            "vol24h",
            DecimalField.QUOTE_VOLUME,
            "volCcy24h");

    private static Reading reading(List<String> symbols) {
        return new Reading(
                new OkxProtocol(Instruments.separatedBy("-", symbols), 100, false, NodeClock.system()), RECEIVED_AT);
    }

    private final Reading reading = reading(List.of("BTCUSDT"));

    private static void assertSays(Tick tick, JsonObject data) {
        assertThat(tick.exchange()).isEqualTo("okx");
        assertThat(tick.eventTime()).isEqualTo(Long.parseLong(data.getString("ts")));
        assertThat(tick.receivedAt()).isEqualTo(RECEIVED_AT);
        FIELDS.forEach((figure, field) ->
                assertThat(tick.digits(figure)).as("%s", figure).isEqualTo(data.getString(field)));
        BigDecimal open = new BigDecimal(data.getString("open24h"));
        assertThat(tick.digits(DecimalField.CHANGE_24H))
                .isEqualTo(new BigDecimal(data.getString("last"))
                        .subtract(open)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(open, 3, RoundingMode.HALF_UP)
                        .toPlainString());
    }

    @Test
    void everyRecordedTickerKeepsItsDigits() {
        List<JsonObject> frames = Stream.of(
                        "okx-v5-tickers-2021-07-22-line1",
                        "okx-v5-tickers-2021-07-22-line2",
                        "okx-v5-tickers-2021-07-22-line3",
                        "okx-v5-singles-2022")
                .flatMap(file -> Recording.of("/recorded/" + file + ".jsonl").frames().stream())
                .map(JsonObject::new)
                .toList();
        int tickers = 0;
        for (JsonObject frame : frames) {
            JsonObject arg = frame.getJsonObject("arg");
            String name = arg.getString("instId");
            Reading all = new Reading(
                    new OkxProtocol(new Instruments(Map.of(name, name)), 100, false, NodeClock.system()), RECEIVED_AT);
            all.read(frame.encode());
            if (!frame.containsKey("data")) {
                assertThat(all.others()).containsExactly("acknowledged");
            } else if (arg.getString("channel").equals("tickers")) {
                assertThat(all.others()).isEmpty();
                assertThat(all.ticks()).hasSize(1);
                assertSays(all.ticks().get(0), frame.getJsonArray("data").getJsonObject(0));
                assertThat(all.unknownFieldCount()).isZero();
                tickers++;
            } else {
                assertThat(all.others()).containsExactly("unknown");
            }
        }
        assertThat(tickers).isEqualTo(145);
    }

    /** A frame of a line, and when it was received, in s. */
    private record Received(String frame, BigDecimal at) {}

    @Test
    void threeRecordedLinesBringEachTickOnce() {
        List<Received> received = new ArrayList<>();
        for (int line = 1; line <= 3; line++) {
            String file = "/recorded/okx-v5-tickers-2021-07-22-line" + line;
            List<String> frames = Recording.of(file + ".jsonl").frames();
            List<String> times = Recording.of(file + ".recv").frames();
            for (int i = 0; i < frames.size(); i++) {
                received.add(new Received(frames.get(i), new BigDecimal(times.get(i))));
            }
        }
        received.sort(Comparator.comparing(Received::at));
        LatestPrices latestPrices = new LatestPrices();
        int news = 0;
        int repeats = 0;
        for (Received each : received) {
            String name = new JsonObject(each.frame).getJsonObject("arg").getString("instId");
            Reading line = new Reading(
                    new OkxProtocol(new Instruments(Map.of(name, name)), 100, false, NodeClock.system()), RECEIVED_AT);
            for (Tick tick : line.read(each.frame).ticks()) {
                if (latestPrices.accept(tick)) {
                    news++;
                } else {
                    assertThat(latestPrices.newest("okx", name)).contains(tick);
                    repeats++;
                }
            }
        }
        assertThat(news).isEqualTo(47);
        assertThat(repeats).isEqualTo(2 * 46);
    }

    @Test
    void anEmptyBidIsNone() {
        reading.read(ticker("{\"instId\":\"BTC-USDT\",\"last\":\"1.50\",\"bidPx\":\"\",\"askPx\":\"2\",\"ts\":\"1\"}"));

        Tick tick = reading.ticks().get(0);
        assertThat(tick.has(DecimalField.BID)).isFalse();
        assertThat(tick.digits(DecimalField.ASK)).isEqualTo("2");
        assertThat(tick.has(DecimalField.CHANGE_24H)).isFalse();
        assertThat(tick.symbol()).isEqualTo("BTCUSDT");
    }

    @Test
    void eventsMeanWhatOkxSays() {
        assertThat(reading.read("pong").others()).containsExactly("heartbeat");
        assertThat(reading.read("{\"event\":\"notice\",\"msg\":\"upgrade\",\"code\":\"64008\",\"connId\":\"8517149b\"}")
                        .others())
                .containsExactly("shutdown");
        assertThat(reading.read("{\"event\":\"error\",\"msg\":\"channel:ticker,instId:BTC-USDT doesn't exist\","
                                + "\"code\":\"60018\"}")
                        .others())
                .containsExactly("refused BTCUSDT: code 60018 channel:ticker,instId:BTC-USDT doesn't exist");
        String newer =
                "Wrong URL or channel:tickers, instId:BTC-USDT doesn't exist. Please use the correct URL, channel"
                        + " and parameters referring to API document.";
        assertThat(reading.read("{\"event\":\"error\",\"msg\":\"" + newer
                                + "\",\"code\":\"60018\",\"connId\":\"94d38802\"}")
                        .others())
                .containsExactly("refused BTCUSDT: code 60018 " + newer);
        assertThat(reading.read("{\"event\":\"error\",\"msg\":\"channel:tickers,instId:X-Y doesn't exist\","
                                + "\"code\":\"60018\"}")
                        .others())
                .as("an instrument that nobody asked for")
                .containsExactly("refused: code 60018 channel:tickers,instId:X-Y doesn't exist");
        assertThat(reading.read("{\"event\":\"channel-conn-count\",\"channel\":\"tickers\",\"connCount\":\"1\"}")
                        .others())
                .containsExactly("unknown");
        assertThat(reading.read("pongs").others()).containsExactly("malformed");
    }

    private static String status(String title, String state, String service) {
        return "{\"arg\":{\"channel\":\"status\"},\"data\":[{\"begin\":\"1672823400000\",\"end\":\"1672825980000\","
                + "\"env\":\"1\",\"href\":\"\",\"maintType\":\"1\",\"preOpenBegin\":\"\",\"scheDesc\":\"\",\"serviceType\":\""
                + service + "\",\"state\":\"" + state + "\",\"system\":\"unified\",\"title\":\"" + title
                + "\",\"ts\":\"1672826038470\"}]}";
    }

    @Test
    void maintenanceIsAnnouncedFromItsBeginToItsEnd() {
        assertThat(reading.read(status("upgrade", "scheduled", "0")).others()).containsExactly("service: ");
        assertThat(reading.read(status("upgrade", "ongoing", "0")).others()).containsExactly("service: maintenance");
        assertThat(reading.unknownFieldCount()).isZero();
        assertThat(reading.read(status("older upgrade", "completed", "0")).others())
                .containsExactly("service: maintenance");
        assertThat(reading.read(status("upgrade", "completed", "0")).others()).containsExactly("service: ");
        assertThat(reading.read(status("block trading", "ongoing", "6")).others())
                .as("a service without prices")
                .containsExactly("service: ");
        assertThat(reading.read("{\"event\":\"subscribe\",\"arg\":{\"channel\":\"status\"},\"connId\":\"26c9b771\"}")
                        .others())
                .containsExactly("acknowledged");
    }

    @Test
    void aConnectionSubscribesTheStatusOnce() {
        OkxProtocol protocol = new OkxProtocol(List.of("BTCUSDT"), 100, false);

        assertThat(protocol.subscription(List.of("BTCUSDT")).messages())
                .containsExactly(
                        "{\"op\":\"subscribe\",\"args\":[{\"channel\":\"tickers\",\"instId\":\"BTC-USDT\"}]}",
                        "{\"op\":\"subscribe\",\"args\":[{\"channel\":\"status\"}]}");
        assertThat(protocol.subscribe(List.of("BTCUSDT"))).hasSize(1);
    }

    @Test
    void whatIsNoPriceIsMalformed() {
        for (String price : List.of("\"\"", "\"0\"", "\"1e5\"", "\"-1\"", "null", "\"01\"", "\"1.\"")) {
            assertThat(reading.read(ticker("{\"instId\":\"BTC-USDT\",\"last\":" + price + ",\"ts\":\"1\"}"))
                            .others())
                    .as(price)
                    .containsExactly("malformed");
        }
        for (String time : List.of("\"\"", "\"x\"", "\"-1\"", "\"0\"", "\"99999999999999999999\"")) {
            assertThat(reading.read(ticker("{\"instId\":\"BTC-USDT\",\"last\":\"1\",\"ts\":" + time + "}"))
                            .others())
                    .as(time)
                    .containsExactly("malformed");
        }
    }

    @Test
    void subscriptionsAreBoundedByCountAndBytes() {
        List<String> symbols =
                IntStream.range(0, 1_200).mapToObj(i -> "COIN" + i + "USDT").toList();
        List<String> messages = new OkxProtocol(Instruments.separatedBy("-", symbols), 5_000, false, NodeClock.system())
                .subscription(symbols)
                .messages();

        assertThat(messages).allSatisfy(message -> assertThat(message.length()).isLessThan(64 * 1024));
        assertThat(messages.stream()
                        .map(JsonObject::new)
                        .map(message -> message.getJsonArray("args"))
                        .flatMap(JsonArray::stream)
                        .map(JsonObject.class::cast)
                        .filter(argument -> argument.getString("channel").equals("tickers"))
                        .map(argument -> argument.getString("instId")))
                .containsExactlyElementsOf(symbols.stream()
                        .map(symbol -> symbol.replace("USDT", "-USDT"))
                        .toList());
    }

    private static String ticker(String data) {
        return "{\"arg\":{\"channel\":\"tickers\",\"instId\":\"BTC-USDT\"},\"data\":[" + data + "]}";
    }
}
