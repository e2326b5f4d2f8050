package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Binance's streams below {@code /binance}, as its own clients use them. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayTest extends WithRelay {
    private static final String TRADES = "btcusdt@aggTrade";

    private static String trade(long number) {
        return Frames.trade("BTCUSDT", number, number, number, 1_768_028_400_000L + number, "95000.10000000");
    }

    private void push(long number) {
        assertThat(Await.result(binance.push(TRADES, trade(number)))).isPositive();
    }

    private Connection upstream(int streams) {
        Connection upstream = Await.result(binance.nextConnection());
        Await.result(upstream.subscribed(streams));
        return upstream;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws/btcusdt@aggTrade",
                "/ws/btcusdt%40aggTrade",
                "/stream?streams=btcusdt@aggTrade/ethusdt@ticker",
                "/ws/btcusdt@aggTrade?timeUnit=MICROSECOND"
            })
    void aClientGetsTheBytesThatAClientOfTheExchangeGets(String path) {
        String own = path.replace("%40", "@");
        try (RawWebSocket relayed = open(path.contains("%40") ? own : path);
                RawWebSocket direct = direct(own)) {
            Await.result(binance.open(2));
            Await.until(
                    "both have subscribed",
                    () -> binance.open().stream()
                            .allMatch(connection -> connection.streams().contains(TRADES)));
            for (int number = 1; number <= 3; number++) {
                push(number);
                assertThat(text(relayed)).isEqualTo(text(direct));
            }
        }
    }

    @Test
    void clientsShareOneConnectionAndOneSubscription() {
        List<RawWebSocket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                RawWebSocket client = open("/ws/" + i);
                assertThat(subscribe(client, TRADES).encode()).isEqualTo("{\"result\":null,\"id\":7}");
                clients.add(client);
            }
            upstream(1);
            push(1);
            clients.forEach(client -> assertThat(text(client)).isEqualTo(trade(1)));
            assertThat(binance.attempts().count()).isEqualTo(1);
            assertThat(counts().getInteger("clients")).isEqualTo(10);
            assertThat(counts().getInteger("streams")).isEqualTo(1);
        } finally {
            clients.forEach(RawWebSocket::close);
        }
        Await.until("all have gone", () -> counts().getInteger("clients") == 0);
        assertThat(counts().getInteger("streams")).isZero();
    }

    @Test
    void aClientSubscribesByMessageAndChangesTheFormOfItsFrames() {
        try (RawWebSocket client = open("/ws")) {
            assertThat(subscribe(client, TRADES, "ethusdt@ticker").getValue("result"))
                    .isNull();
            upstream(2);
            push(1);
            assertThat(text(client)).isEqualTo(trade(1));
            assertThat(request(client, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":\"a\"}")
                            .encode())
                    .isEqualTo("{\"result\":[\"btcusdt@aggTrade\",\"ethusdt@ticker\"],\"id\":\"a\"}");
            assertThat(request(client, "{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":1}")
                            .encode())
                    .isEqualTo("{\"result\":false,\"id\":1}");
            assertThat(request(client, "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true],\"id\":2}")
                            .encode())
                    .isEqualTo("{\"result\":null,\"id\":2}");
            push(2);
            assertThat(text(client)).isEqualTo(Frames.combined(TRADES, trade(2)));
            assertThat(request(client, "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@aggTrade\",\"x\"],\"id\":3}")
                            .encode())
                    .isEqualTo("{\"result\":null,\"id\":3}");
            push(3);
            assertThat(request(client, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":18446744073709551615}")
                            .encode())
                    .as("no frame comes before the answer")
                    .isEqualTo("{\"result\":[\"ethusdt@ticker\"],\"id\":18446744073709551615}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                        | {\"error\":{\"code\":3,\"msg\":\"Invalid JSON: expected value\"}}",
                "[1]                                      | {\"error\":{\"code\":2,\"msg\":\"Invalid request: expected an object\"}}",
                "{\"id\":1}                               | {\"error\":{\"code\":2,\"msg\":\"Invalid request: missing field `method`\"},\"id\":1}",
                "{\"method\":\"SUBSCRIBE\",\"id\":1}      | {\"error\":{\"code\":2,\"msg\":\"Invalid request: missing field `params`\"},\"id\":1}",
                "{\"method\":\"SUBSCRIBE\",\"params\":[1],\"id\":1} | {\"error\":{\"code\":1,\"msg\":\"Invalid value type: expected String\"},\"id\":1}",
                "{\"method\":\"GET_PROPERTY\",\"params\":[\"x\"],\"id\":1} | {\"error\":{\"code\":0,\"msg\":\"Unknown property\"},\"id\":1}",
                "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",1],\"id\":1} | {\"error\":{\"code\":1,\"msg\":\"Invalid value type: expected Boolean\"},\"id\":1}",
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"btc usdt@x\"],\"id\":1} | {\"error\":{\"code\":2,\"msg\":\"Invalid request: \\\"btc usdt@x\\\" is not the name of a stream, such as btcusdt@trade\"},\"id\":1}"
            })
    void aBadRequestIsRefusedAsTheExchangeDoes(String request, String answer) {
        try (RawWebSocket client = open("/ws")) {
            client.send(request);
            assertThat(text(client)).isEqualTo(answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ws/btcusdt@, such as btcusdt@trade",
        "/stream?streams=btcusdt@trade/%22@x, such as btcusdt@trade",
        "/ws/pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1, Only public streams",
        "/ws?timeUnit=HOUR, timeUnit must be"
    })
    void aTargetThatIsNoPublicStreamIsABadRequest(String path, String message) {
        RawAnswer answer = refusal(path);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("message")).contains(message);
    }

    @Test
    void withoutTheSettingThereIsNothing() {
        start(plan().set("TICKCAST_RELAY_BINANCE_ENABLED", "false"));
        assertThat(refusal("/ws/btcusdt@trade").status()).isEqualTo(404);
    }

    @Test
    void clientsStayWhenTheUpstreamBreaks() {
        try (RawWebSocket client = open("/ws/btcusdt@aggTrade")) {
            Connection first = upstream(1);
            push(1);
            assertThat(text(client)).isEqualTo(trade(1));
            Await.result(first.reset());
            upstream(1);
            push(2);
            assertThat(text(client)).isEqualTo(trade(2));
        }
    }

    @Test
    void anAnnouncedEndOfTheUpstreamCostsNoFrameAndRepeatsNone() {
        try (RawWebSocket client = open("/ws/btcusdt@aggTrade")) {
            Connection first = upstream(1);
            push(1);
            Await.result(first.serverShutdown(1_768_028_400_000L));
            Connection second = upstream(1);
            push(2);
            push(3);
            Await.result(first.close(1001, ""));
            push(4);
            assertThat(Await.result(binance.push(TRADES, trade(5)))).isEqualTo(1);
            assertThat(IntStream.rangeClosed(1, 5).mapToObj(i -> text(client)))
                    .containsExactly(trade(1), trade(2), trade(3), trade(4), trade(5));
            assertThat(second.isOpen()).isTrue();
        }
    }

    @Test
    void moreStreamsThanTheSettingAllowsAreRefused() {
        start(plan().set("TICKCAST_RELAY_BINANCE_MAX_STREAMS", "2"));
        try (RawWebSocket one = open("/ws");
                RawWebSocket other = open("/ws")) {
            assertThat(subscribe(one, "a@trade", "b@trade").containsKey("result"))
                    .isTrue();
            assertThat(subscribe(other, "b@trade").containsKey("result"))
                    .as("another client of the same stream")
                    .isTrue();
            assertThat(subscribe(other, "c@trade").getJsonObject("error"))
                    .isEqualTo(new JsonObject()
                            .put("code", 4)
                            .put(
                                    "msg",
                                    "Too many subscriptions: a connection may have 1024, and all clients together"
                                            + " as many as relay.binance.max-streams allows"));
        }
    }

    @Test
    void aConnectionHasAtMost1024Streams() {
        try (RawWebSocket client = open("/ws")) {
            String[] names =
                    IntStream.range(0, 1_025).mapToObj(i -> "s" + i + "@trade").toArray(String[]::new);
            assertThat(subscribe(client, names).getJsonObject("error").getInteger("code"))
                    .isEqualTo(4);
            assertThat(request(client, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}")
                            .getJsonArray("result"))
                    .isEmpty();
        }
    }

    /** Its frames up to there have no hole. */
    @Test
    void aClientThatDoesNotKeepUpIsClosed() {
        String filler = "x".repeat(60_000);
        try (RawWebSocket slow =
                        RawWebSocket.open(RawHttp.connectNarrow(node().port()), "/binance/ws/btcusdt@aggTrade");
                RawWebSocket fast = open("/ws/btcusdt@aggTrade")) {
            upstream(1);
            int sent = 0;
            while (counts().getInteger("slow") == 0) {
                for (int i = 0; i < 10; i++) {
                    Await.result(binance.push(TRADES, "{\"n\":" + sent++ + ",\"x\":\"" + filler + "\"}"));
                    assertThat(fast.frame().text()).startsWith("{\"n\":" + (sent - 1) + ",");
                }
            }
            int got = 0;
            RawWebSocket.Frame frame = slow.frame();
            while (frame.opcode() == RawWebSocket.TEXT) {
                assertThat(frame.text()).startsWith("{\"n\":" + got++ + ",");
                frame = slow.frame();
            }
            assertThat(frame.opcode()).isEqualTo(RawWebSocket.CLOSE);
            assertThat(frame.code()).isEqualTo(1008);
            assertThat(got).isLessThan(sent);
        }
    }

    @Test
    void aNodeThatStopsSaysSo() {
        try (RawWebSocket raw = open("/ws");
                RawWebSocket combined = open("/stream")) {
            subscribe(raw, TRADES);
            subscribe(combined, TRADES);
            node().drain();
            assertThat(text(raw)).matches("\\{\"e\":\"serverShutdown\",\"E\":\\d+}");
            assertThat(raw.frame(RawWebSocket.CLOSE).code()).isEqualTo(1001);
            assertThat(text(combined))
                    .matches("\\{\"stream\":\"!serverShutdown\",\"data\":\\{\"e\":\"serverShutdown\",\"E\":\\d+}}");
        }
    }
}
