package io.tickcast.feed.bybit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Recording;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Reading;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BybitProtocolTest {
    private static final long RECEIVED_AT = 1_700_000_000_456_789L;

    private static BybitProtocol protocol(List<String> symbols) {
        return new BybitProtocol(Instruments.unchanged(symbols), 100, false, NodeClock.system());
    }

    private final Reading reading =
            new Reading(protocol(List.of("BTCUSDT", "OPUSDC", "TUSDUSDT", "KCSUSDT")), RECEIVED_AT);

    private static String ticker(String symbol, String change) {
        return "{\"topic\":\"tickers." + symbol + "\",\"ts\":1673853746003,\"type\":\"snapshot\",\"cs\":2588407389,"
                + "\"data\":{\"symbol\":\"" + symbol + "\",\"lastPrice\":\"21109.77\",\"highPrice24h\":\"21426.99\","
                + "\"lowPrice24h\":\"20575\",\"prevPrice24h\":\"20704.93\",\"volume24h\":\"6780.866843\","
                + "\"turnover24h\":\"141946527.22907118\",\"price24hPcnt\":\"" + change + "\",\"usdIndexPrice\":\"\"}}";
    }

    @Test
    void aTickerKeepsItsDigits() {
        Tick tick = reading.read(ticker("BTCUSDT", "-0.0196")).ticks().get(0);

        assertThat(tick.exchange()).isEqualTo("bybit");
        assertThat(tick.symbol()).isEqualTo("BTCUSDT");
        assertThat(tick.eventTime()).isEqualTo(1_673_853_746_003L);
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("21109.77");
        assertThat(tick.digits(DecimalField.OPEN)).isEqualTo("20704.93");
        assertThat(tick.digits(DecimalField.HIGH)).isEqualTo("21426.99");
        assertThat(tick.digits(DecimalField.LOW)).isEqualTo("20575");
        assertThat(tick.digits(DecimalField.VOLUME)).isEqualTo("6780.866843");
        assertThat(tick.digits(DecimalField.QUOTE_VOLUME)).isEqualTo("141946527.22907118");
        assertThat(tick.digits(DecimalField.CHANGE_24H)).isEqualTo("-1.96");
        assertThat(tick.has(DecimalField.BID)).isFalse();
        assertThat(reading.unknownFieldCount()).isZero();
    }

    @Test
    void theChangeIsPercent() {
        for (List<String> pair : List.of(
                List.of("0.0196", "1.96"), List.of("0", "0"), List.of("-0.0002", "-0.02"), List.of("1.5", "150"))) {
            assertThat(reading.read(ticker("BTCUSDT", pair.get(0)))
                            .ticks()
                            .get(0)
                            .digits(DecimalField.CHANGE_24H))
                    .isEqualTo(pair.get(1));
        }
    }

    @Test
    void bidAndAskComeFromTheBook() {
        int books = 0;
        for (String frame : Recording.of("/recorded/bybit-v5-spot-orderbook1-2025-06-13.jsonl")
                .frames()) {
            JsonObject json = new JsonObject(frame);
            reading.read(frame);
            if (!json.containsKey("topic")) {
                assertThat(reading.others()).containsExactly("acknowledged");
                continue;
            }
            assertThat(reading.others()).containsExactly("heartbeat");
            JsonObject data = json.getJsonObject("data");
            Tick tick = reading.read(ticker(data.getString("s"), "0")).ticks().get(0);
            assertThat(tick.digits(DecimalField.BID))
                    .isEqualTo(data.getJsonArray("b").getJsonArray(0).getString(0));
            assertThat(tick.digits(DecimalField.ASK))
                    .isEqualTo(data.getJsonArray("a").getJsonArray(0).getString(0));
            books++;
        }
        assertThat(books).isGreaterThan(50);
    }

    @Test
    void anEmptyBookHasNeitherBidNorAsk() {
        reading.read("{\"topic\":\"orderbook.1.BTCUSDT\",\"ts\":1,\"type\":\"snapshot\","
                + "\"data\":{\"s\":\"BTCUSDT\",\"b\":[],\"a\":[[\"2\",\"1\"]],\"u\":1,\"seq\":1},\"cts\":1}");

        Tick tick = reading.read(ticker("BTCUSDT", "0")).ticks().get(0);

        assertThat(tick.has(DecimalField.BID)).isFalse();
        assertThat(tick.digits(DecimalField.ASK)).isEqualTo("2");
    }

    @Test
    void answersMeanWhatBybitSays() {
        assertThat(reading.read("{\"success\":true,\"ret_msg\":\"pong\",\"conn_id\":\"0970e817\",\"op\":\"ping\"}")
                        .others())
                .containsExactly("heartbeat");
        assertThat(reading.read("{\"success\":false,\"ret_msg\":\"args size >10\",\"op\":\"subscribe\"}")
                        .others())
                .containsExactly("refused: args size >10");
        assertThat(reading.read("{\"topic\":\"system.status\",\"ts\":1,\"data\":[]}")
                        .others())
                .containsExactly("unknown");
    }

    private static String refusal(String request, String text) {
        return "{\"success\":false,\"ret_msg\":\"" + text + "\",\"conn_id\":\"1\",\"req_id\":\"" + request
                + "\",\"op\":\"subscribe\"}";
    }

    private static String request(String... names) {
        return "{\"req_id\":\"" + names[0] + "\",\"op\":\"subscribe\",\"args\":["
                + Stream.of(names)
                        .map(name -> "\"tickers." + name + "\",\"orderbook.1." + name + '"')
                        .collect(Collectors.joining(","))
                + "]}";
    }

    @Test
    void aRequestThatFailedForOneTopicIsSentAgainWithoutIt() {
        List<String> symbols = List.of("BTCUSDT", "NOPEUSDT", "ETHUSDT", "GONEUSDT");
        BybitProtocol protocol = protocol(symbols);
        assertThat(protocol.subscription(symbols).messages())
                .containsExactly(request("BTCUSDT", "NOPEUSDT", "ETHUSDT", "GONEUSDT"));
        Reading refused = new Reading(protocol, RECEIVED_AT);

        String text = "error:handler not found,topic:tickers.NOPEUSDT";
        assertThat(refused.read(refusal("BTCUSDT", text)).others())
                .containsExactly("refused NOPEUSDT: " + text, "send: " + request("BTCUSDT", "ETHUSDT", "GONEUSDT"));
        assertThat(refused.read(refusal("BTCUSDT", text)).others())
                .as("an answer that comes twice")
                .containsExactly(
                        "refused: " + text,
                        "send: " + request("BTCUSDT"),
                        "send: " + request("ETHUSDT"),
                        "send: " + request("GONEUSDT"));
    }

    @Test
    void aRequestThatFailedWithoutAReasonIsSentAgainOneByOne() {
        List<String> symbols = List.of("BTCUSDT", "NOPEUSDT");
        BybitProtocol protocol = protocol(symbols);
        protocol.subscription(symbols);
        Reading refused = new Reading(protocol, RECEIVED_AT);

        assertThat(refused.read(refusal("BTCUSDT", "error")).others())
                .containsExactly("refused: error", "send: " + request("BTCUSDT"), "send: " + request("NOPEUSDT"));
        assertThat(refused.read(refusal("NOPEUSDT", "error")).others()).containsExactly("refused NOPEUSDT: error");
        assertThat(refused.read(refusal("BTCUSDT", "error")).others()).containsExactly("refused BTCUSDT: error");
        assertThat(refused.read(refusal("", "error")).others()).containsExactly("refused: error");
    }

    @Test
    void theTopicsOfAConnectionAreBoundedByTheirBytes() {
        List<String> symbols = IntStream.range(0, 1_000)
                .mapToObj(i -> "ACOINWITHALONGNAME" + i + "USDT")
                .toList();
        BybitProtocol protocol = new BybitProtocol(Instruments.unchanged(symbols), 1_024, false, NodeClock.system());

        List<List<String>> connections = protocol.connections(symbols);

        assertThat(connections.stream().flatMap(List::stream)).containsExactlyElementsOf(symbols);
        assertThat(connections.stream()
                        .map(share -> share.stream()
                                .mapToInt(name -> "tickers.".length() + "orderbook.1.".length() + 2 * name.length())
                                .sum()))
                .hasSizeGreaterThan(3)
                .allMatch(characters -> characters < 21_000);
    }

    @Test
    void aRequestHasAtMostTenTopics() {
        List<String> symbols =
                IntStream.range(0, 33).mapToObj(i -> "COIN" + i + "USDT").toList();

        List<JsonObject> messages = protocol(symbols).subscription(symbols).messages().stream()
                .map(JsonObject::new)
                .toList();

        assertThat(messages)
                .allSatisfy(message ->
                        assertThat(message.getJsonArray("args").size()).isBetween(1, 10));
        assertThat(messages.stream().flatMap(message -> message.getJsonArray("args").stream()))
                .contains("tickers.COIN0USDT", "orderbook.1.COIN0USDT", "tickers.COIN32USDT", "orderbook.1.COIN32USDT")
                .hasSize(66);
    }
}
