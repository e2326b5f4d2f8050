package io.tickcast.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Channel;
import io.tickcast.feed.Subscriptions.Subscription;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class BinanceProtocolTest {
    private static final String PATH = "/stream?streams=";

    private static List<String> symbols(int count) {
        return IntStream.range(0, count).mapToObj(i -> "S" + i + "USDT").toList();
    }

    private static Subscription subscription(List<String> symbols) {
        return new BinanceProtocol(symbols, Set.of(Channel.TICKER), 1024, false).subscription(symbols);
    }

    private static List<String> streamsOfPath(Subscription subscription) {
        assertThat(subscription.path()).startsWith(PATH);
        return List.of(URLDecoder.decode(subscription.path().substring(PATH.length()), StandardCharsets.UTF_8)
                .split("/"));
    }

    private static List<String> params(String message) {
        return new JsonObject(message)
                .getJsonArray("params").stream().map(String.class::cast).toList();
    }

    @Test
    void everySymbolHasItsOwnTicker() {
        assertThat(subscription(List.of("BTCUSDT", "ETHUSDT", "BNBUSDT")))
                .isEqualTo(new Subscription(PATH + "btcusdt@ticker/ethusdt@ticker/bnbusdt@ticker", List.of()));
    }

    @Test
    void aNameBeyondAsciiIsUrlEncoded() {
        Subscription subscription = subscription(List.of("币安人生USDT", "BTCUSDT"));

        assertThat(subscription.path())
                .isEqualTo(PATH + "%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9Fusdt@ticker/btcusdt@ticker");
        assertThat(URI.create("ws://127.0.0.1" + subscription.path()).isAbsolute())
                .isTrue();
    }

    @Test
    void aNameBeyondAsciiIsPlainInARequest() {
        List<String> symbols =
                Stream.concat(symbols(200).stream(), Stream.of("币安人生USDT")).toList();

        assertThat(params(subscription(symbols).messages().get(0))).containsExactly("币安人生usdt@ticker");
    }

    @Test
    void twoHundredFitIntoTheUrl() {
        Subscription subscription = subscription(symbols(200));

        assertThat(streamsOfPath(subscription)).hasSize(200);
        assertThat(subscription.messages()).isEmpty();
        assertThat(subscription.path().length()).isLessThan(4 * 1024);
    }

    @Test
    void theRestIsRequestedInPartsOfTwoHundred() {
        List<String> symbols = symbols(1024);
        Subscription subscription = subscription(symbols);

        assertThat(subscription.messages())
                .extracting(message -> params(message).size())
                .containsExactly(200, 200, 200, 200, 24);
        List<String> streams = new ArrayList<>(streamsOfPath(subscription));
        subscription.messages().forEach(message -> streams.addAll(params(message)));
        assertThat(streams)
                .isEqualTo(symbols.stream()
                        .map(symbol -> symbol.toLowerCase(Locale.ROOT) + "@ticker")
                        .toList());
    }

    @Test
    void aRequestIsShorterThanWhatTheExchangeReads() {
        List<String> symbols = IntStream.range(0, 1_024)
                .mapToObj(i -> "币安人生LONGNAME" + i + "USDT")
                .toList();

        List<String> messages = subscription(symbols).messages();

        assertThat(messages)
                .hasSizeGreaterThan(5)
                .allMatch(message -> message.getBytes(StandardCharsets.UTF_8).length < 4_000);
    }

    @Test
    void requestsAreNumbered() {
        assertThat(subscription(symbols(601)).messages())
                .extracting(JsonObject::new)
                .extracting(message -> message.getString("method"), message -> message.getInteger("id"))
                .containsExactly(tuple(1), tuple(2), tuple(3));
    }

    private static Tuple tuple(int id) {
        return Tuple.tuple("SUBSCRIBE", id);
    }

    @Test
    void requestsHaveNothingElse() {
        assertThat(subscription(symbols(201)).messages())
                .containsExactly(new JsonObject()
                        .put("method", "SUBSCRIBE")
                        .put("params", new JsonArray().add("s200usdt@ticker"))
                        .put("id", 1)
                        .encode());
    }
}
