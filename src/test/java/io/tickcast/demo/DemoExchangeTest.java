package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoExchangeTest extends WithServer {
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "POLUSDT", "NOBODYUSDT");

    @Test
    void itTicksForEverySymbol() {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(
                vertx, demo.endpoint(), "/stream?streams=btcusdt@ticker/polusdt@ticker/nobodyusdt@ticker"));

        for (String symbol : SYMBOLS) {
            String text = await(client.texts().first(frame -> frame.contains("\"s\":\"" + symbol + "\"")));
            TickerCheck.check(List.of(new JsonObject(text).getJsonObject("data").encode()));
        }
        await(demo.close());
        await(client.closed());
    }

    @Test
    void itTradesBetweenTheTickers() {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(
                vertx, demo.endpoint(), "/stream?streams=btcusdt@ticker/btcusdt@aggTrade/btcusdt@bookTicker"));

        await(client.texts().first(frame -> frame.contains("@bookTicker")));
        String ticker = await(client.texts().first(frame -> frame.contains("24hrTicker")));
        long last = new JsonObject(ticker).getJsonObject("data").getLong("L");
        await(client.texts().first(frame -> frame.contains("aggTrade") && frame.contains("\"f\":" + (last + 1) + ",")));
        await(demo.close());
    }

    @Test
    void bothBasesAreOnLoopback() {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS));

        assertThat(demo.endpoint().toString())
                .isEqualTo("ws://127.0.0.1:" + demo.endpoint().getPort());
        assertThat(demo.rest().toString())
                .isEqualTo("http://127.0.0.1:" + demo.endpoint().getPort());
    }
}
