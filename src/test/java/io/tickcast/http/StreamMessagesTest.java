package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.SseEvent;
import io.tickcast.ws.WebSocketConnection;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests of a WebSocket stream's client. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamMessagesTest {
    private static final String URI = "/api/ws/prices?fields=symbol,price&interval=0";
    private static HttpNode node;
    private static long time;

    private final List<RawWebSocket> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        node = HttpNode.plan().set("TICKCAST_STREAM_MAX_SYMBOLS", "5").start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void close() {
        open.forEach(RawWebSocket::close);
        node.awaitClients(0);
    }

    private RawWebSocket stream(String query) {
        RawWebSocket stream = RawWebSocket.open(node.connect(), URI + query);
        open.add(stream);
        stream.next("connected");
        return stream;
    }

    /** Holds a new price of a symbol. */
    private static String price(String symbol) {
        time++;
        node.hold(tick(symbol, time, Long.toString(time)));
        return Long.toString(time);
    }

    private static String nextPrice(RawWebSocket stream) {
        SseEvent price = stream.next("price");
        return price.json().getString("symbol") + "=" + price.raw("price");
    }

    private static JsonObject answer(RawWebSocket stream, String message) {
        stream.send(message);
        return answer(stream);
    }

    private static JsonObject answer(RawWebSocket stream) {
        while (true) {
            JsonObject line = new JsonObject(stream.line());
            if (List.of("ack", "error").contains(line.getString("event"))) {
                return line;
            }
        }
    }

    private static String error(RawWebSocket stream, String message) {
        JsonObject answer = answer(stream, message);
        assertThat(answer.getString("event")).isEqualTo("error");
        return answer.getString("message");
    }

    @Test
    void aSubscriptionIsAcknowledgedBeforeTheFirstPrice() {
        String held = price("ETHUSDT");
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        stream.send("{\"op\":\"subscribe\",\"symbols\":[\"ethusdt\"],\"ref\":7}");
        String line = stream.line();
        while (!line.contains("\"ack\"")) {
            assertThat(line).doesNotContain("ETHUSDT");
            line = stream.line();
        }
        assertThat(line)
                .isEqualTo(
                        "{\"event\":\"ack\",\"ref\":7,\"data\":{\"symbols\":[\"BTCUSDT\",\"ETHUSDT\"],\"interval\":0}}");
        assertThat(nextPrice(stream)).isEqualTo("ETHUSDT=" + held);
        String next = price("ETHUSDT");
        assertThat(nextPrice(stream)).isEqualTo("ETHUSDT=" + next);
    }

    @Test
    void afterTheEndOfASubscriptionNothingMoreComes() {
        RawWebSocket stream = stream("&symbols=BTCUSDT,ETHUSDT");
        JsonObject answer = answer(stream, "{\"op\":\"unsubscribe\",\"symbols\":[\"BTCUSDT\"]}");
        assertThat(answer.getJsonObject("data").getJsonArray("symbols")).containsExactly("ETHUSDT");
        assertThat(answer.containsKey("ref")).isFalse();
        price("BTCUSDT");
        String ether = price("ETHUSDT");
        assertThat(nextPrice(stream)).isEqualTo("ETHUSDT=" + ether);
        assertThat(answer(stream, "{\"op\":\"unsubscribe\",\"symbols\":[\"ETHUSDT\"]}")
                        .getJsonObject("data")
                        .getJsonArray("symbols"))
                .isEmpty();
    }

    @Test
    void anIntervalIsChanged() {
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        assertThat(answer(stream, "{\"op\":\"set\",\"interval\":3600000}")
                        .getJsonObject("data")
                        .getInteger("interval"))
                .isEqualTo(3_600_000);
        String first = price("BTCUSDT");
        assertThat(nextPrice(stream)).isEqualTo("BTCUSDT=" + first);
        String second = price("BTCUSDT");
        answer(stream, "{\"op\":\"set\",\"interval\":0}");
        assertThat(nextPrice(stream)).isEqualTo("BTCUSDT=" + second);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"a\\nb\\u2028\"",
                "1.10",
                "1e400",
                "123456789012345678901234567890",
                "{\"a\":[1,{\"b\":true}]}"
            })
    void aRefComesBackWhateverItIs(String ref) {
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        stream.send("{\"op\":\"ping\",\"ref\":" + ref + "}");
        String line = stream.line();
        while (!line.contains("\"ack\"")) {
            line = stream.line();
        }
        String sent = ref.equals("1e400") ? "1E+400" : ref;
        assertThat(line).startsWith("{\"event\":\"ack\",\"ref\":" + sent + ",\"data\":{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "no JSON|not JSON",
                "{\"op\":\"ping\"} {}|not JSON",
                "[1]|not a JSON object",
                "{}|op: ",
                "{\"op\":\"fly\"}|op: fly is unknown",
                "{\"op\":\"subscribe\"}|a list of names",
                "{\"op\":\"subscribe\",\"symbols\":[]}|a list of names",
                "{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\",1]}|a list of names",
                "{\"op\":\"subscribe\",\"symbols\":[\"a b\"]}|not a symbol",
                "{\"op\":\"subscribe\",\"symbols\":[\"A\",\"B\",\"C\",\"D\",\"E\"]}|1 to 5",
                "{\"op\":\"unsubscribe\",\"symbols\":\"BTCUSDT\"}|a list of names",
                "{\"op\":\"set\",\"interval\":-1}|0 to 3600000",
                "{\"op\":\"set\",\"interval\":\"5\"}|0 to 3600000",
                "{\"op\":\"set\",\"interval\":1e99}|0 to 3600000"
            })
    void aBadMessageIsAnsweredAndTheStreamGoesOn(String message, String why) {
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        assertThat(error(stream, message)).contains(why);
        String held = price("BTCUSDT");
        assertThat(nextPrice(stream)).isEqualTo("BTCUSDT=" + held);
    }

    @Test
    void whatThisNodeDoesNotHaveIsNamed() {
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        assertThat(answer(stream, "{\"op\":\"subscribe\",\"symbols\":[\"NOSUCHUSDT\"]}")
                        .getJsonObject("data")
                        .getJsonArray("unknown_symbols"))
                .containsExactly("NOSUCHUSDT");
    }

    @Test
    void theLastSymbolThatThisNodeHasMayGo() {
        RawWebSocket stream = stream("&symbols=BTCUSDT,NOSUCHUSDT,NONE*");
        JsonObject data = answer(stream, "{\"op\":\"unsubscribe\",\"symbols\":[\"BTCUSDT\"]}")
                .getJsonObject("data");
        assertThat(data.getJsonArray("symbols")).isEmpty();
        assertThat(data.getJsonArray("unknown_symbols")).containsExactly("NOSUCHUSDT");
        String held = price("ETHUSDT");
        answer(stream, "{\"op\":\"subscribe\",\"symbols\":[\"ETHUSDT\"]}");
        assertThat(nextPrice(stream)).isEqualTo("ETHUSDT=" + held);
    }

    @Test
    void allNamesOfASymbolGo() {
        RawWebSocket stream = stream("&symbols=MATICUSDT,POLUSDT,BTCUSDT");
        JsonObject data = answer(stream, "{\"op\":\"unsubscribe\",\"symbols\":[\"POLUSDT\"]}")
                .getJsonObject("data");
        assertThat(data.getJsonArray("symbols")).containsExactly("BTCUSDT");
        assertThat(answer(stream, "{\"op\":\"unsubscribe\",\"symbols\":[\"*\"]}")
                        .getJsonObject("data")
                        .getJsonArray("symbols"))
                .isEmpty();
    }

    @Test
    void aStreamOfAllCannotLoseOne() {
        RawWebSocket stream = stream("");
        assertThat(error(stream, "{\"op\":\"unsubscribe\",\"symbols\":[\"BTCUSDT\"],\"ref\":1}"))
                .contains("has all");
    }

    @Test
    void moreMessagesThanAllowedAreErrorsAndNoEnd() {
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        int sent = 500;
        for (int i = 0; i < sent; i++) {
            stream.send("{\"op\":\"ping\",\"ref\":" + i + "}");
        }
        int acknowledged = 0;
        int refused = 0;
        while (acknowledged + refused < sent) {
            JsonObject answer = answer(stream);
            if (answer.getString("event").equals("ack")) {
                acknowledged++;
            } else {
                assertThat(acknowledged).isGreaterThanOrEqualTo(WebSocketConnection.MESSAGES_PER_SECOND);
                assertThat(answer.containsKey("ref")).isFalse();
                assertThat(answer.getString("message")).contains("in a second");
                refused += answer.getInteger("refused");
            }
        }
        assertThat(refused).isPositive();
        String held = price("BTCUSDT");
        assertThat(nextPrice(stream)).isEqualTo("BTCUSDT=" + held);
        assertThat(answer(stream, "{\"op\":\"ping\"}").getString("event")).isEqualTo("ack");
    }

    @Test
    void aMessageMayHave64Kilobytes() {
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        String start = "{\"op\":\"ping\",\"x\":\"";
        stream.send(start + "x".repeat(65_536 - start.length() - 2) + "\"}");
        assertThat(answer(stream).getString("event")).isEqualTo("ack");
    }

    @Test
    void deepNestingIsNoJson() {
        RawWebSocket stream = stream("&symbols=BTCUSDT");
        assertThat(error(stream, "[".repeat(60_000))).contains("not JSON");
    }
}
